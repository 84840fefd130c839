// What a server says of the key exchange, read from the bytes of its messages.
//   share_of(server_hello).group, curve_of(server_key_exchange)
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tlsmatrix {

// ServerShare is what a ServerHello of 1.3, or its HelloRetryRequest, says of keys. A value.
struct ServerShare {
    std::optional<std::uint16_t> group = {};  // of key_share
    bool pre_shared_key = false;              // a session is resumed

    friend bool operator==(const ServerShare&, const ServerShare&) = default;
};

// share_of reads a handshake message, its four-byte header included (RFC 8446 section 4.1.3). Of
// one that is malformed there is what stands in front of that.
[[nodiscard]] ServerShare share_of(std::span<const std::uint8_t> server_hello);

// curve_of is the named curve of a ServerKeyExchange of ECDHE, its header included (RFC 8422
// section 5.4); nullopt of any other.
[[nodiscard]] std::optional<std::uint16_t> curve_of(
    std::span<const std::uint8_t> server_key_exchange);

}  // namespace tlsmatrix
