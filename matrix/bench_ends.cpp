#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/detail/bench_ends.hpp>
#include <tlsmatrix/matrix/detail/cell_transport.hpp>

namespace tlsmatrix::matrix {

std::string unsupported(const Cell& cell) {
    for (const VersionSet& set : {cell.client.versions, cell.server.versions}) {
        for (ProtocolVersion version : set.versions()) {
            if (!can_speak(version)) {
                return fmt::format("this OpenSSL ({}) cannot speak {}", openssl_version(),
                                   wire_name(version));
            }
        }
    }
    return {};
}

void BenchEnds::start_servers(std::span<const Cell> cells) {
    std::map<CertificateKind, std::vector<ServerEndpoint>> wanted;
    for (const Cell& cell : cells) {
        if (!unsupported(cell).empty() || transport_of(cell) == Transport::memory) {
            continue;
        }
        const ServerEndpoint endpoint = endpoints_of(cell).server;
        if (ports_.emplace(endpoint, 0).second) {
            wanted[endpoint.certificate].push_back(endpoint);
        }
    }
    for (const auto& [certificate, endpoints] : wanted) {
        start_server(certificate, endpoints);
    }
}

void BenchEnds::start_server(CertificateKind certificate,
                             const std::vector<ServerEndpoint>& endpoints) {
    server::Settings settings;
    settings.credentials = identities_.of_server(certificate);
    settings.client_trust = identities_.trust();
    settings.pin_proof = false;  // the cells are the proof
    settings.watcher = watcher_;
    for (const ServerEndpoint& endpoint : endpoints) {
        settings.listeners.push_back({endpoint});
    }
    if (options_.adjust_server) {
        options_.adjust_server(settings);
    }
    servers_.push_back(std::make_unique<server::Server>(std::move(settings)));
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        ports_[endpoints[i]] = servers_.back()->listeners()[i].port;
    }
}

ServerContextSettings BenchEnds::settings_of(const ServerEndpoint& endpoint) {
    ServerContextSettings settings{endpoint, identities_.of_server(endpoint.certificate),
                                   identities_.trust()};
    settings.post_handshake = endpoint.post_handshake;
    return settings;
}

client::Policy BenchEnds::policy_of(const ClientEndpoint& endpoint) {
    client::Policy policy{endpoint};
    policy.trust = identities_.trust();
    policy.credentials = identities_.of_client(endpoint.certificate);
    policy.keep_alive = {};
    policy.resume = false;
    if (options_.adjust_policy) {
        options_.adjust_policy(policy);
    }
    return policy;
}

client::Session& BenchEnds::session(const ClientEndpoint& endpoint) {
    auto& session = sessions_[endpoint];
    if (!session) {
        session = std::make_unique<client::Session>(policy_of(endpoint));
    }
    return *session;
}

}  // namespace tlsmatrix::matrix
