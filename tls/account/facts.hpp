// What is known of a handshake that is over: the ground of every sentence about it.
//   account::of(Facts{observation, outcome, {.self = Sender::server, .versions = pinned}});
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/certificate_kind.hpp>
#include <tlsmatrix/tls/engine.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>
#include <tlsmatrix/tls/openssl_profile.hpp>
#include <tlsmatrix/tls/verify_client.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::account {

// OwnEnd is what the end that tells had been set up to do. What it does not know stays empty, and
// nothing is said about it.
struct OwnEnd {
    Sender self = Sender::server;
    VersionSet versions = {};  // the whole set, whatever of it a hello offers
    // unnarrowed is a server's set before the name that its client asked for narrowed it; empty: it
    // is `versions`.
    VersionSet unnarrowed = {};
    VersionSet run = {};  // at a client: the part of them that this hello is for; empty: all
    Engine engine = Engine::exact;
    int security_level = 0;
    std::optional<Profile> openssl = std::nullopt;      // its own OpenSSL's family
    std::vector<std::uint16_t> cipher_suites = {};      // that it has switched on
    std::optional<unsigned> shared_groups = {};         // at a server: those of the hello it has
    std::optional<CertificateKind> key = std::nullopt;  // of a server's certificate
    VerifyClient verify_client = VerifyClient::none;    // what a server asks of its client
};

// CertificateFault is what a client finds wrong with a server's certificate, by kind. Of an
// untrusted one the chain may be cut short; a self_signed one, or its self-signed CA, is there.
enum class CertificateFault { none, expired, wrong_name, untrusted, self_signed, other };

// Later is how a connection ended whose handshake had succeeded, where what it was for had not
// come: a whole request at a server, a whole response at a client.
enum class Later {
    nothing,    // it did not end so, or nobody has looked yet
    closed,     // by the other end
    timed_out,  // no more came in time
    stopped,    // this end was told to stop
    flooded,    // with messages that nobody had asked for: `later_words` says with what
    broken,     // in another way: `later_words` are libssl's or the system's
};

// Facts point to what they are about, which must outlive them.
struct Facts {
    const Observation& seen;
    const HandshakeOutcome& outcome;
    OwnEnd own = {};
    bool peer_is_ours = false;  // the other end is a server or client of this program
    CertificateFault certificate = CertificateFault::none;  // at a client
    std::string_view certificate_words = {};                // OpenSSL's
    bool goes_on_lower = false;  // this client offers a lower run of its set next
    Later later = Later::nothing;
    bool begun = false;  // a part of the request, or of the response, had come by then
    std::string_view later_words = {};

    // succeeded tells that there is nothing to account for.
    [[nodiscard]] bool succeeded() const {
        return later == Later::nothing && std::holds_alternative<Negotiated>(outcome);
    }
};

}  // namespace tlsmatrix::account
