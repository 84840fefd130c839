#include <algorithm>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/rule/hello_answer.hpp>

namespace tlsmatrix {
namespace {

std::optional<OldHello> old_hello_of(const ClientHello& hello) {
    const bool names_tls = hello.highest_offered().has_value();
    if (hello.format == ClientHello::Format::sslv2) {
        return names_tls ? OldHello::sslv2_for_tls : OldHello::sslv2;
    }
    return names_tls || hello.supported_versions ? std::nullopt : std::optional(OldHello::sslv3);
}

bool has_suite_for(const ClientHello& hello, ProtocolVersion version) {
    const auto suites = common_suites();
    return std::any_of(hello.cipher_suites.begin(), hello.cipher_suites.end(), [&](auto code) {
        return std::any_of(suites.begin(), suites.end(), [&](const CipherSuite& suite) {
            return suite.code == code && versions_of(suite).contains(version);
        });
    });
}

// The exact server's random says nothing to a client that never offered more than 1.1.
std::optional<ProtocolVersion> warned_by(const ClientHello& hello, const ServerEndpoint& server,
                                         ProtocolVersion chosen) {
    using enum ProtocolVersion;
    const VersionSet enabled = enabled_of(server);
    const auto best = hello.highest_offered();
    const bool hides = server.engine == Engine::exact && !hello.supported_versions &&
                       !hello.has_fallback_scsv() && best <= tls_1_1 && chosen < best;
    return warned_of(hides ? enabled.up_to(tls_1_1) : enabled, chosen);
}

}  // namespace

HelloAnswer answer_to(const ClientHello& hello, const ServerEndpoint& server) {
    if (const auto old = old_hello_of(hello)) {
        return {answer_to(*old, server)};
    }
    const VersionSet enabled = enabled_of(server);
    const auto chosen = (enabled & hello.allowed_versions()).highest();
    if (!chosen) {
        return {by_server(alert_code::protocol_version)};
    }
    if (hello.has_fallback_scsv() && chosen != enabled.highest()) {
        return {by_server(alert_code::inappropriate_fallback)};
    }
    if (!has_suite_for(hello, *chosen)) {
        return {by_server(alert_code::handshake_failure), std::nullopt, true};
    }
    return {*chosen, warned_by(hello, server, *chosen)};
}

}  // namespace tlsmatrix
