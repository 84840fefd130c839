#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::client_hello_test {
namespace {

using enum ProtocolVersion;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint16_t server_name = 0;
constexpr std::uint16_t supported_groups = 10;
constexpr std::uint16_t signature_algorithms = 13;
constexpr std::uint16_t alpn = 16;
constexpr std::uint16_t supported_versions = 43;
constexpr std::uint16_t key_share = 51;
constexpr std::uint16_t fallback_scsv = 0x5600;

Bytes versions_extension(const std::vector<std::uint16_t>& list) {
    return extension_bytes(supported_versions, with_length(1, codes(list)));
}

Bytes name_extension(std::string_view name) {
    return extension_bytes(server_name, with_length(2, joined({{0}, with_length(2, text(name))})));
}

Bytes alpn_extension() {
    return extension_bytes(
        alpn,
        with_length(2, joined({with_length(1, text("h2")), with_length(1, text("http/1.1"))})));
}

// As Chrome writes one: GREASE among the suites, the groups, the versions and the extensions.
HelloParts modern_hello() {
    return {
        .session_id = Bytes(32, 7),
        .cipher_suites = {0x3a3a, 0x1301, 0x1302, 0xc02b},
        .extensions = joined(
            {extension_bytes(0xdada, {}), name_extension("localhost"), alpn_extension(),
             extension_bytes(supported_groups, with_length(2, codes({0x4a4a, 29, 23}))),
             extension_bytes(signature_algorithms, with_length(2, codes({0x0403, 0x0804}))),
             versions_extension({0xaaaa, 0x0304, 0x0303}), extension_bytes(key_share, {0, 0})})};
}

HelloParts offering(std::uint16_t legacy, const std::vector<std::uint16_t>& versions) {
    return {.legacy_version = legacy, .extensions = versions_extension(versions)};
}

Bytes sslv2_hello(std::uint16_t version, const Bytes& kinds, const Bytes& session_id = {}) {
    return joined({{1},
                   number(version, 2),
                   number(kinds.size(), 2),
                   number(session_id.size(), 2),
                   number(16, 2),
                   kinds,
                   session_id,
                   Bytes(16, 0xcd)});
}

ClientHello parsed(const HelloParts& parts) {
    return parse_client_hello(client_hello_bytes(parts)).value();
}

TEST(ClientHello, OfTls13IsReadWhole) {
    const ClientHello hello = parsed(modern_hello());
    EXPECT_EQ(hello.format, ClientHello::Format::tls);
    EXPECT_EQ(hello.legacy_version, 0x0303);
    EXPECT_THAT(hello.cipher_suites, ElementsAre(0x3a3a, 0x1301, 0x1302, 0xc02b));
    EXPECT_THAT(hello.supported_versions.value(), ElementsAre(0xaaaa, 0x0304, 0x0303));
    EXPECT_THAT(hello.supported_groups, ElementsAre(0x4a4a, 29, 23));
    EXPECT_THAT(hello.signature_algorithms, ElementsAre(0x0403, 0x0804));
    EXPECT_THAT(hello.extensions, ElementsAre(0xdada, server_name, alpn, supported_groups,
                                              signature_algorithms, supported_versions, key_share));
    EXPECT_EQ(hello.server_name, "localhost");
    EXPECT_THAT(hello.alpn, ElementsAre("h2", "http/1.1"));
}

TEST(ClientHello, WithoutExtensionsEndsBehindItsCompressionMethods) {
    const ClientHello hello = parsed({.legacy_version = 0x0302, .cipher_suites = {0xc013, 0x002f}});
    EXPECT_EQ(hello.legacy_version, 0x0302);
    EXPECT_THAT(hello.cipher_suites, ElementsAre(0xc013, 0x002f));
    EXPECT_EQ(hello.supported_versions, std::nullopt);
    EXPECT_EQ(hello.server_name, std::nullopt);
    EXPECT_THAT(hello.extensions, IsEmpty());
    EXPECT_EQ(parsed({.legacy_version = 0x0302, .extensions = Bytes()}).extensions,
              hello.extensions);
}

struct Offer {
    std::string_view what;
    HelloParts parts;
    std::string_view printed;
    std::optional<ProtocolVersion> highest;
    VersionSet versions;
};

TEST(ClientHello, TellsWhatItOffers) {
    const std::vector<Offer> offers{
        {"1.3 with GREASE", modern_hello(), "TLSv1.3,TLSv1.2", tls_1_3, {tls_1_2, tls_1_3}},
        {"1.3 alone", offering(0x0303, {0x0304}), "TLSv1.3", tls_1_3, {tls_1_3}},
        {"the client's order",
         offering(0x0303, {0x0302, 0x0304}),
         "TLSv1.1,TLSv1.3",
         tls_1_3,
         {tls_1_1, tls_1_3}},
        {"a draft and 1.3",
         offering(0x0303, {0x7f1c, 0x0304}),
         "0x7f1c,TLSv1.3",
         tls_1_3,
         {tls_1_3}},
        {"an unknown version alone", offering(0x0303, {0x0305}), "0x0305", std::nullopt, {}},
        {"SSLv3 in the list",
         offering(0x0303, {0x0301, 0x0300}),
         "TLSv1,SSLv3",
         tls_1_0,
         {tls_1_0}},
        {"GREASE alone", offering(0x0303, {0x1a1a}), "-", std::nullopt, {}},
        {"an empty list", offering(0x0303, {}), "-", std::nullopt, {}},
        {"a list that outweighs legacy_version",
         offering(0x0301, {0x0304}),
         "TLSv1.3",
         tls_1_3,
         {tls_1_3}},
        {"1.2", {.legacy_version = 0x0303}, "TLSv1.2", tls_1_2, {tls_1_2}},
        {"1.1 alone", {.legacy_version = 0x0302}, "TLSv1.1", tls_1_1, {tls_1_1}},
        {"1.0", {.legacy_version = 0x0301}, "TLSv1", tls_1_0, {tls_1_0}},
        {"SSLv3", {.legacy_version = 0x0300}, "SSLv3", std::nullopt, {}},
        // RFC 8446 section 4.2.1: legacy_version alone never comes to more than 1.2.
        {"1.3 as legacy_version", {.legacy_version = 0x0304}, "TLSv1.2", tls_1_2, {tls_1_2}},
        {"a version yet to come", {.legacy_version = 0x03ff}, "TLSv1.2", tls_1_2, {tls_1_2}},
        {"a version before all", {.legacy_version = 0x0100}, "0x0100", std::nullopt, {}},
    };
    for (const Offer& offer : offers) {
        const ClientHello hello = parsed(offer.parts);
        EXPECT_EQ(hello.offered(), offer.printed) << offer.what;
        EXPECT_EQ(hello.highest_offered(), offer.highest) << offer.what;
        EXPECT_EQ(hello.offered_versions(), offer.versions) << offer.what;
    }
}

TEST(ClientHello, CarriesTheFallbackScsvWhereItStandsAmongTheSuites) {
    EXPECT_TRUE(parsed({.cipher_suites = {fallback_scsv}}).has_fallback_scsv());
    EXPECT_TRUE(parsed({.cipher_suites = {0xc02f, 0x00ff, fallback_scsv}}).has_fallback_scsv());
    EXPECT_FALSE(parsed({.cipher_suites = {0xc02f, 0x00ff, 0x0056}}).has_fallback_scsv());
    EXPECT_FALSE(parsed({.cipher_suites = {}}).has_fallback_scsv());
}

TEST(ClientHello, KeepsTheFirstHostNameAsRawBytes) {
    const auto named = [](const Bytes& list) {
        return parsed({.extensions = extension_bytes(server_name, with_length(2, list))});
    };
    const Bytes other_type = joined({{1}, with_length(2, text("ignored"))});
    const Bytes host = joined({{0}, with_length(2, text("a\xff\n"))});
    const Bytes second = joined({{0}, with_length(2, text("b"))});
    EXPECT_EQ(named(joined({other_type, host, second})).server_name, "a\xff\n");
    EXPECT_EQ(named({}).server_name, std::nullopt);
}

TEST(ClientHello, CutOffAtAnyByteIsNone) {
    const Bytes whole = client_hello_bytes(modern_hello());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(parse_client_hello(std::span(whole).first(length))) << length;
    }
}

