// Any client against any server in memory, with real OpenSSL at both ends.
//   MemoryBench bench(self_signed(p256_key()));
//   for (const Encounter& attempt : bench.meet({client}, {server})) ...
#pragma once

#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <openssl/ssl.h>

#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix {

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
    template <class Settings>
    static void complete(Settings& settings, VersionSet versions) {
        settings.versions = versions;
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
