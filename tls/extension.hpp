// The extension types that this code reads (IANA, "TLS ExtensionType Values").
#pragma once

#include <cstdint>

namespace tlsmatrix::extension {

inline constexpr std::uint16_t server_name = 0;
inline constexpr std::uint16_t supported_groups = 10;
inline constexpr std::uint16_t signature_algorithms = 13;
inline constexpr std::uint16_t application_layer_protocol_negotiation = 16;
inline constexpr std::uint16_t supported_versions = 43;

}  // namespace tlsmatrix::extension
