// How a handshake ended, as one end of the wire saw it. A failed handshake is a result: a value.
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// Negotiated: the handshake completed at this end.
struct Negotiated {
    ProtocolVersion version = ProtocolVersion::tls_1_3;
    std::string cipher;  // OpenSSL's name, as nginx logs it
    std::string group;   // key exchange group; empty where the key exchange has none (static RSA)
    bool resumed = false;

    friend bool operator==(const Negotiated&, const Negotiated&) = default;
};

// Refused: an alert ended it; the alert says who sent it.
struct Refused {
    Alert alert;

    friend bool operator==(const Refused&, const Refused&) = default;
};

// Closed: the peer closed the connection and sent no alert.
struct Closed {
    std::string reason;

    friend bool operator==(const Closed&, const Closed&) = default;
};

// Aborted: anything else ended it: a reset, bytes that are not TLS, a local failure without alert.
struct Aborted {
    std::string reason;

    friend bool operator==(const Aborted&, const Aborted&) = default;
};

// TimedOut: the deadline passed first.
struct TimedOut {
    std::chrono::milliseconds after{0};

    friend bool operator==(const TimedOut&, const TimedOut&) = default;
};

using HandshakeOutcome = std::variant<Negotiated, Refused, Closed, Aborted, TimedOut>;

// outcome_name is the word of JSON and `$tls_outcome`: negotiated, refused, closed, aborted,
// timed_out.
[[nodiscard]] std::string_view outcome_name(const HandshakeOutcome& outcome);

// describe is one line for people: `TLSv1.2, ECDHE-RSA-AES256-GCM-SHA384`, `the server refused with
// protocol_version`.
[[nodiscard]] std::string describe(const HandshakeOutcome& outcome);

// short_outcome is what fits into a cell of a table: `1.2`, `S70` for the server's
// protocol_version, `C47` for the client's illegal_parameter, `cls`, `abt`, `t/o`.
[[nodiscard]] std::string short_outcome(const HandshakeOutcome& outcome);

}  // namespace tlsmatrix
