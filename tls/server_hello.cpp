#include <algorithm>
#include <array>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix {
namespace {

constexpr std::array<std::uint8_t, 7> sentinel_prefix{'D', 'O', 'W', 'N', 'G', 'R', 'D'};

// The SHA-256 of "HelloRetryRequest", the random that marks one (RFC 8446 section 4.1.3).
constexpr std::array<std::uint8_t, 32> hello_retry_random{
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

DowngradeSentinel sentinel_of(std::span<const std::uint8_t> random) {
    const auto tail = random.last(sentinel_prefix.size() + 1);
    if (!std::equal(sentinel_prefix.begin(), sentinel_prefix.end(), tail.begin())) {
        return DowngradeSentinel::none;
    }
    switch (tail.back()) {
        case 0:
            return DowngradeSentinel::tls_1_1_or_below;
        case 1:
            return DowngradeSentinel::tls_1_2;
        default:
            return DowngradeSentinel::none;
    }
}

bool read_extensions(std::span<const std::uint8_t> block, ServerHello& hello) {
    ByteReader reader(block);
    while (!reader.empty()) {
        const std::uint16_t type = reader.u16();
        ByteReader body(reader.vector16());
        if (type == extension::supported_versions) {
            hello.version = body.u16();
            if (!body.ok() || !body.empty()) {
                return false;
            }
        }
    }
    return reader.ok();
}

}  // namespace

std::optional<ServerHello> parse_server_hello(std::span<const std::uint8_t> message) {
    ByteReader reader(message);
    ServerHello hello;
    if (reader.u8() != server_hello_type || reader.u24() != reader.remaining()) {
        return std::nullopt;
    }
    hello.version = reader.u16();
    const auto random = reader.bytes(32);
    reader.vector8();  // legacy_session_id_echo
    hello.cipher_suite = reader.u16();
    reader.u8();  // legacy_compression_method
    if (!reader.ok()) {
        return std::nullopt;
    }
    hello.sentinel = sentinel_of(random);
    hello.hello_retry_request =
        std::equal(random.begin(), random.end(), hello_retry_random.begin());
    if (reader.empty()) {
        return hello;
    }
    const auto extensions = reader.vector16();
    if (!reader.ok() || !reader.empty() || !read_extensions(extensions, hello)) {
        return std::nullopt;
    }
    return hello;
}

}  // namespace tlsmatrix
