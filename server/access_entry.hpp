// What happened, for the log and for whoever watches: one entry for each request, and one for a
// connection that never came to one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <tlsmatrix/server/http/http.hpp>
#include <tlsmatrix/tls/certificate_zoo.hpp>
#include <tlsmatrix/tls/engine.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::server {

// Address is an IP address and port, printed.
struct Address {
    std::string host;
    std::uint16_t port = 0;
};

// ConnectionFacts is all that is known about one connection. A value.
struct ConnectionFacts {
    std::uint64_t serial = 0;  // counts the connections of this server
    std::string listener;      // its name: the set it is pinned to
    // pinned is the listener's set, or what the name of a set that the client asked for left of it.
    VersionSet pinned;
    Engine engine = Engine::exact;
    Address peer;
    Address local;
    std::chrono::system_clock::time_point started;
    Observation observation;
    HandshakeOutcome outcome;
    std::string alpn;         // the protocol agreed on; empty without one
    std::string cause;        // why the handshake failed, in one sentence; empty where it did not
    std::string advice;       // what would help; empty where nothing is known to
    bool misbehaves = false;  // the listener does, on purpose: its name says how
    const ZooEntry* certificate = nullptr;  // of the zoo; null: another one
};

// AccessEntry is one line of the log. It points into the session that it tells of, and is valid
// only during the call that hands it over: copy what is to be kept.
struct AccessEntry {
    const ConnectionFacts* connection = nullptr;  // never null
    const Request* request = nullptr;             // null where no request came
    const Response* response = nullptr;           // null where none was sent
    std::uint64_t body_bytes_sent = 0;
    std::uint64_t requests = 0;                  // of this connection, this one included
    std::chrono::system_clock::time_point time;  // when it ended
    std::chrono::microseconds duration{
        0};  // since its first byte, or since accept without a request
};

}  // namespace tlsmatrix::server
