// What a single group does to a handshake.
#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>

namespace tlsmatrix {
namespace {

// curve_of is the curve that an ECDSA key is on; empty for the other keys.
std::string_view curve_of(CertificateKind kind) {
    switch (kind) {
        case CertificateKind::ecdsa:
            return "P-256";
        case CertificateKind::p384:
            return "P-384";
        case CertificateKind::p521:
            return "P-521";
        default:
            return {};
    }
}

bool is_rsa(CertificateKind kind) {
    return kind == CertificateKind::rsa || kind == CertificateKind::rsa_pss;
}

}  // namespace

// In TLS 1.3 a group is for the key exchange alone, and any will do.
bool finds_no_group(Derivation& derivation, ProtocolVersion chosen) {
    const ServerEndpoint& server = derivation.server;
    if (!server.group || chosen == ProtocolVersion::tls_1_3) {
        return false;
    }
    const NamedGroup& group = *server.group;
    if (!group.curve) {
        if (is_rsa(server.certificate)) {
            derivation.step(fmt::format("{} is for TLS 1.3: without a curve there is no ECDHE, and "
                                        "the server takes DHE, with a group of its own choice.",
                                        group.name),
                            "OpenSSL, SSL_CTX_set_dh_auto");
            return false;
        }
        derivation.step(fmt::format("{} is for TLS 1.3, and without a curve a server whose key is "
                                    "not RSA has no cipher suite: it refuses with "
                                    "handshake_failure.",
                                    group.name),
                        "RFC 8422 section 2");
        return true;
    }
    const std::string_view curve = curve_of(server.certificate);
    if (!curve.empty() && group.name != curve) {
        derivation.step(fmt::format("Up to TLS 1.2 the curves that a client lists are those of "
                                    "certificates, too, and the server's key is on {}, not on {}: "
                                    "it refuses with handshake_failure.",
                                    curve, group.name),
                        "RFC 8422 section 5.1");
        return true;
    }
    return false;
}

}  // namespace tlsmatrix