// The message's own length is right here, so that the fields themselves must notice.
TEST(ClientHello, ThatEndsEarlyInItsFieldsIsNone) {
    const Bytes whole = client_hello_bytes(modern_hello());
    const std::size_t header = 4;
    const std::size_t before_extensions = header + 2 + 32 + 33 + 2 + 8 + 2;
    for (std::size_t length = header; length < whole.size(); ++length) {
        const Bytes body(whole.begin() + header, whole.begin() + static_cast<long>(length));
        const auto hello = parse_client_hello(handshake_message(1, body));
        EXPECT_EQ(hello.has_value(), length == before_extensions) << length;
    }
}

TEST(ClientHello, WithBytesBehindItIsNone) {
    const Bytes whole = client_hello_bytes(modern_hello());
    EXPECT_FALSE(parse_client_hello(joined({whole, {0}})));
    const Bytes body(whole.begin() + 4, whole.end());
    EXPECT_FALSE(parse_client_hello(handshake_message(1, joined({body, {0}}))));
}

TEST(ClientHello, OfAnotherMessageTypeIsNone) {
    Bytes message = client_hello_bytes(modern_hello());
    for (const std::uint8_t type : {std::uint8_t{0}, std::uint8_t{2}, std::uint8_t{16}}) {
        message[0] = type;
        EXPECT_FALSE(parse_client_hello(message));
    }
}

struct Malformed {
    std::string_view what;
    Bytes extensions;
};

