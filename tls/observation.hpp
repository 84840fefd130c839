// What crossed the wire during a handshake, as this end saw it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix {

// ObservedAlert is an alert and how it came by. A value; it is equal to the Alert that it is.
struct ObservedAlert : Alert {
    bool plaintext = false;   // in no encrypted record: whoever is on the way could have sent it
    bool at_tls_1_3 = false;  // TLS 1.3 had been chosen, so its level says nothing

    [[nodiscard]] bool ends_handshake() const { return Alert::ends_handshake(at_tls_1_3); }
};

// Observation is the record of one connection. Absent values never crossed the wire. A value.
struct Observation {
    std::optional<ClientHello> client_hello;  // the first, where a HelloRetryRequest asked for two
    std::optional<ServerHello> server_hello;  // the last; a HelloRetryRequest if none came after
    std::vector<ObservedAlert> alerts;        // both directions, in the order of the wire
    std::string stray = {};      // the peer's first five bytes, where they begin no TLS record
    std::string complaint = {};  // what OpenSSL at this end found wrong, in its words
    int reason = 0;              // the same as its number, SSL_R_...; 0 without one
    std::uint64_t received = 0;  // bytes of the peer's, up to the end of the handshake
    bool reset = false;          // the peer's system, or something on the way, reset it
    bool certificate_requested = false;  // of the client, by the server
    bool client_certificate = false;     // the client sent one

    // decisive_alert is the first alert that ends a handshake, whose sender stopped; nullptr where
    // there is none. Later ones are echoes: where a client refuses, OpenSSL's server answers with
    // an alert of its own.
    [[nodiscard]] const ObservedAlert* decisive_alert() const;
    // farewell is the first close_notify or user_canceled of an end; nullptr where there is none.
    [[nodiscard]] const ObservedAlert* farewell(Sender from) const;
    // plain_http tells whether the peer's first bytes are those of an HTTP request without TLS.
    [[nodiscard]] bool plain_http() const;
};

}  // namespace tlsmatrix
