// A handshake in memory, with real OpenSSL at both ends and no socket.
//   const Encounter met = shake_hands(client_context, server_context);
#pragma once

#include <cstddef>
#include <string>

#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/memory_wire.hpp>

namespace tlsmatrix {

// View is all that one end knows of a handshake.
struct View {
    HandshakeOutcome outcome;
    Observation saw;
    std::string failure;  // OpenSSL's words
    account::OwnEnd own = {};
    account::CertificateFault certificate = account::CertificateFault::none;
    std::string certificate_words = {};

    [[nodiscard]] account::Facts facts() const {
        return {.seen = saw,
                .outcome = outcome,
                .own = own,
                .peer_is_ours = true,
                .certificate = certificate,
                .certificate_words = certificate_words};
    }
};

// Encounter is one handshake, from both ends.
struct Encounter {
    View client;
    View server;
};

[[nodiscard]] View view_of(const Connection& connection);

// shake_hands drives both ends until neither gets any further, and lets a client that is done read
// what the server makes of it (RFC 8446 section 4.4.2.4). A server with post_handshake then asks
// for a certificate, and what it makes of the answer is the outcome. Whoever fails closes its side.
// `most` is how many bytes one read or one write moves at the utmost; `session` is offered by the
// client unless it is null; `server_name` is sent and checked unless it is empty; `tap` is shown
// what either end sends.
[[nodiscard]] Encounter shake_hands(const ClientContext& client_context,
                                    const ServerContext& server_context,
                                    std::size_t most = MemoryWire::any_number,
                                    const TlsSession& session = nullptr,
                                    const std::string& server_name = {}, const Tap& tap = nullptr);

// session_from shakes hands and has the server say something, so that the client gets what it can
// resume later; null where the handshake fails or nothing can be resumed.
[[nodiscard]] TlsSession session_from(const ClientContext& client_context,
                                      const ServerContext& server_context,
                                      const std::string& server_name = {});

}  // namespace tlsmatrix
