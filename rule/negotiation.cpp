#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/rule/negotiation.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

// openssl_offers is the whole set's meaning in one hello.
std::vector<VersionSet> openssl_offers(Derivation& derivation) {
    const ClientEndpoint& client = derivation.client;
    const VersionSet enabled = enabled_by(client.profile, client.security_level, client.versions);
    tell_enabled(derivation, "client", client.security_level, client.versions, enabled);
    const std::vector<VersionSet> runs = enabled.runs();
    if (runs.size() <= 1) {
        return runs;
    }
    derivation.step(
        fmt::format(
            "The client's set {{{}}} has a hole, so it offers its lowest run alone: {{{}}}.",
            enabled.str(), runs.back().str()),
        "OpenSSL, ssl_get_min_max_version: each run found replaces the one above it");
    return {runs.back()};
}

// offers lists what the client is ready to send, in the order in which it tries.
std::vector<VersionSet> offers(Derivation& derivation) {
    const ClientEndpoint& client = derivation.client;
    if (client.engine == Engine::openssl) {
        return openssl_offers(derivation);
    }
    std::vector<VersionSet> runs = client.versions.runs();
    if (runs.size() <= 1) {
        return runs;
    }
    derivation.step(
        fmt::format(
            "The client's set {{{}}} has a hole, so it offers each run in a handshake of its "
            "own, highest first, and goes on only after protocol_version.",
            client.versions.str()),
        "exact engine: OpenSSL offers one contiguous run in a hello");
    return runs;
}

bool is_version_refusal(const Prediction& outcome) {
    const auto* alert = std::get_if<Alert>(&outcome);
    return alert != nullptr && alert->description == alert_code::protocol_version;
}

std::string_view source_of_resumption(const OfferedSession& session) {
    if (session.version == ProtocolVersion::tls_1_3) {
        return citation(Standard::resumption);
    }
    return citation(session.by_ticket ? Standard::tickets : Standard::handshake_overview_1_2);
}

// A session is of one version: a policy that no longer has it gets a full handshake, never more
// than it allows. A hello that does not offer that version does not offer the session either.
bool resumes(Derivation& derivation, const Prediction& outcome, VersionSet offered) {
    const auto& session = derivation.client.session;
    const auto* version = std::get_if<ProtocolVersion>(&outcome);
    if (!session || version == nullptr) {
        return false;
    }
    const std::string_view of = wire_name(session->version);
    if (session->version == *version) {
        derivation.step(
            fmt::format("The session that the client offers is of {} too: it is resumed.", of),
            source_of_resumption(*session));
        return true;
    }
    if (!offered.contains(session->version)) {
        derivation.step(fmt::format("The client holds a session of {}, which it does not offer "
                                    "without that version: a full handshake follows.",
                                    of),
                        "OpenSSL, tls_construct_client_hello");
        return false;
    }
    // Only for 1.3 an RFC says it in so many words.
    derivation.step(fmt::format("The session that the client offers is of {}, which {} cannot "
                                "resume: a full handshake follows.",
                                of, wire_name(*version)),
                    *version == ProtocolVersion::tls_1_3
                        ? citation(Standard::resumption)
                        : "OpenSSL, ssl_get_prev_session: a session is of one version");
    return false;
}

// Without a hello the server sees the client's alert, or has sent one before it heard of anyone.
Prediction server_without_hello(Derivation& derivation, const Prediction& of_client) {
    if (enabled_of(derivation.server).empty()) {
        derivation.step("The server accepts none either and refuses before it hears of that.",
                        "OpenSSL, NO_PROTOCOLS_AVAILABLE");
        return by_server(alert_code::protocol_version);
    }
    return refuses_unheard(derivation) ? by_server(alert_code::handshake_failure) : of_client;
}

Negotiation finish(Derivation derivation, std::vector<PredictedAttempt> attempts,
                   const Prediction& last) {
    const bool without_hello = attempts.back().offered.empty();
    const Prediction server = without_hello ? server_without_hello(derivation, last) : last;
    const bool resumed = resumes(derivation, last, attempts.back().offered);
    return Negotiation{last, server, std::move(attempts), std::move(derivation.steps), resumed};
}

// An attempt with nothing to offer: the alert goes out alone.
Prediction offers_nothing(Derivation& derivation) {
    derivation.step("The client accepts no version: it sends protocol_version and no hello.",
                    "OpenSSL, NO_PROTOCOLS_AVAILABLE");
    return by_client(alert_code::protocol_version);
}

// attempt makes one handshake of a run that the client is ready to offer.
PredictedAttempt attempt(Derivation& derivation, VersionSet run) {
    const ClientEndpoint& client = derivation.client;
    const VersionSet enabled = enabled_by(client.profile, client.security_level, run);
    tell_enabled(derivation, "client", client.security_level, run, enabled);
    if (enabled.empty()) {
        return {enabled, offers_nothing(derivation)};
    }
    const Offer offer{*enabled.lowest(), *enabled.highest()};
    if (lacks_suite(derivation, offer.highest)) {
        return {{}, by_client(alert_code::internal_error)};
    }
    return {enabled, handshake(derivation, offer)};
}

}  // namespace

Negotiation negotiate(const ClientEndpoint& client, const ServerEndpoint& server) {
    Derivation derivation{client, server, {}};
    tell_enabled(derivation, "server", server.security_level, server.versions, enabled_of(server));
    std::vector<VersionSet> runs = offers(derivation);
    if (runs.empty()) {
        runs.emplace_back();  // a handshake is asked for, and there is no hello for it
    }
    std::vector<PredictedAttempt> attempts;
    for (const VersionSet& run : runs) {
        attempts.push_back(attempt(derivation, run));
        if (!is_version_refusal(attempts.back().outcome)) {
            break;
        }
    }
    const Prediction last = attempts.back().outcome;
    return finish(std::move(derivation), std::move(attempts), last);
}

std::optional<ProtocolVersion> best_mutual(VersionSet client, VersionSet server) {
    return (client & server).highest();
}

}  // namespace tlsmatrix
