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
    VersionSet run = {};       // what of it this client's hello offers; empty: all of it
    Engine engine = Engine::exact;
    int security_level = 0;
    std::optional<Profile> openssl = std::nullopt;      // its own OpenSSL's family
    std::vector<std::uint16_t> cipher_suites = {};      // that it has switched on
    std::optional<unsigned> shared_groups = {};         // at a server: those of the hello it has
    std::optional<CertificateKind> key = std::nullopt;  // of a server's certificate
    VerifyClient verify_client = VerifyClient::none;    // what a server asks of its client
};

// CertificateFault is what a client finds wrong with a server's certificate, by kind.
enum class CertificateFault { none, expired, wrong_name, untrusted, other };

// Facts point to what they are about, which must outlive them.
struct Facts {
    const Observation& seen;
    const HandshakeOutcome& outcome;
    OwnEnd own = {};
    bool peer_is_ours = false;  // the other end is a server or client of this program
    CertificateFault certificate = CertificateFault::none;  // at a client
    std::string_view certificate_words = {};                // OpenSSL's
    bool goes_on_lower = false;  // this client offers a lower run of its set next
};

}  // namespace tlsmatrix::account
