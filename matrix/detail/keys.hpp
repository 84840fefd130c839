// Internal. What two cells must have in common to share a client, or a listener.
#pragma once

#include <string_view>
#include <tuple>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::matrix {

using ClientKey = std::tuple<unsigned, Engine, bool, int, std::string_view, ClientCertificate>;
// A server has one certificate, one list of ciphers with its level in it, maybe one suite, and one
// way to look at its clients' certificates.
using ServerKey = std::tuple<int, CertificateKind, std::string_view, VerifyClient>;
using ListenerKey = std::tuple<unsigned, Engine, ServerKey, bool>;

// suite_of is the name of an end's one suite; empty where it has OpenSSL's list.
template <class Endpoint>
[[nodiscard]] std::string_view suite_of(const Endpoint& endpoint) {
    return endpoint.suite ? endpoint.suite->name : std::string_view();
}

[[nodiscard]] inline ClientKey key_of(const ClientEndpoint& client) {
    return {client.versions.bits(), client.engine,    client.fallback_scsv,
            client.security_level,  suite_of(client), client.certificate};
}
[[nodiscard]] inline ServerKey server_key_of(const ServerEndpoint& server) {
    return {server.security_level, server.certificate, suite_of(server), server.verify_client};
}
[[nodiscard]] inline ListenerKey key_of(const ServerEndpoint& server) {
    return {server.versions.bits(), server.engine, server_key_of(server), server.tickets};
}

}  // namespace tlsmatrix::matrix
