#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/offer.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::scan::offer_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

constexpr std::size_t record_header = 5;

tlsmatrix::Bytes record_of(const Offer& offer, const std::string& server_name = "host.example") {
    return client_hello_record(offer, server_name, Randomness::fresh());
}

ClientHello parsed(const Offer& offer, const std::string& server_name = "host.example") {
    const auto record = record_of(offer, server_name);
    const auto hello = parse_client_hello(std::span(record).subspan(record_header));
    EXPECT_TRUE(hello.has_value());
    return hello.value_or(ClientHello{});
}

TEST(Offer, SaysTheVersionAsEachVersionSaysIt) {
    for (const std::uint16_t version : {tls_1_0, tls_1_1, tls_1_2}) {
        const ClientHello hello = parsed(offer_at(version, {0x002f}));
        EXPECT_EQ(hello.legacy_version, version);
        EXPECT_EQ(hello.supported_versions, std::nullopt);
        EXPECT_EQ(hello.server_name, "host.example");
    }
    const ClientHello newest = parsed(offer_at(tls_1_3, {0x1301}));
    EXPECT_EQ(newest.legacy_version, tls_1_2);
    EXPECT_THAT(newest.supported_versions.value(), ElementsAre(tls_1_3));
}

TEST(Offer, HasNoExtensionForSslv3) {
    const Offer offer = offer_at(sslv3_code, suites_at(sslv3_code));
    const ClientHello hello = parsed(offer);
    EXPECT_EQ(hello.legacy_version, sslv3_code);
    EXPECT_THAT(hello.extensions, testing::IsEmpty());
    const auto record = record_of(offer);
    EXPECT_EQ(record[1] << 8 | record[2], sslv3_code);
}

TEST(Offer, KeepsTheSuitesAndTheirOrder) {
    const std::vector<std::uint16_t> suites{0x0035, 0xc02f, fallback_scsv_code};
    const ClientHello hello = parsed(offer_at(tls_1_2, suites));
    EXPECT_EQ(hello.cipher_suites, suites);
    EXPECT_TRUE(hello.has_fallback_scsv());
}

TEST(Offer, NamesNoServerForAnAddress) {
    EXPECT_EQ(parsed(offer_at(tls_1_2, {0x002f}), "").server_name, std::nullopt);
}

TEST(Offer, HasTheLengthInEveryHeader) {
    for (const std::uint16_t version : {sslv3_code, tls_1_0, tls_1_2, tls_1_3}) {
        const auto record = record_of(offer_at(version, suites_at(version)));
        EXPECT_EQ(std::size_t{record[3]} << 8 | record[4], record.size() - record_header);
    }
}

// RFC 7685: such hellos make some load balancers hang.
TEST(Offer, IsNeverOf256To511BytesWhereItCanBePadded) {
    const auto all = suites_at(tls_1_2);
    std::size_t padded = 0;
    for (std::size_t count = 1; count <= all.size(); ++count) {
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(count);
        for (const std::size_t letters : {1U, 40U}) {
            const auto record =
                record_of(offer_at(tls_1_2, {all.begin(), end}), std::string(letters, 'x'));
            const std::size_t length = record.size() - record_header;
            EXPECT_TRUE(length < 256 || length >= 512) << count;
            padded += length == 512;
        }
    }
    EXPECT_GT(padded, 100U);
}

TEST(Offer, FitsIn255BytesWhereItIsSmall) {
    for (const std::uint16_t version : {tls_1_0, tls_1_2}) {
        auto suites = suites_at(version);
        suites.resize(40);
        Offer offer = offer_at(version, suites);
        offer.small = true;
        EXPECT_LT(record_of(offer, std::string(30, 'x')).size(), 256U);
    }
}

TEST(Offer, HasGreaseOnlyWhereItIsAskedFor) {
    Offer offer = offer_at(tls_1_3, {0x1301});
    const auto is_grease_code = testing::Truly([](std::uint16_t code) { return is_grease(code); });
    const ClientHello plain = parsed(offer);
    EXPECT_THAT(plain.extensions, Not(Contains(is_grease_code)));
    EXPECT_THAT(plain.supported_groups, Not(Contains(is_grease_code)));
    offer.grease = true;
    const ClientHello hello = parsed(offer);
    EXPECT_TRUE(is_grease(hello.extensions.front()));
    EXPECT_EQ(std::count_if(hello.extensions.begin(), hello.extensions.end(), is_grease), 2);
    EXPECT_TRUE(is_grease(hello.supported_groups.front()));
    EXPECT_TRUE(is_grease(hello.signature_algorithms.front()));
}

// RFC 7919 section 4: a server that knows these groups and has none of them would hide its DHE.
TEST(Offer, NamesGroupsOfDiffieHellmanFor13Alone) {
    constexpr std::uint16_t ffdhe2048 = 256;
    EXPECT_THAT(parsed(offer_at(tls_1_2, {0x009e})).supported_groups, Not(Contains(ffdhe2048)));
    EXPECT_THAT(parsed(offer_at(tls_1_3, {0x1301})).supported_groups, Contains(ffdhe2048));
    Offer both = offer_at(tls_1_3, {0x1301, 0x009e});
    both.supported_versions = {tls_1_3, tls_1_2};
    EXPECT_THAT(parsed(both).supported_groups, Not(Contains(ffdhe2048)));
}

TEST(Offer, NamesNothingTwice) {
    for (const std::uint16_t version : {tls_1_2, tls_1_3}) {
        const ClientHello hello = parsed(offer_at(version, suites_at(version)));
        for (std::vector<std::uint16_t> list : {hello.extensions, hello.supported_groups,
                                                hello.signature_algorithms, hello.cipher_suites}) {
            std::sort(list.begin(), list.end());
            EXPECT_EQ(std::adjacent_find(list.begin(), list.end()), list.end());
        }
    }
}

TEST(Offer, OfSslv2HasEveryCipherInItsOwnEncoding) {
    const auto record = sslv2_client_hello(Randomness::fresh());
    EXPECT_EQ(record[0], 0x80);
    EXPECT_EQ(record[1], record.size() - 2);
    const auto hello = parse_sslv2_client_hello(std::span(record).subspan(2));
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(hello->legacy_version, sslv2_code);
    EXPECT_EQ(record[5] << 8 | record[6], 3 * 8);
}

}  // namespace
}  // namespace tlsmatrix::scan::offer_test
