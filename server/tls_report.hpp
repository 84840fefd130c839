// A connection's TLS facts as JSON: what /tls answers.
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::server {

// tls_report has the keys `pinned`, `engine`, `offered` (what the ClientHello said), `negotiated`
// (null for a failed handshake) and `why_not_higher`.
[[nodiscard]] boost::json::object tls_report(const ConnectionFacts& facts);

}  // namespace tlsmatrix::server
