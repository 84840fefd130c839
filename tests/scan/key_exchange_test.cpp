#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/key_exchange.hpp>

namespace tlsmatrix::scan::key_exchange_test {
namespace {

using Parts = tlsmatrix::Bytes;

Parts hello_of_1_3(std::uint16_t group) {
    const Parts extensions =
        joined({extension_bytes(43, {3, 4}),
                extension_bytes(51, joined({number(group, 2), with_length(2, Parts(32, 9))}))});
    return handshake_message(2, joined({number(tls_1_2, 2),
                                        Parts(32, 0xab),
                                        {0},
                                        number(0x1301, 2),
                                        {0},
                                        with_length(2, extensions)}));
}

Parts flight(std::uint16_t suite, const Parts& exchange) {
    return joined({server_hello_message(tls_1_2, suite), handshake_message(11, Parts(40, 1)),
                   handshake_message(12, exchange), handshake_message(14, {})});
}

Parts prime(std::size_t bytes, bool of_rfc_7919) {
    Parts made(bytes, 0x55);
    const Parts first{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xad, 0xf8, 0x54, 0x58,
                      0xa2, 0xbb, 0x4a, 0x9a, 0xaf, 0xdc, 0x56, 0x20, 0x27, 0x3d, 0x3c, 0xf1};
    std::fill(made.begin(), made.begin() + 8, 0xff);
    std::fill(made.end() - 8, made.end(), 0xff);
    if (of_rfc_7919) {
        std::copy(first.begin(), first.end(), made.begin());
    }
    return with_length(2, made);
}

const Parts p256{3, 0, 0x17, 1, 4};

struct ExchangeCase {
    const char* claim;
    Parts handshake;
    KeyExchange expected;
};

class ReadKeyExchange : public ::testing::TestWithParam<ExchangeCase> {};

TEST_P(ReadKeyExchange, TellsWhatTheServerUses) {
    const auto& tested = GetParam();
    const Parts whole = record_bytes(22, tested.handshake);
    EXPECT_EQ(read_key_exchange(whole), std::optional(tested.expected));
    Parts in_pieces;
    for (const std::uint8_t byte : tested.handshake) {
        in_pieces = joined({in_pieces, record_bytes(22, {byte})});
    }
    EXPECT_EQ(read_key_exchange(in_pieces), std::optional(tested.expected));
    EXPECT_EQ(read_key_exchange(std::span(whole).first(40)), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Claims, ReadKeyExchange,
    ::testing::Values(
        ExchangeCase{"AHelloOf13", hello_of_1_3(0x11ec), {.group = 0x11ec}},
        ExchangeCase{"ACurve", flight(0xc02f, p256), {.group = 0x0017}},
        ExchangeCase{
            "AField", flight(0x009e, prime(384, true)), {.group = 0x0101, .prime_bits = 3072}},
        ExchangeCase{"APrimeOfItsOwn", flight(0x009e, prime(256, false)), {.prime_bits = 2048}},
        ExchangeCase{"AnOddLengthIsNoFieldOfRfc7919",
                     flight(0x009e, prime(300, true)),
                     {.prime_bits = 2400}},
        ExchangeCase{"AnExplicitCurveIsNone", flight(0xc02f, {1, 0, 0x17}), {}},
        ExchangeCase{"StaticRsaHasNone",
                     joined({server_hello_message(tls_1_2, 0x002f), handshake_message(14, {})}),
                     {}}),
    [](const auto& tested) { return tested.param.claim; });

TEST(ReadKeyExchange, EndsWhereAnotherRecordComes) {
    const Parts bytes =
        joined({record_bytes(22, server_hello_message(tls_1_2, 0xc02f)), alert_record(2, 40)});
    EXPECT_EQ(read_key_exchange(bytes), std::optional(KeyExchange{}));
}

}  // namespace
}  // namespace tlsmatrix::scan::key_exchange_test
