// Handshake message types (RFC 8446 section 4; SSLv2's hello has the same first).
//   handshake_type_name(server_hello_type) == "ServerHello"
#pragma once

#include <cstdint>
#include <string>

namespace tlsmatrix {

inline constexpr std::uint8_t client_hello_type = 1;
inline constexpr std::uint8_t server_hello_type = 2;
inline constexpr std::uint8_t certificate_type = 11;
inline constexpr std::uint8_t server_key_exchange_type = 12;
inline constexpr std::uint8_t certificate_request_type = 13;
inline constexpr std::uint8_t server_hello_done_type = 14;
inline constexpr std::uint8_t certificate_verify_type = 15;
inline constexpr std::uint8_t finished_type = 20;
inline constexpr std::uint8_t compressed_certificate_type = 25;  // RFC 8879

// handshake_type_name is what the standards call a message; of a type without a name it is
// `handshake message 0x0063`.
[[nodiscard]] std::string handshake_type_name(std::uint8_t type);

}  // namespace tlsmatrix
