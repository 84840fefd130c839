// Internal. What a TLS server does with the hellos that this OpenSSL cannot send.
#pragma once

#include <map>
#include <utility>

#include <tlsmatrix/matrix/ssl_module/table.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>

namespace tlsmatrix::matrix::ssl_module {

// OldHellos is each client's outcome, SSLv2 or SSLv3, at each server.
using OldHellos = std::map<std::pair<Protocol, Protocol>, HandshakeOutcome>;

// send_old_hellos starts the configuration's servers and sends each of them both hellos. Throws
// SetupError where the servers cannot be set up.
[[nodiscard]] OldHellos send_old_hellos(const Configuration& configuration);

}  // namespace tlsmatrix::matrix::ssl_module
