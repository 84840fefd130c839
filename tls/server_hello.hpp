// What a server chose, read from the bytes of its ServerHello (RFC 8446 section 4.1.3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tlsmatrix {

// DowngradeSentinel is what the last 8 bytes of a ServerHello's random say: `DOWNGRD` 01 is set by
// a server that knows 1.3 and chose 1.2, `DOWNGRD` 00 by one that knows 1.2 and chose less.
enum class DowngradeSentinel { none, tls_1_1_or_below, tls_1_2 };

// ServerHello is a choice as it stood on the wire. A value.
struct ServerHello {
    std::uint16_t version = 0;  // from supported_versions where present, else legacy_version
    std::uint16_t cipher_suite = 0;
    DowngradeSentinel sentinel = DowngradeSentinel::none;
    bool hello_retry_request = false;

    friend bool operator==(const ServerHello&, const ServerHello&) = default;
};

// parse_server_hello reads a handshake message, its four-byte header included; nullopt where it is
// malformed or truncated.
[[nodiscard]] std::optional<ServerHello> parse_server_hello(std::span<const std::uint8_t> message);

}  // namespace tlsmatrix
