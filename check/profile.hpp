// The servers that a client is tried against: one handshake a version is no proof of a refusal.
//   for (const Trial& trial : plan_trials(options)) ...
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::check {

// ServerProfile is a way in which servers of the same version differ so much that a client may
// accept the one and fail at the other: key exchange and certificate.
struct ServerProfile {
    std::string_view name;
    std::string_view certificate;  // in words, for sentences
    certs::KeyType key_type = certs::KeyType::rsa;
    std::string_view ciphers;  // an OpenSSL cipher list; empty: DEFAULT
    VersionSet versions;       // where it makes a difference
};

// server_profiles is the table. In TLS 1.3 suites name neither (RFC 8446 section 4.1.1), so there
// only the certificate is left.
[[nodiscard]] std::span<const ServerProfile> server_profiles();

// Trial is one run of the client.
struct Trial {
    enum class Kind {
        pinned,        // against one version and one profile
        all_versions,  // against a server that speaks whatever it can
        reset,         // against a server that resets every connection once it has the hello
    };

    Kind kind = Kind::pinned;
    VersionSet versions;
    const ServerProfile* profile = nullptr;  // null where the kind is reset
    bool told = false;                       // the command is told the version

    // version is the one that is pinned; nullopt for the other kinds.
    [[nodiscard]] std::optional<ProtocolVersion> version() const;
    // name is what reports call it: `1.0 ECDHE-RSA`, `all`, `reset`.
    [[nodiscard]] std::string name() const;
};

// TrialOptions is what decides which trials there are.
struct TrialOptions {
    std::optional<certs::KeyType> key_type = std::nullopt;  // nullopt: every certificate
    // pinned_only leaves the other kinds out, as makes sense for a client that is told the version.
    bool pinned_only = false;
};

// plan_trials lists the trials, lowest version first. Versions that this OpenSSL cannot speak have
// none.
[[nodiscard]] std::vector<Trial> plan_trials(const TrialOptions& options);

}  // namespace tlsmatrix::check
