#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

constexpr VersionSet old_signatures{tls_1_0, tls_1_1};

void tell_offer(Derivation& derivation, const Offer& offer) {
    if (offer.has_supported_versions()) {
        derivation.step(fmt::format("The client offers {} to {} in supported_versions.",
                                    wire_name(offer.highest), wire_name(offer.lowest)),
                        citation(Standard::supported_versions));
    } else {
        derivation.step(
            fmt::format(
                "The client offers {} as its client_version, without supported_versions: the "
                "hello carries no lower bound.",
                wire_name(offer.highest)),
            citation(Standard::client_hello_1_2));
    }
}

// choose is the server's choice: the highest version that it enables and the hello allows.
std::optional<ProtocolVersion> choose(Derivation& derivation, const Offer& offer) {
    const VersionSet enabled = enabled_of(derivation.server);
    const VersionSet allowed = offer.has_supported_versions()
                                   ? VersionSet::between(offer.lowest, offer.highest)
                                   : VersionSet::all().up_to(offer.highest);
    const auto chosen = (enabled & allowed).highest();
    const std::string_view source =
        citation(offer.has_supported_versions() ? Standard::supported_versions
                                                : Standard::older_versions_1_2);
    if (chosen) {
        derivation.step(
            fmt::format("The server, which enables {{{}}}, chooses {}, the highest that the hello "
                        "allows.",
                        enabled.str(), wire_name(*chosen)),
            source);
    } else {
        derivation.step(
            fmt::format("The server, which enables {{{}}}, finds none that the hello allows, and "
                        "refuses with protocol_version.",
                        enabled.str()),
            source);
    }
    return chosen;
}

bool refuses_fallback(Derivation& derivation, ProtocolVersion chosen) {
    if (!derivation.client.fallback_scsv || chosen == enabled_of(derivation.server).highest()) {
        return false;
    }
    derivation.step(
        fmt::format("The hello carries TLS_FALLBACK_SCSV, and {} is not the highest version that "
                    "the server enables: it refuses with inappropriate_fallback.",
                    wire_name(chosen)),
        "OpenSSL, which compares with the version chosen; " + citation(Standard::fallback_server) +
            " compares with the highest one offered");
    return true;
}

// sentinel is the version that the server's random warns of: it would have spoken at least that.
std::optional<ProtocolVersion> sentinel(Derivation& derivation, const Offer& offer,
                                        ProtocolVersion chosen) {
    VersionSet known = enabled_of(derivation.server);
    // The exact server forgets 1.2 and 1.3 for a client that never offered more than 1.1.
    if (derivation.server.engine == Engine::exact && !derivation.client.fallback_scsv &&
        offer.highest <= tls_1_1 && chosen < offer.highest) {
        if (known != known.up_to(tls_1_1)) {
            derivation.step(
                fmt::format("The server's random says nothing of {{{}}}: the client "
                            "never offered more than {}.",
                            (known - known.up_to(tls_1_1)).str(), wire_name(offer.highest)),
                "exact engine: OpenSSL's client would refuse; " + citation(Standard::server_hello) +
                    " asks that of clients that speak TLSv1.2 or TLSv1.3");
        }
        known = known.up_to(tls_1_1);
    }
    if (const auto warned = warned_of(known, chosen)) {
        return warned;
    }
    if (chosen < tls_1_2 && known.contains(tls_1_3)) {
        derivation.step(
            "The server enables TLSv1.3 and not TLSv1.2: its random says nothing of that, though a "
            "server with TLSv1.3 has to warn.",
            "OpenSSL, ssl_choose_server_version: it looks for TLSv1.2 alone; " +
                citation(Standard::server_hello));
    }
    return std::nullopt;
}

// The client compares the sentinel with the highest version that it offered, not with its set.
bool refuses_sentinel(Derivation& derivation, const Offer& offer, ProtocolVersion chosen) {
    const auto warned = sentinel(derivation, offer, chosen);
    if (!warned) {
        return false;
    }
    const bool refuses = offer.highest > chosen && (*warned == tls_1_2 || offer.highest == tls_1_3);
    if (refuses) {
        derivation.step(
            fmt::format(
                "The downgrade sentinel in the server's random says that it speaks {} too, and the "
                "client offered more than {}: it takes this for a downgrade and refuses with "
                "illegal_parameter.",
                wire_name(*warned), wire_name(chosen)),
            offer.highest >= tls_1_2
                ? citation(Standard::server_hello)
                : "OpenSSL, ssl_choose_client_version; " + citation(Standard::server_hello) +
                      " asks this of clients that speak TLSv1.2 or TLSv1.3");
    }
    return refuses;
}

// modern_key is a key whose signatures came with TLS 1.2 (RFC 8422 section 5.1.3, RFC 8446 section
// 4.2.3), with its article; nullopt for those that sign MD5 with SHA-1 too.
std::optional<std::string_view> modern_key(CertificateKind kind) {
    switch (kind) {
        case CertificateKind::ed25519:
            return "An Ed25519";
        case CertificateKind::ed448:
            return "An Ed448";
        case CertificateKind::rsa_pss:
            return "An RSA-PSS";
        default:
            return std::nullopt;
    }
}

