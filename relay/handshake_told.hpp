// What a relay tells of a connection that went through it. Values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>

namespace tlsmatrix::relay {

// Passage is one thing that crossed: a message, an alert, an encrypted record.
struct Passage {
    Sender from = Sender::client;
    std::chrono::microseconds at{0};  // since the connection came
    std::string message;              // ClientHello, alert, ChangeCipherSpec, encrypted record
    std::string details = {};         // what it says, as far as it can be read
    std::size_t bytes = 0;            // of it on the wire, without the headers of records
};

// ServerSide is what the server's end of an attacked connection came to.
struct ServerSide {
    Observation seen;
    HandshakeOutcome outcome;
    std::string sentence;
};

// HandshakeTold is one connection, as its client's end came to it.
struct HandshakeTold {
    std::uint64_t number = 0;  // counts from 1
    std::string client;        // its address and port
    std::chrono::system_clock::time_point started;
    std::chrono::microseconds duration{0};  // to the end of the handshake

    Observation seen;
    HandshakeOutcome outcome;
    Account told;
    std::optional<Sender> unread_alert = {};  // who sent an alert that is encrypted
    // unseen is what nobody between two ends can know of this one, a sentence; mostly empty.
    std::string unseen = {};
    // attacked is what was done to it, a sentence each.
    std::vector<std::string> attacked = {};
    std::optional<ServerSide> server_side = {};  // of one that was attacked, and went on to it

    std::vector<Passage> passages = {};
    std::size_t passages_left_out = 0;
};

// line_of is one line for people, its newline left out; json_line_of the same as a JSON object.
[[nodiscard]] std::string line_of(const HandshakeTold& told);
[[nodiscard]] std::string json_line_of(const HandshakeTold& told);

// story_of is the handshake message by message, a line each, indented.
[[nodiscard]] std::vector<std::string> story_of(const HandshakeTold& told);

}  // namespace tlsmatrix::relay
