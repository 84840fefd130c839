#include "tls/negotiation.hpp"

#include <fmt/format.h>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

Alert by_server(std::uint8_t description) {
    return Alert{description, AlertLevel::fatal, Sender::server};
}

Alert by_client(std::uint8_t description) {
    return Alert{description, AlertLevel::fatal, Sender::client};
}

// Derivation is one negotiation while it is being derived.
struct Derivation {
    const ClientEndpoint& client;
    const ServerEndpoint& server;
    std::vector<Step> steps;

    void step(std::string text, std::string_view source) {
        steps.push_back({std::move(text), std::string(source)});
    }
};

// A hello offers one contiguous run, so its bounds say everything.
struct Offer {
    ProtocolVersion lowest;
    ProtocolVersion highest;
    [[nodiscard]] bool has_supported_versions() const { return highest == tls_1_3; }
};

// offers lists what the client is ready to send, in the order in which it tries.
std::vector<VersionSet> offers(Derivation& derivation) {
    const ClientEndpoint& client = derivation.client;
    std::vector<VersionSet> runs = client.versions.runs();
    if (runs.size() <= 1) {
        return runs;
    }
    if (client.engine == Engine::openssl) {
        const VersionSet lowest_run = runs.back();
        derivation.step(
            fmt::format(
                "The client's set {{{}}} has a hole, so it offers its lowest run alone: {{{}}}.",
                client.versions.str(), lowest_run.str()),
            "OpenSSL, ssl_get_min_max_version: each run found replaces the one above it");
        return {lowest_run};
    }
    derivation.step(
        fmt::format(
            "The client's set {{{}}} has a hole, so it offers each run in a handshake of its "
            "own, highest first, and goes on only after protocol_version.",
            client.versions.str()),
        "exact engine: OpenSSL offers one contiguous run in a hello");
    return runs;
}

void tell_offer(Derivation& derivation, const Offer& offer) {
    if (offer.has_supported_versions()) {
        derivation.step(fmt::format("The client offers {} to {} in supported_versions.",
                                    wire_name(offer.highest), wire_name(offer.lowest)),
                        "RFC 8446 section 4.2.1");
    } else {
        derivation.step(
            fmt::format(
                "The client offers {} as its legacy_version, without supported_versions: the "
                "hello carries no lower bound.",
                wire_name(offer.highest)),
            "RFC 5246 section 7.4.1.2");
    }
}

// choose is the server's choice: the highest version that it enables and the hello allows.
std::optional<ProtocolVersion> choose(Derivation& derivation, const Offer& offer) {
    const VersionSet enabled = derivation.server.versions;
    const VersionSet allowed = offer.has_supported_versions()
                                   ? VersionSet::between(offer.lowest, offer.highest)
                                   : VersionSet::all().up_to(offer.highest);
    const auto chosen = (enabled & allowed).highest();
    const std::string_view source =
        offer.has_supported_versions() ? "RFC 8446 section 4.2.1" : "RFC 5246 appendix E.1";
    if (chosen) {
        derivation.step(
            fmt::format("The server, which enables {{{}}}, chooses {}, the highest that the hello "
                        "allows.",
                        enabled.str(), wire_name(*chosen)),
            source);
    } else {
        derivation.step(
            fmt::format("The server, which enables {{{}}}, finds none that the hello allows, and "
                        "refuses with protocol_version.",
                        enabled.str()),
            source);
    }
    return chosen;
}

bool refuses_fallback(Derivation& derivation, ProtocolVersion chosen) {
    if (!derivation.client.fallback_scsv || chosen == derivation.server.versions.highest()) {
        return false;
    }
    derivation.step(
        fmt::format("The hello carries TLS_FALLBACK_SCSV and the server enables more than {}: it "
                    "refuses with inappropriate_fallback.",
                    wire_name(chosen)),
        "RFC 7507 section 3");
    return true;
}

