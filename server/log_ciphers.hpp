// OpenSSL's names of the cipher suites that clients offer, for $ssl_ciphers.
//   cipher_suite_name(0xc02f) == "ECDHE-RSA-AES128-GCM-SHA256"
#pragma once

#include <cstdint>
#include <string_view>

namespace tlsmatrix::server {

// cipher_suite_name is empty for a code without a name here; print its number then. It asks no
// OpenSSL, so that a line does not depend on what this machine's was built with. PSK and SRP suites
// have no names here.
[[nodiscard]] std::string_view cipher_suite_name(std::uint16_t code);

}  // namespace tlsmatrix::server
