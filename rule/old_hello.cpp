#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/rule/old_hello.hpp>

namespace tlsmatrix {
namespace {

// Of TLS's versions such a hello names its highest alone, and has no signature_algorithms: that is
// SHA-1 (RFC 5246 section 7.4.1.4.1), as MD5 with SHA-1 below 1.2, which levels above 0 forbid.
OldHelloAnswer choose_for_old_hello(const ServerEndpoint& server) {
    const auto chosen = enabled_of(server).up_to(ProtocolVersion::tls_1_2).highest();
    if (!chosen) {
        return by_server(alert_code::protocol_version);
    }
    if (server.security_level > 0) {
        return by_server(*chosen == ProtocolVersion::tls_1_2 ? alert_code::handshake_failure
                                                             : alert_code::internal_error);
    }
    return *chosen;
}

}  // namespace

OldHelloAnswer answer_to(OldHello hello, const ServerEndpoint& server) {
    // It refuses before it has read anything.
    if (enabled_of(server).empty()) {
        return by_server(alert_code::protocol_version);
    }
    const bool knows_them = server.profile != Profile::openssl_4_0;
    if (hello == OldHello::sslv3) {
        // Up to 3.x it is a version like others, for which no suite is found.
        return by_server(knows_them ? alert_code::handshake_failure : alert_code::protocol_version);
    }
    if (!knows_them) {
        return ClosedInSilence{};
    }
    return hello == OldHello::sslv2 ? OldHelloAnswer(by_server(alert_code::protocol_version))
                                    : choose_for_old_hello(server);
}

}  // namespace tlsmatrix
