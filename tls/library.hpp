// What the linked OpenSSL is.
#pragma once

#include <string>

#include "tls/protocol_version.hpp"

namespace tlsmatrix {

// openssl_version is the release that runs: `3.0.19`.
[[nodiscard]] std::string openssl_version();

// can_speak tells whether this OpenSSL has the version compiled in.
[[nodiscard]] bool can_speak(ProtocolVersion version);

}  // namespace tlsmatrix
