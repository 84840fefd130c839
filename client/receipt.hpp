// What the client knows afterwards about how its connection came to be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/tls/account/cause.hpp>
#include <tlsmatrix/tls/engine.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::client {

// Attempt is one handshake.
struct Attempt {
    VersionSet offered;  // the run that the hello offered
    HandshakeOutcome outcome;
    Observation observation;
    std::string cause;   // why it failed, in one sentence; empty where it did not
    std::string advice;  // what would help; empty where nothing is known to
    account::Cause kind = account::Cause::none;
    bool unsigned_alert = false;    // it failed by an alert in plain text
    std::string certificate_error;  // what was wrong with the certificate; empty if nothing
    std::uint16_t local_port = 0;   // what the server sees as the peer's port; 0: never connected
};

// Receipt stands on every response and on every failure.
struct Receipt {
    VersionSet allowed;  // the policy's list
    Engine engine = Engine::exact;
    std::string host;
    std::uint16_t port = 0;
    std::vector<Attempt> attempts;         // in order; the last one counts
    std::vector<VersionSet> untried = {};  // runs of the list that no attempt offered
    bool reused = false;  // the connection is of an earlier request, and so are the attempts

    // negotiated is nullptr where no handshake completed.
    [[nodiscard]] const Negotiated* negotiated() const;
    // refusal is the alert that ended the last attempt; nullptr where none did.
    [[nodiscard]] const Alert* refusal() const;
    // warnings tell what a success rests on that nobody vouches for; empty where there is nothing.
    [[nodiscard]] std::vector<std::string> warnings() const;
};

}  // namespace tlsmatrix::client
