// One connection of a client, as the server saw it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>

namespace tlsmatrix::check {

// ConnectionSight is what is kept of a connection once it is over. A value.
struct ConnectionSight {
    std::uint64_t serial = 0;  // in the order in which they were accepted
    std::string client;        // its address
    std::uint16_t client_port = 0;
    Observation observation;
    HandshakeOutcome outcome;
    std::string cause;      // the server's own sentence, where the handshake or the request failed
    bool attacked = false;  // broken on purpose
    bool request_arrived = false;
    int status = 0;    // of the first answer; 0 without one
    std::string line;  // the access line, in the format `report`
};

// Activity is how many connections came to a port so far, and how many of them are open.
struct Activity {
    std::size_t came = 0;
    std::size_t open = 0;

    friend bool operator==(const Activity&, const Activity&) = default;
};

// Where the servers of a check listen.
inline constexpr std::string_view loopback_address = "127.0.0.1";
inline constexpr std::string_view every_address = "0.0.0.0";

}  // namespace tlsmatrix::check
