// The rule: what two endpoints ought to do, told in advance and without a socket. It knows nothing
// of the engines' code and nothing of libssl, so that a mistake on either side makes cells fail.
//   negotiate({client}, {server}).server   // a version, or an alert
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/certificate_kind.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/tls/openssl_profile.hpp>
#include <tlsmatrix/tls/prediction.hpp>
#include <tlsmatrix/tls/tls_settings.hpp>

namespace tlsmatrix {

// OfferedSession is a session from an earlier connection to the same server, where the server
// speaks its version; else from another one, which the server cannot know.
struct OfferedSession {
    ProtocolVersion version = ProtocolVersion::tls_1_2;
    bool by_ticket = true;  // else by session id, which the server remembers

    friend bool operator==(const OfferedSession&, const OfferedSession&) = default;
    friend auto operator<=>(const OfferedSession&, const OfferedSession&) = default;
};

// SuiteLimits is the one cipher suite that an end has, as the standards and OpenSSL's levels limit
// it. limits_of takes it from the table of suites.
struct SuiteLimits {
    std::string_view name;         // OpenSSL's
    VersionSet versions;           // where it may be chosen
    std::string_view source = {};  // which RFC says so
    bool signs = true;   // false: the server's key decrypts, and the client checks nothing
    int most_level = 2;  // the highest security level that permits it

    friend auto operator<=>(const SuiteLimits&, const SuiteLimits&) = default;
};

// limits_of is a suite as the rule takes it. OpenSSL 3.0 counts a tag of 8 bytes as the whole key.
[[nodiscard]] SuiteLimits limits_of(const CipherSuite& suite, Profile profile);

// ClientEndpoint is the client's side of a negotiation. The rule reads no cipher list: `suite` is
// what it goes by, and an empty list stands for OpenSSL's DEFAULT. Levels are 0 to 4.
struct ClientEndpoint : ClientTls {
    Profile profile = Profile::openssl_3_0;
    std::optional<OfferedSession> session = std::nullopt;
    // suite is only_suite as the rule takes it; unset means DEFAULT. Both ends have the same one,
    // or neither has.
    std::optional<SuiteLimits> suite = std::nullopt;
    ClientCertificate certificate = ClientCertificate::none;

    friend auto operator<=>(const ClientEndpoint&, const ClientEndpoint&) = default;
};

// ServerEndpoint is the server's side.
struct ServerEndpoint : ServerTls {
    CertificateKind certificate = CertificateKind::ecdsa;
    Profile profile = Profile::openssl_3_0;
    std::optional<SuiteLimits> suite = std::nullopt;  // with a certificate that it can use
    // group is the one group of both ends; unset means the library's own. Not beside a suite.
    std::optional<NamedGroup> group = std::nullopt;
    bool post_handshake = false;  // verify_client is asked for behind the handshake

    friend auto operator<=>(const ServerEndpoint&, const ServerEndpoint&) = default;
};

// Step is one link of the derivation: what happens, and the RFC section or the OpenSSL behaviour
// that makes it so.
struct Step {
    std::string text;
    std::string source;
};

// PredictedAttempt is one handshake: what its hello offers, and how it ends.
struct PredictedAttempt {
    VersionSet offered;  // empty: the client sends an alert and no hello
    Prediction outcome = Alert{};
};

// Negotiation is the rule's answer: how the last attempt ends, at each end, every attempt before
// it, and why.
struct Negotiation {
    Prediction client = Alert{};
    Prediction server = Alert{};
    std::vector<PredictedAttempt> attempts;  // one without an offer where there is nothing to offer
    std::vector<Step> steps;
    bool resumed = false;  // at both ends, where a version is negotiated
};

// negotiate derives the outcome for any two sets, empty ones included, and any two engines.
[[nodiscard]] Negotiation negotiate(const ClientEndpoint& client, const ServerEndpoint& server);

// best_mutual is what the sets ought to mean: the highest version that both hold, or nullopt.
[[nodiscard]] std::optional<ProtocolVersion> best_mutual(VersionSet client, VersionSet server);

}  // namespace tlsmatrix
