#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/detail/bench_ends.hpp>
#include <tlsmatrix/matrix/detail/cell_transport.hpp>

namespace tlsmatrix::matrix {
namespace {

std::string ciphers_at(int security_level) {
    return fmt::format("DEFAULT:@SECLEVEL={}", security_level);
}

}  // namespace

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
    std::map<ServerKey, std::vector<ServerEndpoint>> wanted;
    for (const Cell& cell : cells) {
        if (!unsupported(cell).empty() || transport_of(cell) == Transport::memory) {
            continue;
        }
        const ServerEndpoint endpoint = endpoints_of(cell).server;
        if (ports_.emplace(key_of(endpoint), 0).second) {
            wanted[server_key_of(endpoint)].push_back(endpoint);
        }
    }
    for (const auto& [key, endpoints] : wanted) {
        start_server(key, endpoints);
    }
}

void BenchEnds::start_server(ServerKey key, const std::vector<ServerEndpoint>& endpoints) {
    server::Settings settings;
    settings.credentials = identities_.of_server(std::get<CertificateKind>(key));
    settings.verify_client = {std::get<VerifyClient>(key), identities_.trust()};
    settings.ciphers = ciphers_at(std::get<int>(key));
    settings.only_suite = std::get<std::string_view>(key);
    settings.pin_proof = false;  // the cells are the proof
    settings.watcher = watcher_;
    for (const ServerEndpoint& endpoint : endpoints) {
        settings.listeners.push_back({.versions = endpoint.versions, .engine = endpoint.engine});
    }
    if (options_.adjust_server) {
        options_.adjust_server(settings);
    }
    servers_.push_back(std::make_unique<server::Server>(std::move(settings)));
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        ports_[key_of(endpoints[i])] = servers_.back()->listeners()[i].port;
    }
}

ServerContextSettings BenchEnds::settings_of(const ServerEndpoint& endpoint) {
    ServerContextSettings settings;
    settings.versions = endpoint.versions;
    settings.engine = endpoint.engine;
    settings.ciphers = ciphers_at(endpoint.security_level);
    settings.only_suite = suite_of(endpoint);
    settings.credentials = identities_.of_server(endpoint.certificate);
    settings.verify_client = {endpoint.verify_client, identities_.trust()};
    settings.tickets = endpoint.tickets;
    return settings;
}

client::Policy BenchEnds::policy_of(const ClientEndpoint& endpoint) {
    client::Policy policy;
    policy.versions = endpoint.versions;
    policy.engine = endpoint.engine;
    policy.fallback_scsv = endpoint.fallback_scsv;
    policy.security_level = endpoint.security_level;
    policy.only_suite = suite_of(endpoint);
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
    auto& session = sessions_[key_of(endpoint)];
    if (!session) {
        session = std::make_unique<client::Session>(policy_of(endpoint));
    }
    return *session;
}

}  // namespace tlsmatrix::matrix
