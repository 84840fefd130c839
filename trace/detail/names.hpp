// Internal. Names of what stands as a number in a message.
#pragma once

#include <cstdint>
#include <string>

namespace tlsmatrix::trace {

// Each is the registry's name (IANA, "Transport Layer Security Parameters"), or the number.
[[nodiscard]] std::string extension_name(std::uint16_t type);
[[nodiscard]] std::string signature_scheme_name(std::uint16_t scheme);
// group_name is OpenSSL's: X25519, P-256.
[[nodiscard]] std::string group_name(std::uint16_t group);

}  // namespace tlsmatrix::trace
