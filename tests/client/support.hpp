// What the tests of client/ share: an authority, pinned servers on port 0, and a policy for them.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/support/fail_on_report.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::client {

inline VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

inline const certs::Ca& authority() {
    static const certs::Ca made = certs::Ca::create(certs::KeyType::ecdsa);
    return made;
}

inline const Credentials& credentials() {
    static const Credentials made = authority().issue({.key_type = certs::KeyType::ecdsa});
    return made;
}

inline Trust trust_of_authority() {
    Trust trust;
    trust.certificates = {authority().root()};
    return trust;
}

// policy_of accepts these versions and trusts the tests' authority alone.
inline Policy policy_of(VersionSet versions, Engine engine = Engine::exact) {
    Policy policy;
    policy.versions = versions;
    policy.engine = engine;
    policy.trust = trust_of_authority();
    return policy;
}

inline Policy policy_of(std::string_view versions, Engine engine = Engine::exact) {
    return policy_of(set_of(versions), engine);
}

// TestServer is a real server with one listener, and remembers who came.
class TestServer {
  public:
    explicit TestServer(std::string_view versions, Engine engine = Engine::exact,
                        std::string host = "127.0.0.1", server::Handler handler = nullptr)
        : server_(settings({{.versions = set_of(versions), .engine = engine}, std::move(host)},
                           std::move(handler))) {}

    [[nodiscard]] std::uint16_t port() const { return server_.listeners().front().port; }
    [[nodiscard]] std::string where() const { return fmt::format("127.0.0.1:{}", port()); }
    [[nodiscard]] std::string url(std::string_view target = "/healthz",
                                  std::string_view host = "127.0.0.1") const {
        return fmt::format("https://{}:{}{}", host, port(), target);
    }
    // connections are the outcomes at this end of those that are over or have sent a request.
    [[nodiscard]] std::vector<HandshakeOutcome> connections() {
        const std::scoped_lock lock(mutex_);
        return outcomes_;
    }
    void stop() { server_.stop(); }

  private:
    server::Settings settings(server::ListenerSettings listener, server::Handler handler) {
        server::Settings settings;
        settings.listeners = {std::move(listener)};
        settings.credentials = credentials();
        settings.pin_proof = false;
        settings.reporter = fail_on_report;
        settings.watcher = [this](const server::AccessEntry& entry) {
            if (entry.requests <= 1) {
                const std::scoped_lock lock(mutex_);
                outcomes_.push_back(entry.connection->outcome);
            }
        };
        if (handler) {
            settings.handler = std::move(handler);
        }
        return settings;
    }

    std::mutex mutex_;  // before server_, whose threads use it
    std::vector<HandshakeOutcome> outcomes_;
    server::Server server_;
};

}  // namespace tlsmatrix::client
