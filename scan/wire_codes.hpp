// Codes that both a question and its answer are made of (RFC 8446 section 5.1 and appendix B.3).
#pragma once

#include <cstdint>

namespace tlsmatrix::scan {

inline constexpr std::uint8_t handshake_record = 22;
inline constexpr std::uint16_t tls_1_1 = 0x0302;
inline constexpr std::uint16_t tls_1_2 = 0x0303;
inline constexpr std::uint16_t tls_1_3 = 0x0304;

}  // namespace tlsmatrix::scan
