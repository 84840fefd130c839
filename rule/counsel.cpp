#include <cctype>

#include <fmt/format.h>

#include <tlsmatrix/rule/counsel.hpp>
#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

std::string sentence(std::string words) {
    words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
    return words + ".";
}

std::string advice_on_version(const ClientEndpoint& client, const ServerEndpoint& server) {
    const auto best = best_mutual(client.versions, server.versions);
    if (!best) {
        return sentence(account::advise_meeting(client.versions, server.versions));
    }
    if (client.engine == Engine::openssl && client.versions.has_hole()) {
        return fmt::format(
            "Close the hole in the client's set, or use the exact engine at the "
            "client: {} is in both sets.",
            wire_name(*best));
    }
    return "Let both ends support TLSv1.2 or TLSv1.3, which every security level allows; for a "
           "test alone, set the level to 0 at both ends: it takes away what the sets have in "
           "common.";
}

std::string advice_on_success(const ClientEndpoint& client, const ServerEndpoint& server,
                              ProtocolVersion version) {
    const auto best = best_mutual(client.versions, server.versions);
    if (best && *best > version) {
        return fmt::format(
            "Close the hole in the client's set, or use the exact engine at the "
            "client: both ends hold {}.",
            wire_name(*best));
    }
    if (deprecated_versions.contains(version)) {
        return "Let both ends support TLSv1.2 or TLSv1.3: nobody is to negotiate what is older.";
    }
    if (client.session && client.session->version != version) {
        return fmt::format(
            "Nothing for the version, which is the best that both ends hold; a session of {} can "
            "be resumed where that version is negotiated and the server still accepts it.",
            wire_name(client.session->version));
    }
    return "Nothing: it is the best version that both ends hold.";
}

std::string advice_on_signature(const ClientEndpoint& client, const ServerEndpoint& server) {
    if (server.suite && !client.session) {
        return fmt::format("Take a cipher suite of the version that is chosen: {} is for {{{}}}.",
                           server.suite->name, server.suite->versions.str());
    }
    if (server.certificate == CertificateKind::ed25519) {
        return "Let both ends support TLSv1.2 or TLSv1.3; for a test alone, give the server an RSA "
               "or ECDSA key.";
    }
    return "Let both ends support TLSv1.2 or TLSv1.3; for a test alone, set the security level to "
           "0 at the end that failed.";
}

std::string advice_on(const Alert& alert, const ClientEndpoint& client,
                      const ServerEndpoint& server) {
    switch (alert.description) {
        case alert_code::protocol_version:
            return advice_on_version(client, server);
        case alert_code::illegal_parameter:
            return "Let the client offer TLSv1.2 or TLSv1.3, or close the hole in the server's "
                   "set; for a test alone, use the exact engine at the server.";
        case alert_code::inappropriate_fallback:
            return fmt::format("Leave TLS_FALLBACK_SCSV out of a first attempt, or offer {}.",
                               wire_name(server.versions.highest().value_or(tls_1_3)));
        case alert_code::certificate_required:
            return "Give the client a certificate that the server trusts.";
        case alert_code::unknown_ca:
            return "Let a CA that the server trusts sign the client's certificate.";
        default:
            break;
    }
    const bool asks = server.verify_client == VerifyClient::required;
    const bool silent = client.certificate == ClientCertificate::none;
    if (alert.description == alert_code::handshake_failure && asks && silent && !server.suite) {
        return "Give the client a certificate that the server trusts.";
    }
    return advice_on_signature(client, server);
}

void ask_for_versions(std::vector<Demand>& demands, VersionSet client, VersionSet server) {
    for (const ProtocolVersion old : deprecated_versions.versions()) {
        const bool offers = client.contains(old);
        const bool speaks = server.contains(old);
        const std::string who = offers && speaks ? "both ends have it"
                                : offers         ? "the client has it"
                                : speaks         ? "the server has it"
                                                 : "neither end has it";
        demands.push_back(
            {fmt::format("{} is not to be used: {}.", wire_name(old), who),
             fmt::format("{}; {}",
                         citation(old == tls_1_0 ? Standard::no_tls_1_0 : Standard::no_tls_1_1),
                         citation(Standard::backward_compatibility)),
             !offers && !speaks});
    }
    const bool offers = client.contains(tls_1_2);
    const bool speaks = server.contains(tls_1_2);
    const bool both = offers && speaks;
    const std::string_view who = both     ? "both have TLSv1.2"
                                 : offers ? "the server leaves TLSv1.2 out"
                                 : speaks ? "the client leaves TLSv1.2 out"
                                          : "both leave TLSv1.2 out";
    const bool may_go_without =
        offers != speaks && (offers ? server : client) == VersionSet{tls_1_3};
    const std::string_view exempt =
        may_go_without ? ", unless their protocol is a new one, of TLSv1.3 alone" : "";
    demands.push_back(
        {fmt::format("Both ends are to support TLSv1.2, and better TLSv1.3 as well{}: {}.", exempt,
                     who),
         citation(Standard::recommended_versions), both});
}

void ask_for_attempts(std::vector<Demand>& demands, const ClientEndpoint& client,
                      const Negotiation& negotiation) {
    if (client.versions.has_hole()) {
        demands.push_back(
            {"A client's versions are to be a range, since a sparse one surprises "
             "others: this one has a hole.",
             citation(Standard::supported_versions), false});
    }
    if (negotiation.attempts.size() > 1) {
        demands.push_back(
            {fmt::format("Several attempts, each of them lower, are not recommended: the client "
                         "made {}.",
                         negotiation.attempts.size()),
             citation(Standard::older_servers), false});
        demands.push_back({fmt::format("A lower attempt is to carry TLS_FALLBACK_SCSV: it {}.",
                                       client.fallback_scsv ? "does" : "does not"),
                           citation(Standard::fallback_client), client.fallback_scsv});
    }
}

// A server that supports 1.3 has to warn in its random of what lies below.
void ask_for_sentinel(std::vector<Demand>& demands, const ClientEndpoint& client,
                      const ServerEndpoint& server, const Negotiation& negotiation) {
    const auto* version = std::get_if<ProtocolVersion>(&negotiation.server);
    if (version == nullptr || !server.versions.contains(tls_1_3) || *version > tls_1_1) {
        return;
    }
    const auto offered = negotiation.attempts.back().offered.highest();
    const bool hides = server.engine == Engine::exact && !client.fallback_scsv && offered &&
                       *offered <= tls_1_1 && *version < *offered;
    const bool warns = server.versions.contains(tls_1_2) && !hides;
    demands.push_back({fmt::format("A server with TLSv1.3 that chooses {} is to say so in its "
                                   "random: it {}.",
                                   wire_name(*version), warns ? "does" : "does not"),
                       citation(Standard::server_hello), warns});
}

}  // namespace

std::string advice_of(const ClientEndpoint& client, const ServerEndpoint& server,
                      const Negotiation& negotiation) {
    const auto* version = std::get_if<ProtocolVersion>(&negotiation.server);
    return version != nullptr ? advice_on_success(client, server, *version)
                              : advice_on(std::get<Alert>(negotiation.server), client, server);
}

std::vector<Demand> demands_of(const ClientEndpoint& client, const ServerEndpoint& server,
                               const Negotiation& negotiation) {
    std::vector<Demand> demands;
    ask_for_versions(demands, client.versions, server.versions);
    ask_for_attempts(demands, client, negotiation);
    ask_for_sentinel(demands, client, server, negotiation);
    return demands;
}

}  // namespace tlsmatrix
