// Any client against any server in memory, with real OpenSSL at both ends.
//   MemoryBench bench(self_signed(p256_key()));
//   for (const Encounter& attempt : bench.meet({.versions = client}, {.versions = server})) ...
#pragma once

#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <openssl/ssl.h>

#include "tests/support/memory_wire.hpp"
#include "tls/connection.hpp"
#include "tls/negotiation.hpp"

namespace tlsmatrix {

// View is all that one end knows of a handshake.
struct View {
    HandshakeOutcome outcome;
    Observation saw;
    std::string failure;  // OpenSSL's words
};

// Encounter is one handshake, from both ends.
struct Encounter {
    View client;
    View server;
};

inline View view_of(const Connection& connection) {
    return {connection.outcome(), connection.observation(), connection.failure()};
}

// shake_hands drives both ends until neither gets any further. Whoever fails closes its side.
inline Encounter shake_hands(const ClientContext& client_context,
                             const ServerContext& server_context,
                             std::size_t most = MemoryWire::any_number) {
    MemoryWire wire(most);
    Connection client(client_context, wire.end(Sender::client), "");
    Connection server(server_context, wire.end(Sender::server));
    bool client_going = true;
    bool server_going = true;
    const auto drive = [&wire](Connection& connection, Sender which, bool& going) {
        if (going) {
            const Progress progress = connection.handshake();
            going = progress == Progress::wants_read || progress == Progress::wants_write;
            if (progress == Progress::failed) {
                wire.close(which);
            }
        }
    };
    std::size_t before = 0;
    do {
        before = wire.events();
        drive(client, Sender::client, client_going);
        drive(server, Sender::server, server_going);
    } while (wire.events() != before);
    return {view_of(client), view_of(server)};
}

// everything_off is how a test makes an endpoint with an empty set, which the builder refuses.
inline void everything_off(ssl_ctx_st* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_SSL_MASK);
}

// MemoryBench keeps its contexts. Its clients trust its certificate and nobody else.
class MemoryBench {
  public:
    explicit MemoryBench(Credentials credentials, bool trusting = true)
        : credentials_(std::move(credentials)), trusting_(trusting) {}

    // meet is every attempt of the client, the one that counts last. The exact engine offers run
    // after run and goes on only after protocol_version, as Policy::holes says.
    std::vector<Encounter> meet(const ClientEndpoint& client, const ServerEndpoint& server,
                                std::size_t most = MemoryWire::any_number) {
        std::vector<VersionSet> offers{client.versions};
        if (client.engine == Engine::exact && client.versions.has_hole()) {
            offers = client.versions.runs();
        }
        std::vector<Encounter> attempts;
        for (const VersionSet& offer : offers) {
            attempts.push_back(shake_hands(client_context(offer, client.fallback_scsv),
                                           server_context(server), most));
            const auto* refused = std::get_if<Refused>(&attempts.back().client.outcome);
            if (refused == nullptr || refused->alert.description != alert_code::protocol_version) {
                break;
            }
        }
        return attempts;
    }

    const ClientContext& client_context(VersionSet offer, bool fallback_scsv = false) {
        const auto key = std::pair(offer.bits(), fallback_scsv);
        if (const auto found = clients_.find(key); found != clients_.end()) {
            return found->second;
        }
        ClientContextSettings settings;
        complete(settings, offer);
        settings.fallback_scsv = fallback_scsv;
        if (trusting_) {
            settings.trust.certificates = {credentials_.chain.front()};
        }
        return clients_.emplace(key, ClientContext(std::move(settings))).first->second;
    }

    const ServerContext& server_context(const ServerEndpoint& server) {
        const auto key = std::pair(server.versions.bits(), server.engine);
        if (const auto found = servers_.find(key); found != servers_.end()) {
            return found->second;
        }
        ServerContextSettings settings;
        complete(settings, server.versions);
        settings.engine = server.engine;
        settings.credentials = credentials_;
        return servers_.emplace(key, ServerContext(std::move(settings))).first->second;
    }

  private:
    static void complete(CommonContextSettings& settings, VersionSet versions) {
        settings.versions = versions;
        settings.security_level = 0;
        if (versions.empty()) {
            settings.versions = VersionSet::all();
            settings.adjust = everything_off;
        }
    }

    Credentials credentials_;
    bool trusting_;
    std::map<std::pair<unsigned, bool>, ClientContext> clients_;
    std::map<std::pair<unsigned, Engine>, ServerContext> servers_;
};

}  // namespace tlsmatrix
