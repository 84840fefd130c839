// One connection of a client, as the server saw it.
#pragma once

#include <cstdint>
#include <string>

#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>

namespace tlsmatrix::check {

// ConnectionSight is what is kept of a connection once it is over. A value.
struct ConnectionSight {
    std::uint64_t serial = 0;  // in the order in which they were accepted
    Observation observation;
    HandshakeOutcome outcome;
    std::string cause;      // the server's own sentence, where the handshake or the request failed
    bool attacked = false;  // broken on purpose
    bool request_arrived = false;
    int status = 0;    // of the first answer; 0 without one
    std::string line;  // the access line, in the format `report`
};

}  // namespace tlsmatrix::check
