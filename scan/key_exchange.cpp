#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/scan/key_exchange.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/server_hello.hpp>
#include <tlsmatrix/tls/server_share.hpp>

namespace tlsmatrix::scan {
namespace {

using Span = std::span<const std::uint8_t>;

constexpr std::size_t message_header = 4;

// All primes of RFC 7919 begin with 64 bits and the digits of e, and end with 64 bits: what lies
// between follows from their length.
constexpr std::array<std::uint8_t, 24> first_of_prime{
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xad, 0xf8, 0x54, 0x58,
    0xa2, 0xbb, 0x4a, 0x9a, 0xaf, 0xdc, 0x56, 0x20, 0x27, 0x3d, 0x3c, 0xf1};

std::optional<std::uint16_t> field_of(Span prime) {
    constexpr std::array<std::size_t, 5> lengths{256, 384, 512, 768, 1024};
    const auto* length = std::find(lengths.begin(), lengths.end(), prime.size());
    if (length == lengths.end() ||
        !std::equal(first_of_prime.begin(), first_of_prime.end(), prime.begin()) ||
        !std::all_of(prime.end() - 8, prime.end(),
                     [](std::uint8_t byte) { return byte == 0xff; })) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(0x0100 + (length - lengths.begin()));
}

KeyExchange finite_field(ByteReader reader) {
    Span prime = reader.vector16();
    while (!prime.empty() && prime.front() == 0) {
        prime = prime.subspan(1);
    }
    if (!reader.ok() || prime.empty()) {
        return {};
    }
    return {field_of(prime),
            prime.size() * 8 - static_cast<std::size_t>(std::countl_zero(prime.front()))};
}

// Below 1.3 the suite says how to read a ServerKeyExchange.
KeyExchange exchange_by(std::uint16_t suite_code, Span message) {
    const CipherSuite* suite = find_suite(suite_code);
    const std::string_view name = suite == nullptr ? "" : suite->iana;
    return name.starts_with("TLS_ECDHE_") ? KeyExchange{curve_of(message)}
           : name.starts_with("TLS_DHE_") && !name.starts_with("TLS_DHE_PSK_")
               ? finite_field(ByteReader(message.subspan(message_header)))
               : KeyExchange{};
}

// handshake_bytes is what the records carry, and whether something else than a handshake follows.
std::vector<std::uint8_t> handshake_bytes(Span bytes, bool& over) {
    constexpr std::size_t record_header = 5;
    std::vector<std::uint8_t> handshake;
    while (bytes.size() >= record_header && !over) {
        const std::size_t length = std::size_t{bytes[3]} << 8 | bytes[4];
        over = bytes[0] != handshake_record;
        const Span body = bytes.subspan(record_header);
        const Span there = body.first(std::min(length, body.size()));
        if (!over) {
            handshake.insert(handshake.end(), there.begin(), there.end());
        }
        bytes = body.subspan(there.size());
    }
    return handshake;
}

}  // namespace

std::optional<KeyExchange> read_key_exchange(Span bytes) {
    bool over = false;
    const std::vector<std::uint8_t> handshake = handshake_bytes(bytes, over);
    Span rest = handshake;
    std::uint16_t suite = 0;
    while (rest.size() >= message_header) {
        const std::size_t length = std::size_t{rest[1]} << 16 | std::size_t{rest[2]} << 8 | rest[3];
        if (rest.size() - message_header < length) {
            break;
        }
        const Span message = rest.first(message_header + length);
        if (message[0] == server_hello_type) {
            const auto hello = parse_server_hello(message);
            if (!hello || hello->version >= tls_1_3) {
                return hello ? KeyExchange{share_of(message).group} : KeyExchange{};
            }
            suite = hello->cipher_suite;
        } else if (message[0] == server_key_exchange_type) {
            return exchange_by(suite, message);
        } else if (message[0] == server_hello_done_type) {
            return KeyExchange{};
        }
        rest = rest.subspan(message.size());
    }
    return over ? std::optional(KeyExchange{}) : std::nullopt;
}

}  // namespace tlsmatrix::scan
