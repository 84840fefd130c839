// What a single group does to a handshake.
#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>

namespace tlsmatrix {
namespace {

// The curve that the key of a CertificateKind::ecdsa is on.
constexpr std::string_view certificate_curve = "P-256";

}  // namespace

// In TLS 1.3 a group is for the key exchange alone, and any will do.
bool finds_no_group(Derivation& derivation, ProtocolVersion chosen) {
    const ServerEndpoint& server = derivation.server;
    if (!server.group || chosen == ProtocolVersion::tls_1_3) {
        return false;
    }
    const NamedGroup& group = *server.group;
    if (!group.curve) {
        if (server.certificate == CertificateKind::rsa) {
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
    if (server.certificate == CertificateKind::ecdsa && group.name != certificate_curve) {
        derivation.step(fmt::format("Up to TLS 1.2 the curves that a client lists are those of "
                                    "certificates, too, and the server's key is on {}, not on {}: "
                                    "it refuses with handshake_failure.",
                                    certificate_curve, group.name),
                        "RFC 8422 section 5.1");
        return true;
    }
    return false;
}

}  // namespace tlsmatrix