// sentinel is the version that the server's random warns of: it would have spoken at least that.
std::optional<ProtocolVersion> sentinel(const Derivation& derivation, const Offer& offer,
                                        ProtocolVersion chosen) {
    VersionSet known = derivation.server.versions;
    // The exact server forgets 1.2 and 1.3 for a client that never offered more than 1.1.
    if (derivation.server.engine == Engine::exact && !derivation.client.fallback_scsv &&
        offer.highest <= tls_1_1 && chosen < offer.highest) {
        known = known.up_to(tls_1_1);
    }
    if (chosen == tls_1_2 && known.contains(tls_1_3)) {
        return tls_1_3;
    }
    if (chosen < tls_1_2 && known.contains(tls_1_2)) {
        return tls_1_2;
    }
    return std::nullopt;
}

// The client compares the sentinel with the highest version that it offered, not with its set.
bool refuses_sentinel(Derivation& derivation, const Offer& offer, ProtocolVersion chosen) {
    const auto warned = sentinel(derivation, offer, chosen);
    if (!warned) {
        return false;
    }
    const bool refuses = offer.highest > chosen && (*warned == tls_1_2 || offer.highest == tls_1_3);
    if (refuses) {
        derivation.step(
            fmt::format(
                "The server's random says that it speaks {} too, and the client offered more "
                "than {}: it takes this for a downgrade and refuses with illegal_parameter.",
                wire_name(*warned), wire_name(chosen)),
            "RFC 8446 section 4.1.3");
    }
    return refuses;
}

// handshake is one attempt, in the order in which the two ends look at things.
Prediction handshake(Derivation& derivation, const Offer& offer) {
    tell_offer(derivation, offer);
    const auto chosen = choose(derivation, offer);
    if (!chosen) {
        return by_server(alert_code::protocol_version);
    }
    if (refuses_fallback(derivation, *chosen)) {
        return by_server(alert_code::inappropriate_fallback);
    }
    if (*chosen < offer.lowest) {
        derivation.step(fmt::format("{} is below what the client accepts: it refuses with "
                                    "protocol_version.",
                                    wire_name(*chosen)),
                        "RFC 5246 appendix E.1");
        return by_client(alert_code::protocol_version);
    }
    if (refuses_sentinel(derivation, offer, *chosen)) {
        return by_client(alert_code::illegal_parameter);
    }
    derivation.step(fmt::format("{} is negotiated.", wire_name(*chosen)), "RFC 8446 section 4.1.3");
    return *chosen;
}

bool is_version_refusal(const Prediction& outcome) {
    const auto* alert = std::get_if<Alert>(&outcome);
    return alert != nullptr && alert->description == alert_code::protocol_version;
}

Negotiation finish(Derivation derivation, std::vector<PredictedAttempt> attempts) {
    const Prediction last = attempts.back().outcome;
    return Negotiation{last, last, std::move(attempts), std::move(derivation.steps)};
}

}  // namespace

Negotiation negotiate(const ClientEndpoint& client, const ServerEndpoint& server) {
    Derivation derivation{client, server, {}};
    const std::vector<VersionSet> runs = offers(derivation);
    if (runs.empty()) {
        derivation.step("The client accepts no version: it sends protocol_version and no hello.",
                        "OpenSSL, NO_PROTOCOLS_AVAILABLE");
        const Alert alert = by_client(alert_code::protocol_version);
        if (!server.versions.empty()) {
            return {alert, alert, {}, std::move(derivation.steps)};
        }
        derivation.step("The server accepts none either and refuses before it hears of that.",
                        "OpenSSL, NO_PROTOCOLS_AVAILABLE");
        return {alert, by_server(alert_code::protocol_version), {}, std::move(derivation.steps)};
    }
    std::vector<PredictedAttempt> attempts;
    for (const VersionSet& run : runs) {
        attempts.push_back({run, handshake(derivation, {*run.lowest(), *run.highest()})});
        if (!is_version_refusal(attempts.back().outcome)) {
            break;
        }
    }
    return finish(std::move(derivation), std::move(attempts));
}

std::string describe(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return std::string(wire_name(*version));
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("the {} refuses with {}", sender_name(alert.sender),
                       alert_name(alert.description));
}

std::optional<ProtocolVersion> best_mutual(VersionSet client, VersionSet server) {
    return (client & server).highest();
}

}  // namespace tlsmatrix
