// Internal. Handshake message types (RFC 8446 section 4; SSLv2's hello has the same first).
#pragma once

#include <cstdint>

namespace tlsmatrix {

inline constexpr std::uint8_t client_hello_type = 1;
inline constexpr std::uint8_t server_hello_type = 2;
inline constexpr std::uint8_t certificate_type = 11;
inline constexpr std::uint8_t certificate_request_type = 13;
inline constexpr std::uint8_t compressed_certificate_type = 25;  // RFC 8879

}  // namespace tlsmatrix
