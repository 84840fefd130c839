// What becomes of the client's certificate. It is judged after everything else: the version and the
// suite stand by then, and at 1.3 the client thinks that its handshake is over.
#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

bool may_not_ask_later(Derivation& derivation, ProtocolVersion chosen) {
    if (chosen != tls_1_3) {
        derivation.step(fmt::format("The server would ask for a certificate behind the handshake, "
                                    "which {} does not have: it asks for none.",
                                    wire_name(chosen)),
                        citation(Standard::post_handshake_authentication));
        return true;
    }
    if (!derivation.client.post_handshake_auth) {
        derivation.step(
            "The client's hello does not have post_handshake_auth, so the server may "
            "not ask for a certificate behind the handshake.",
            citation(Standard::post_handshake_authentication));
        return true;
    }
    derivation.step("The handshake is over, and the server asks for a certificate.",
                    citation(Standard::post_handshake_authentication));
    return false;
}

bool asks_nobody(Derivation& derivation, ProtocolVersion chosen) {
    const auto& session = derivation.client.session;
    if (derivation.server.verify_client == VerifyClient::none) {
        return true;
    }
    if (derivation.server.post_handshake) {
        return may_not_ask_later(derivation, chosen);
    }
    if (!session || session->version != chosen) {
        return false;
    }
    derivation.step("The session is resumed, so the server asks for no certificate.",
                    citation(chosen == tls_1_3 ? Standard::certificate_request
                                               : Standard::handshake_overview_1_2));
    return true;
}

// A client that may not sign with SHA-1 has no signature for the old versions, and keeps its
// certificate to itself.
bool can_sign(const ClientEndpoint& client, ProtocolVersion chosen) {
    return chosen >= tls_1_2 || client.security_level == 0;
}

std::string when_told(ProtocolVersion chosen) {
    return chosen == tls_1_3
               ? " The client's handshake is complete by then: it learns of that with "
                 "the first thing it reads."
               : "";
}

Alert misses_certificate(Derivation& derivation, ProtocolVersion chosen) {
    const bool modern = chosen == tls_1_3;
    derivation.step(
        fmt::format("The server requires a certificate and the client sends none: it refuses with "
                    "{}.{}",
                    modern ? "certificate_required" : "handshake_failure", when_told(chosen)),
        citation(modern ? Standard::client_certificate_message : Standard::client_certificate_1_2));
    return by_server(modern ? alert_code::certificate_required : alert_code::handshake_failure);
}

Alert distrusts(Derivation& derivation, ProtocolVersion chosen) {
    derivation.step(
        fmt::format("The client's certificate is from an authority that the server does not know: "
                    "it refuses with unknown_ca.{}",
                    when_told(chosen)),
        citation(chosen == tls_1_3 ? Standard::error_alerts : Standard::alerts_1_2));
    return by_server(alert_code::unknown_ca);
}

}  // namespace

std::optional<Alert> judges_client(Derivation& derivation, ProtocolVersion chosen) {
    if (asks_nobody(derivation, chosen)) {
        return std::nullopt;
    }
    const ClientEndpoint& client = derivation.client;
    const bool sends = client.certificate != ClientCertificate::none && can_sign(client, chosen);
    if (sends && client.certificate == ClientCertificate::untrusted) {
        return distrusts(derivation, chosen);
    }
    if (!sends && derivation.server.verify_client == VerifyClient::required) {
        return misses_certificate(derivation, chosen);
    }
    derivation.step(sends ? "The server asks for a certificate, and trusts the client's."
                          : "The server asks for a certificate and goes on without one.",
                    citation(chosen == tls_1_3 ? Standard::client_certificate_message
                                               : Standard::client_certificate_1_2));
    return std::nullopt;
}

}  // namespace tlsmatrix
