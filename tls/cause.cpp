#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/cause.hpp>

namespace tlsmatrix {
namespace {

// Scene is what an explanation may look at.
struct Scene {
    const Observation& observation;
    VersionSet enabled;

    [[nodiscard]] std::string chosen() const {
        return observation.server_hello ? version_code_name(observation.server_hello->version) : "";
    }
    [[nodiscard]] std::string offered() const {
        const auto& hello = observation.client_hello;
        if (!hello) {
            return "nothing";
        }
        if (!hello->supported_versions) {
            return "at most " + hello->offered();
        }
        const std::string names = hello->offered();
        return names == "-" ? "no version" : names;
    }
};

std::string no_overlap(const Scene& scene) {
    if (!scene.observation.client_hello) {
        return "the client's hello cannot be read";
    }
    if (scene.enabled.empty()) {
        return fmt::format("the client offers {}, none of which the server accepts",
                           scene.offered());
    }
    return fmt::format("the client offers {} and the server speaks {}", scene.offered(),
                       scene.enabled.wire_names());
}

std::string below_accepted(const Scene& scene) {
    if (!scene.observation.client_hello) {
        return "the client accepts no version and sent no hello";
    }
    if (scene.chosen().empty()) {
        return "the client refused the server's version";
    }
    return fmt::format("the server chose {}, which the client does not accept", scene.chosen());
}

std::string sentinel(const Scene& scene) {
    const auto& hello = scene.observation.server_hello;
    if (!hello || hello->sentinel == DowngradeSentinel::none) {
        return "the client found an illegal value in what the server sent";
    }
    return fmt::format(
        "the server chose {} and its random says that it speaks more, which the client "
        "takes for a downgrade",
        scene.chosen());
}

std::string fallback(const Scene&) {
    return "the hello carries TLS_FALLBACK_SCSV, and the server speaks a higher version than it "
           "offers";
}

// Behind its hello the server has a suite, and what it still has to judge is the client.
std::string nothing_shared(const Scene& scene) {
    if (scene.observation.server_hello) {
        return "the server ended it after its hello: OpenSSL does so where it requires a client's "
               "certificate and none came";
    }
    const auto& hello = scene.observation.client_hello;
    if (hello && hello->legacy_version <= sslv3_code) {
        return hello->supported_versions
                   ? "the hello's legacy_version is one of SSL, beside supported_versions"
                   : fmt::format("the client offers {}, which the server does not speak",
                                 scene.offered());
    }
    if (scene.observation.complaint.starts_with("renegotiation")) {  // RFC 5746 section 3.6
        return "the first hello of this connection claims to renegotiate another one";
    }
    return "the two ends share no cipher suite or signature algorithm for the version";
}

std::string policy_of_client(const Scene& scene) {
    if (scene.chosen().empty()) {
        return "the client ended the handshake by itself";
    }
    return fmt::format(
        "the server chose {}, and the client ended it: OpenSSL does so where its security level "
        "forbids that version's signatures",
        scene.chosen());
}

std::string policy_of_server(const Scene&) {
    return "the server ended it by itself: OpenSSL does so where its security level or its "
           "certificate does not allow the version";
}

std::string untrusted(const Scene&) {
    return "the client does not trust the server's certificate";
}

std::string untrusted_client(const Scene&) {
    return "the server does not trust the client's certificate";
}

std::string no_certificate(const Scene&) {
    return "the server requires a client's certificate, and none came";
}

// A client may offer thousands of names; a few tell enough.
std::string no_protocol(const Scene& scene) {
    constexpr std::size_t most_names = 4;
    const auto& hello = scene.observation.client_hello;
    if (!hello || hello->alpn.empty()) {
        return "the client offers no application protocol that the server speaks: it speaks "
               "http/1.1";
    }
    const std::size_t shown = std::min(hello->alpn.size(), most_names);
    std::string names = hello->alpn.front();
    for (std::size_t i = 1; i < shown; ++i) {
        names += "," + hello->alpn[i];
    }
    return fmt::format("the client offers {}{} by ALPN, and the server speaks http/1.1", names,
                       shown < hello->alpn.size() ? " and more" : "");
}

// An OpenSSL that knows the format answers such a hello, with a version or with an alert.
std::string sslv2_format(const ClientHello& hello) {
    return fmt::format(
        "the client offers at most {} in a hello of SSLv2's format, which the server's OpenSSL "
        "does not read",
        hello.offered());
}

// Where a peer does not speak TLS at all, OpenSSL's words would be about version numbers.
std::string no_tls(const Observation& observation) {
    if (observation.plain_http()) {
        return "the client speaks plain HTTP, and this port speaks TLS: use https";
    }
    return observation.stray == "HTTP/" ? "the server answers in plain HTTP"
                                        : "the first bytes that came are not TLS";
}

struct Explanation {
    Sender sender;
    std::uint8_t description;
    std::string (*explain)(const Scene&);
};

constexpr std::array explanations{
    Explanation{Sender::server, alert_code::protocol_version, no_overlap},
    Explanation{Sender::server, alert_code::inappropriate_fallback, fallback},
    Explanation{Sender::server, alert_code::handshake_failure, nothing_shared},
    Explanation{Sender::server, alert_code::internal_error, policy_of_server},
    Explanation{Sender::server, alert_code::no_application_protocol, no_protocol},
    Explanation{Sender::server, alert_code::certificate_required, no_certificate},
    Explanation{Sender::server, alert_code::unknown_ca, untrusted_client},
    Explanation{Sender::client, alert_code::protocol_version, below_accepted},
    Explanation{Sender::client, alert_code::illegal_parameter, sentinel},
    Explanation{Sender::client, alert_code::internal_error, policy_of_client},
    Explanation{Sender::client, alert_code::handshake_failure, policy_of_client},
    Explanation{Sender::client, 42, untrusted},  // bad_certificate
    Explanation{Sender::client, 45, untrusted},  // certificate_expired
    Explanation{Sender::client, 46, untrusted},  // certificate_unknown
    Explanation{Sender::client, alert_code::unknown_ca, untrusted},
};

std::string explain(const Alert& alert, const Scene& scene) {
    for (const Explanation& each : explanations) {
        if (each.sender == alert.sender && each.description == alert.description) {
            return each.explain(scene);
        }
    }
    return fmt::format("the {} refused with {}", sender_name(alert.sender),
                       alert_name(alert.description));
}

}  // namespace

std::string refusal_cause(const Observation& observation, const HandshakeOutcome& outcome,
                          VersionSet enabled) {
    if (std::holds_alternative<Negotiated>(outcome)) {
        return {};
    }
    if (const auto* refused = std::get_if<Refused>(&outcome)) {
        return explain(refused->alert, {observation, enabled});
    }
    const bool aborted = std::holds_alternative<Aborted>(outcome);
    const auto& hello = observation.client_hello;
    if (aborted && hello && hello->format == ClientHello::Format::sslv2) {
        return sslv2_format(*hello);
    }
    return aborted && !observation.stray.empty() ? no_tls(observation) : describe(outcome);
}

std::string why_not_higher(const ClientHello& hello, VersionSet enabled,
                           ProtocolVersion negotiated) {
    if (negotiated == all_versions.back()) {
        return "TLSv1.3 is the highest version there is";
    }
    const auto client_highest = hello.highest_offered();
    if (client_highest && *client_highest <= negotiated) {
        return fmt::format("the client offers nothing above {}", wire_name(negotiated));
    }
    const VersionSet above = enabled - VersionSet::all().up_to(negotiated);
    if (above.empty()) {
        return fmt::format("the server speaks nothing above {}", wire_name(negotiated));
    }
    return fmt::format("the client offers {}, and of what lies above {} the server speaks only {}",
                       hello.offered(), wire_name(negotiated), above.wire_names());
}

}  // namespace tlsmatrix
