// The servers that a client is tried against: one handshake a version is no proof of a refusal.
//   Trial{.kind = Trial::Kind::pinned, .versions = {version}, .profile = &server_profiles()[0]}
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/check/offered_hello.hpp>
#include <tlsmatrix/tls/credentials.hpp>
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

// general_profile is a server that somebody would run: all key exchanges, one certificate.
[[nodiscard]] const ServerProfile& general_profile(certs::KeyType key_type);

// can_negotiate tells whether the hello offers what a server of this profile needs to choose a
// suite at the version; in 1.3 a signature algorithm for its key.
[[nodiscard]] bool can_negotiate(const ClientHello& hello, const ServerProfile& profile,
                                 ProtocolVersion version);

// has_profile tells whether a profile has suites of this kind.
[[nodiscard]] bool has_profile(std::uint16_t suite);

// Attack is what is done to a hello by whoever stands between a client and its server.
enum class Attack { reset, alert_40, end_of_file, alert_70, alert_80, silence };

inline constexpr std::array all_attacks{Attack::reset,    Attack::alert_40, Attack::end_of_file,
                                        Attack::alert_70, Attack::alert_80, Attack::silence};

// attack_name is what reports call it: `reset`, `alert 40`, `end of file`, `silence`.
[[nodiscard]] std::string_view attack_name(Attack attack);

// Trial is one run of the client.
struct Trial {
    enum class Kind {
        pinned,         // against one version and one profile
        version_fixed,  // the same, from a server that knows no other version and looks for none
        server_hello,   // a ServerHello of a version that was not asked for, and nothing more
        all_versions,   // against a server that speaks whatever it can
        attack,         // against somebody who breaks connections once they have the hello
    };

    Kind kind = Kind::pinned;
    VersionSet versions = {};                // attack: what a connection that is spared meets
    const ServerProfile* profile = nullptr;  // null for server_hello, and attack that spares none
    bool told = false;                       // the command is told the version
    std::optional<Attack> attack = std::nullopt;
    // spared is the offer at or below which a connection is not attacked, but served.
    std::optional<Offer> spared = std::nullopt;
    std::uint16_t code = 0;   // server_hello: its version on the wire
    std::uint16_t suite = 0;  // server_hello: its suite
    // credentials are the server's, in place of the CA's for the profile.
    std::optional<Credentials> credentials = std::nullopt;

    // version is the one that is pinned or forced; nullopt for the other kinds, and for SSLv3.
    [[nodiscard]] std::optional<ProtocolVersion> version() const;
    // name is what reports call it, and tells trials apart: `1.0 ECDHE-RSA`, `1.0 ECDHE-RSA
    // forced`, `1.0 ServerHello AES256-SHA`, `all`, `reset`, `reset, then 1.1`.
    [[nodiscard]] std::string name() const;
    // server is the name without the version: what a row calls it.
    [[nodiscard]] std::string server() const;
};

}  // namespace tlsmatrix::check
