// The rule: what two endpoints ought to do, told in advance and without a socket. It knows nothing
// of the engines' code and nothing of libssl, so that a mistake on either side makes cells fail.
//   negotiate({.versions = client}, {.versions = server}).server   // a version, or an alert
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tls/alert.hpp"
#include "tls/engine.hpp"
#include "tls/version_set.hpp"

namespace tlsmatrix {

// ClientEndpoint is the client's side of a negotiation. Security level 0 and a certificate that
// works at every version are assumed, on both sides.
struct ClientEndpoint {
    VersionSet versions;
    Engine engine = Engine::exact;
    bool fallback_scsv = false;  // TLS_FALLBACK_SCSV in every hello (RFC 7507)
};

// ServerEndpoint is the server's side.
struct ServerEndpoint {
    VersionSet versions;
    Engine engine = Engine::exact;
};

// Prediction is the version that is negotiated, or the alert that ends the handshake.
using Prediction = std::variant<ProtocolVersion, Alert>;

// describe is one line for people: `TLSv1.2`, `the server refuses with protocol_version`.
[[nodiscard]] std::string describe(const Prediction& prediction);

// Step is one link of the derivation: what happens, and the RFC section or the OpenSSL behaviour
// that makes it so.
struct Step {
    std::string text;
    std::string source;
};

// PredictedAttempt is one handshake: what its hello offers, and how it ends.
struct PredictedAttempt {
    VersionSet offered;
    Prediction outcome = Alert{};
};

// Negotiation is the rule's answer: how the last attempt ends, at each end, every attempt before
// it, and why.
struct Negotiation {
    Prediction client = Alert{};
    Prediction server = Alert{};
    std::vector<PredictedAttempt> attempts;  // empty where the client has nothing to offer
    std::vector<Step> steps;
};

// negotiate derives the outcome for any two sets, empty ones included, and any two engines.
[[nodiscard]] Negotiation negotiate(const ClientEndpoint& client, const ServerEndpoint& server);

// best_mutual is what the sets ought to mean: the highest version that both hold, or nullopt.
[[nodiscard]] std::optional<ProtocolVersion> best_mutual(VersionSet client, VersionSet server);

}  // namespace tlsmatrix
