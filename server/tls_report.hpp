// A connection's TLS facts as JSON: what /tls answers.
#pragma once

#include <string>

#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::server {

// tls_report is an object with the keys `pinned`, `engine`, `offered` (what the ClientHello said),
// `negotiated` (null for a failed handshake) and `why_not_higher`.
[[nodiscard]] std::string tls_report(const ConnectionFacts& facts);

}  // namespace tlsmatrix::server