std::string source_of(CertificateKind kind) {
    const std::string refusal = citation(Standard::server_hello_1_0);
    return kind == CertificateKind::rsa_pss
               ? refusal
               : fmt::format("{}; {}", citation(Standard::eddsa_1_2), refusal);
}

// cannot_sign is the server's alert where it chose a version whose handshake it cannot sign.
std::optional<Alert> cannot_sign(Derivation& derivation, ProtocolVersion chosen) {
    const ServerEndpoint& server = derivation.server;
    if (!old_signatures.contains(chosen)) {
        return std::nullopt;
    }
    if (const auto key = modern_key(server.certificate)) {
        derivation.step(fmt::format("{} key signs nothing in {}: the server finds no "
                                    "cipher suite and refuses with handshake_failure.",
                                    *key, wire_name(chosen)),
                        source_of(server.certificate));
        return by_server(alert_code::handshake_failure);
    }
    if (server.security_level > 0) {
        derivation.step(
            fmt::format(
                "The handshake of {} is signed with SHA-1 (beside MD5 for an RSA key), which "
                "the server's security level {} forbids: it fails with internal_error.",
                wire_name(chosen), server.security_level),
            "OpenSSL 3.0, NO_SUITABLE_SIGNATURE_ALGORITHM");
        return by_server(alert_code::internal_error);
    }
    return std::nullopt;
}

bool refuses_signature(Derivation& derivation, ProtocolVersion chosen) {
    const ClientEndpoint& client = derivation.client;
    // A server seeks a signature for RSA's own key exchange too; its client has none to check.
    const int level = client.security_level;
    const bool signs = !client.suite || client.suite->signs;
    if (!old_signatures.contains(chosen) || level == 0 || !signs) {
        return false;
    }
    derivation.step(fmt::format("The handshake of {} is signed with SHA-1 (beside MD5 for an RSA "
                                "key), which the client's security level {} forbids: it fails with "
                                "internal_error.",
                                wire_name(chosen), level),
                    "OpenSSL 3.0, the client's check of the ServerKeyExchange");
    return true;
}

}  // namespace

std::optional<ProtocolVersion> warned_of(VersionSet known, ProtocolVersion chosen) {
    if (chosen == tls_1_2 && known.contains(tls_1_3)) {
        return tls_1_3;
    }
    return chosen < tls_1_2 && known.contains(tls_1_2) ? std::optional(tls_1_2) : std::nullopt;
}

Alert by_server(std::uint8_t description) {
    return Alert{description, AlertLevel::fatal, Sender::server};
}

Alert by_client(std::uint8_t description) {
    return Alert{description, AlertLevel::fatal, Sender::client};
}

void tell_enabled(Derivation& derivation, std::string_view whose, int security_level,
                  VersionSet versions, VersionSet enabled) {
    const bool is_3_0 = derivation.client.profile == Profile::openssl_3_0;
    if (enabled != versions) {
        derivation.step(fmt::format("Security level {} leaves {{{}}} of the {}'s set {{{}}}.",
                                    security_level, enabled.str(), whose, versions.str()),
                        is_3_0
                            ? "OpenSSL 3.0, ssl_security: TLS 1.0 ends at level 2, 1.1 at level 3"
                            : "OpenSSL from 3.1 on, ssl_security: TLS 1.0 and 1.1 need level 0");
    }
}

VersionSet enabled_of(const ServerEndpoint& server) {
    return enabled_by(server.profile, server.security_level, server.versions);
}

Prediction handshake(Derivation& derivation, const Offer& offer) {
    tell_offer(derivation, offer);
    if (refuses_unheard(derivation)) {
        return by_server(alert_code::handshake_failure);
    }
    const auto chosen = choose(derivation, offer);
    if (!chosen) {
        return by_server(alert_code::protocol_version);
    }
    if (refuses_fallback(derivation, *chosen)) {
        return by_server(alert_code::inappropriate_fallback);
    }
    if (finds_no_suite(derivation, *chosen) || finds_no_group(derivation, *chosen)) {
        return by_server(alert_code::handshake_failure);
    }
    if (const auto alert = cannot_sign(derivation, *chosen)) {
        return *alert;
    }
    if (*chosen < offer.lowest) {
        derivation.step(fmt::format("{} is below what the client accepts: it refuses with "
                                    "protocol_version.",
                                    wire_name(*chosen)),
                        citation(Standard::older_versions_1_2));
        return by_client(alert_code::protocol_version);
    }
    if (refuses_sentinel(derivation, offer, *chosen)) {
        return by_client(alert_code::illegal_parameter);
    }
    if (refuses_signature(derivation, *chosen)) {
        return by_client(alert_code::internal_error);
    }
    if (const auto alert = judges_client(derivation, *chosen)) {
        return *alert;
    }
    derivation.step(
        fmt::format("{} is negotiated.", wire_name(*chosen)),
        citation(*chosen == tls_1_3 ? Standard::server_hello : Standard::server_hello_1_2));
    return *chosen;
}

}  // namespace tlsmatrix
