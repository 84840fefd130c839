// The server's proof that a listener speaks exactly what it is pinned to. Internal.
#pragma once

#include <chrono>

#include <tlsmatrix/server/detail/worker.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::server {

// prove_pin dials a listener of this process at one of its addresses, over its real socket, once
// for every version, from a context that its own builder did not make. Throws SetupError naming
// each version that is spoken and was not asked for, or was asked for and is not spoken. The
// workers must be running. Several may run at once.
void prove_pin(const ListenerInfo& listener, const std::string& address, ProofPorts& ports);

}  // namespace tlsmatrix::server
