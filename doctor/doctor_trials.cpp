#include <memory>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/doctor/detail/identity.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::doctor {
namespace {

ServerContext server_of(const Trial& trial, const Identity& identity) {
    ServerContextSettings settings;
    settings.versions = {trial.version};
    settings.security_level = trial.level.value_or(0);
    settings.credentials = identity.credentials;
    return ServerContext(std::move(settings));
}

ClientContext client_of(const Trial& trial, const Identity& identity) {
    if (!trial.level) {
        return ClientContext::with_presets(identity.trust);
    }
    ClientContextSettings settings;
    settings.versions = {trial.version};
    settings.security_level = trial.level.value_or(0);
    settings.trust = identity.trust;
    return ClientContext(std::move(settings));
}

void fail(Trial& trial, std::string reason) {
    trial.client = trial.server = Aborted{reason};
    trial.reason = std::move(reason);
}

// An OpenSSL that is broken enough to make no context is what a doctor is for, so it is a fact.
void make(Trial& trial, const Identity& identity) {
    try {
        const Encounter met = shake_hands(client_of(trial, identity), server_of(trial, identity));
        trial.client = met.client.outcome;
        trial.server = met.server.outcome;
        if (!trial.passed()) {
            const auto& words =
                met.client.failure.empty() ? met.server.failure : met.client.failure;
            trial.reason = fmt::format("{}: {}", describe(trial.client), words);
        }
    } catch (const SetupError& error) {
        fail(trial, error.what());
    }
}

void make_all(std::vector<Trial>& trials, certs::KeyType type, certs::TimePoint now) {
    try {
        const Identity identity = make_identity(type, now);
        for (Trial& trial : trials) {
            make(trial, identity);
        }
    } catch (const SetupError& error) {
        for (Trial& trial : trials) {
            fail(trial, error.what());
        }
    }
}

}  // namespace

// One type of authority for all, since it is the leaf's key that a trial is about, and two RSA keys
// more would take most of its time.
Identity make_identity(certs::KeyType type, certs::TimePoint now) {
    const auto authority = certs::Ca::create(certs::KeyType::ecdsa, now);
    Identity identity{authority.issue({.key_type = type, .now = now}), {}};
    identity.trust.certificates = {authority.root()};
    return identity;
}

bool Trial::passed() const {
    const auto has_version = [this](const HandshakeOutcome& outcome) {
        const auto* negotiated = std::get_if<Negotiated>(&outcome);
        return negotiated != nullptr && negotiated->version == version;
    };
    return has_version(client) && has_version(server);
}

std::string try_offer() {
    try {
        MemoryWire wire;
        Connection client(ClientContext::with_presets({}), wire.end(Sender::client), "");
        (void)client.handshake();
        const auto& hello = client.observation().client_hello;
        if (!hello) {
            return {};
        }
        return hello->offered_words();
    } catch (const SetupError&) {
        return {};
    }
}

std::vector<Trial> try_handshakes(certs::TimePoint now) {
    std::vector<Trial> all;
    for (const certs::KeyType type : certs::all_key_types) {
        std::vector<Trial> trials;
        for (const ProtocolVersion version : all_versions) {
            if (!can_speak(version)) {
                continue;
            }
            for (const int level : tried_levels) {
                trials.push_back({.version = version, .key = type, .level = level});
            }
            trials.push_back({.version = version, .key = type});
        }
        make_all(trials, type, now);
        all.insert(all.end(), trials.begin(), trials.end());
    }
    return all;
}

}  // namespace tlsmatrix::doctor
