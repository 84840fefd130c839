// Internal. What two cells must have in common to share a client, or a listener.
#pragma once

#include <tuple>

#include "tls/negotiation.hpp"

namespace tlsmatrix::matrix {

using ClientKey = std::tuple<unsigned, Engine, bool, int>;
using ListenerKey = std::tuple<unsigned, Engine, int, CertificateKind, bool>;

[[nodiscard]] inline ClientKey key_of(const ClientEndpoint& client) {
    return {client.versions.bits(), client.engine, client.fallback_scsv, client.security_level};
}
[[nodiscard]] inline ListenerKey key_of(const ServerEndpoint& server) {
    return {server.versions.bits(), server.engine, server.security_level, server.certificate,
            server.tickets};
}

}  // namespace tlsmatrix::matrix
