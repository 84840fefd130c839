// Certificate messages, as an end sends them to say who it is, or that it has no certificate.
//   if (const auto has = carries_certificate(message)) { ... *has ... }
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix {

// carries_certificate tells whether a Certificate message has a certificate in it, compressed (RFC
// 8879 section 4, which OpenSSL does from 3.2 on where it was built with a library for that) or
// not; nullopt of any other message. The message begins with its type and its length.
[[nodiscard]] inline std::optional<bool> carries_certificate(
    std::span<const std::uint8_t> message) {
    // RFC 5246 section 7.4.6: 7 bytes without one; RFC 8446 section 4.4.2: 8 with the context.
    constexpr std::size_t empty_message = 8;
    constexpr std::size_t header = 4;
    constexpr std::size_t algorithm = 2;
    constexpr std::size_t uncompressed_length = 3;
    if (message.empty()) {
        return std::nullopt;
    }
    if (message[0] == certificate_type) {
        return message.size() > empty_message;
    }
    if (message[0] != compressed_certificate_type ||
        message.size() < header + algorithm + uncompressed_length) {
        return std::nullopt;
    }
    std::size_t length = 0;
    for (const std::uint8_t byte : message.subspan(header + algorithm, uncompressed_length)) {
        length = length << 8U | byte;
    }
    return length > empty_message - header;
}

}  // namespace tlsmatrix
