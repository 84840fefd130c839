#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::server_hello_test {
namespace {

constexpr std::uint16_t supported_versions = 43;

Bytes random_ending(const Bytes& tail) {
    return joined({Bytes(32 - tail.size(), 0x5a), tail});
}

struct Parts {
    std::uint16_t legacy_version = 0x0303;
    Bytes random = random_ending({});
    std::uint16_t cipher_suite = 0xc02b;
    std::optional<Bytes> extensions = std::nullopt;
};

Bytes message_of(const Parts& parts) {
    return handshake_message(
        2, joined({number(parts.legacy_version, 2),
                   parts.random,
                   with_length(1, Bytes(32, 7)),
                   number(parts.cipher_suite, 2),
                   {0},
                   parts.extensions ? with_length(2, *parts.extensions) : Bytes()}));
}

Parts modern() {
    return {.cipher_suite = 0x1301,
            .extensions = joined({extension_bytes(51, {0, 29, 0, 1, 9}),
                                  extension_bytes(supported_versions, {3, 4})})};
}

// RFC 8446 section 4.1.3: the SHA-256 of "HelloRetryRequest".
Bytes retry_random() {
    return {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
            0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
            0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
}

ServerHello parsed(const Parts& parts) {
    return parse_server_hello(message_of(parts)).value();
}

TEST(ServerHello, OfTls13TellsItsVersionInAnExtension) {
    const ServerHello hello = parsed(modern());
    EXPECT_EQ(hello.version, 0x0304);
    EXPECT_EQ(hello.cipher_suite, 0x1301);
    EXPECT_EQ(hello.sentinel, DowngradeSentinel::none);
    EXPECT_FALSE(hello.hello_retry_request);
}

TEST(ServerHello, WithoutExtensionsTellsItsVersionInFront) {
    const ServerHello hello = parsed({.legacy_version = 0x0301, .cipher_suite = 0xc013});
    EXPECT_EQ(hello.version, 0x0301);
    EXPECT_EQ(hello.cipher_suite, 0xc013);
    EXPECT_EQ(parsed({.legacy_version = 0x0301, .cipher_suite = 0xc013, .extensions = Bytes()}),
              hello);
}

struct Tail {
    std::string_view what;
    Bytes bytes;
    DowngradeSentinel sentinel;
};

TEST(ServerHello, WarnsOfADowngradeInTheLastEightBytesOfItsRandom) {
    const std::vector<Tail> tails{
        {"of 1.3", joined({text("DOWNGRD"), {1}}), DowngradeSentinel::tls_1_2},
        {"of 1.2", joined({text("DOWNGRD"), {0}}), DowngradeSentinel::tls_1_1_or_below},
        {"of nothing known", joined({text("DOWNGRD"), {2}}), DowngradeSentinel::none},
        {"one byte too early", joined({text("DOWNGRD"), {1, 1}}), DowngradeSentinel::none},
        {"in small letters", joined({text("downgrd"), {1}}), DowngradeSentinel::none},
        {"not at all", {}, DowngradeSentinel::none},
    };
    for (const Tail& tail : tails) {
        EXPECT_EQ(parsed({.random = random_ending(tail.bytes)}).sentinel, tail.sentinel)
            << tail.what;
    }
}

TEST(ServerHello, IsAHelloRetryRequestByItsRandomAlone) {
    Parts parts = modern();
    parts.random = retry_random();
    EXPECT_TRUE(parsed(parts).hello_retry_request);
    EXPECT_EQ(parsed(parts).sentinel, DowngradeSentinel::none);
    for (std::size_t i = 0; i < parts.random.size(); ++i) {
        Parts changed = parts;
        changed.random[i] ^= 1;
        EXPECT_FALSE(parsed(changed).hello_retry_request) << i;
    }
}

TEST(ServerHello, CutOffAtAnyByteIsNone) {
    const Bytes whole = message_of(modern());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(parse_server_hello(std::span(whole).first(length))) << length;
    }
    const std::size_t header = 4;
    const std::size_t before_extensions = header + 2 + 32 + 33 + 2 + 1;
    for (std::size_t length = header; length < whole.size(); ++length) {
        const Bytes body(whole.begin() + header, whole.begin() + static_cast<long>(length));
        EXPECT_EQ(parse_server_hello(handshake_message(2, body)).has_value(),
                  length == before_extensions)
            << length;
    }
}

TEST(ServerHello, WithBytesBehindItIsNone) {
    const Bytes whole = message_of(modern());
    const Bytes body(whole.begin() + 4, whole.end());
    EXPECT_FALSE(parse_server_hello(joined({whole, {0}})));
    EXPECT_FALSE(parse_server_hello(handshake_message(2, joined({body, {0}}))));
}

TEST(ServerHello, OfAnotherMessageTypeIsNone) {
    Bytes message = message_of(modern());
    message[0] = 1;
    EXPECT_FALSE(parse_server_hello(message));
}

TEST(ServerHello, WhoseVersionIsNotTwoBytesIsNone) {
    for (const Bytes& body : {Bytes{}, Bytes{3}, Bytes{3, 4, 0}}) {
        EXPECT_FALSE(parse_server_hello(
            message_of({.extensions = extension_bytes(supported_versions, body)})));
    }
}

}  // namespace
}  // namespace tlsmatrix::server_hello_test