TEST(ClientHello, WithAMalformedExtensionIsNone) {
    const std::vector<Malformed> cases{
        {"half a version", extension_bytes(supported_versions, with_length(1, {3, 4, 3}))},
        {"versions without a length", extension_bytes(supported_versions, {})},
        {"versions longer than they are", extension_bytes(supported_versions, {4, 3, 4})},
        {"bytes behind the versions", extension_bytes(supported_versions, {2, 3, 4, 0})},
        {"half a group", extension_bytes(supported_groups, with_length(2, {0}))},
        {"half a signature algorithm", extension_bytes(signature_algorithms, with_length(2, {4}))},
        {"a name without a length", extension_bytes(server_name, with_length(2, {0}))},
        {"a name longer than its list",
         extension_bytes(server_name, with_length(2, {0, 0, 9, 97}))},
        {"a protocol longer than its list", extension_bytes(alpn, with_length(2, {9, 104}))},
        {"an extension longer than the block", {0, 43, 0, 9, 2, 3, 4}},
        {"half an extension type", {0}},
        {"a type without a length", {0, 43, 0}},
    };
    for (const Malformed& each : cases) {
        EXPECT_FALSE(parse_client_hello(client_hello_bytes({.extensions = each.extensions})))
            << each.what;
    }
}

TEST(ClientHello, WithHalfACipherSuiteIsNone) {
    const Bytes body =
        joined({number(0x0303, 2), Bytes(32, 1), {0}, with_length(2, {0xc0, 0x2f, 0xc0}), {1, 0}});
    EXPECT_FALSE(parse_client_hello(handshake_message(1, body)));
}

TEST(ClientHello, IsTheSameAfterItsReadingIsRepeated) {
    EXPECT_EQ(parsed(modern_hello()), parsed(modern_hello()));
    EXPECT_NE(parsed(modern_hello()), parsed({}));
}

// RFC 5246 appendix E.2: three-byte kinds, of which those of TLS begin with a zero.
TEST(Sslv2ClientHello, KeepsTheSuitesOfTlsAmongItsKinds) {
    const auto hello = parse_sslv2_client_hello(
        sslv2_hello(0x0301, {0x07, 0x00, 0xc0, 0, 0x00, 0x2f, 0, 0x56, 0x00}));
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->format, ClientHello::Format::sslv2);
    EXPECT_EQ(hello->legacy_version, 0x0301);
    EXPECT_THAT(hello->cipher_suites, ElementsAre(0x002f, fallback_scsv));
    EXPECT_TRUE(hello->has_fallback_scsv());
    EXPECT_EQ(hello->supported_versions, std::nullopt);
    EXPECT_EQ(hello->offered(), "TLSv1");
    EXPECT_EQ(hello->highest_offered(), tls_1_0);
}

TEST(Sslv2ClientHello, ThatOffersSslAloneOffersNoneOfTheFour) {
    for (const auto& [code, name] :
         {std::pair<std::uint16_t, std::string_view>{0x0002, "SSLv2"}, {0x0300, "SSLv3"}}) {
        const auto hello = parse_sslv2_client_hello(sslv2_hello(code, {7, 0, 0xc0}, Bytes(16, 1)));
        ASSERT_TRUE(hello);
        EXPECT_EQ(hello->offered(), name);
        EXPECT_EQ(hello->highest_offered(), std::nullopt);
    }
}

TEST(Sslv2ClientHello, CutOffOrWithBytesBehindItIsNone) {
    const Bytes whole = sslv2_hello(0x0301, {0, 0, 0x2f}, Bytes(16, 1));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(parse_sslv2_client_hello(std::span(whole).first(length))) << length;
    }
    EXPECT_FALSE(parse_sslv2_client_hello(joined({whole, {0}})));
    EXPECT_FALSE(parse_sslv2_client_hello(sslv2_hello(0x0301, {0, 0, 0x2f, 0})));
    EXPECT_FALSE(parse_sslv2_client_hello(joined({{4}, Bytes(whole.begin() + 1, whole.end())})));
}

TEST(ClientHello, AllowsWhatItListsOrAllThatItsMaximumLeaves) {
    ClientHello hello;
    hello.legacy_version = 0x0302;
    EXPECT_EQ(hello.allowed_versions(), (VersionSet{tls_1_0, tls_1_1}));
    EXPECT_EQ(hello.offered_words(), "at most TLSv1.1");
    hello.legacy_version = 0x0304;  // 1.2 at most without the extension
    EXPECT_EQ(hello.allowed_versions(), (VersionSet{tls_1_0, tls_1_1, tls_1_2}));
    hello.legacy_version = sslv3_code;
    EXPECT_EQ(hello.allowed_versions(), VersionSet());
    EXPECT_EQ(hello.offered_words(), "at most SSLv3");
    hello.legacy_version = 0x0303;
    hello.supported_versions = {0x0304, 0x0301};
    EXPECT_EQ(hello.allowed_versions(), (VersionSet{tls_1_0, tls_1_3}));
    EXPECT_EQ(hello.offered_words(), "TLSv1.3,TLSv1");
}

}  // namespace
}  // namespace tlsmatrix::client_hello_test
