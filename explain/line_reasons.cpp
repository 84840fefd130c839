#include <fmt/format.h>

#include <tlsmatrix/explain/detail/line_reasons.hpp>
#include <tlsmatrix/tls/standards.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::explain {
namespace {

using enum ProtocolVersion;

void tell_deprecated(Telling& telling, ProtocolVersion version) {
    telling.add(Topic::proves,
                fmt::format("It must not be negotiated any more, so that one of the "
                            "two ends is behind what today's standards ask."),
                citation(version == tls_1_0 ? Standard::no_tls_1_0 : Standard::no_tls_1_1));
}

// command_for is a client that can be run in the place of the one that the user agent names.
std::string command_for(const std::string& agent) {
    if (agent.starts_with("curl/")) {
        return "curl -sS --cacert {ca} {url}";
    }
    if (agent.starts_with("python-requests/")) {
        return "python3 -c 'import requests,sys; requests.get(sys.argv[1], verify=sys.argv[2])' "
               "{url} {ca}";
    }
    if (agent.starts_with("Wget/")) {
        return "wget -qO- --ca-certificate={ca} {url}";
    }
    return "CLIENT {url}";
}

}  // namespace

void tell_reasons(Telling& telling, std::optional<ProtocolVersion> version) {
    if (version == tls_1_3) {
        telling.add(Topic::reason, "Both ends have TLSv1.3, the highest version: nothing was lost.",
                    citation(Standard::supported_versions));
        return;
    }
    const std::string name(version ? wire_name(*version) : "that version");
    if (version && deprecated_versions.contains(*version)) {
        tell_deprecated(telling, *version);
    }
    telling.add(Topic::reason, fmt::format("The server supports nothing above {}, or is pinned to "
                                           "it.",
                                           name));
    telling.add(Topic::reason, fmt::format("The client's offer ends at {}.", name));
    if (version && *version < tls_1_2) {
        telling.add(Topic::reason,
                    "The client's set has a hole: OpenSSL's client offers the lowest run of it "
                    "alone, so that one which switches off a version in between offers nothing "
                    "above it.",
                    "OpenSSL, ssl_get_min_max_version");
    }
    telling.add(Topic::reason,
                "The client has no lower bound: a hello without supported_versions names a "
                "highest version alone, so that a server may answer with less, and the client "
                "alone can refuse that.",
                citation(Standard::client_hello_1_2));
    telling.add(Topic::reason,
                "The client offered more first, was cut off, and tried again with less.",
                citation(Standard::older_servers));
    if (version && *version < tls_1_3) {
        telling.add(Topic::reason,
                    "Something on the way took the higher versions out of the hello: the downgrade "
                    "sentinel in the server's random is there for the client to notice that.",
                    citation(Standard::server_hello));
    }
}

void ask_further(Telling& telling, const AccessLine& line, std::optional<ProtocolVersion> version) {
    const std::string command = command_for(line.given("http_user_agent"));
    telling.ask("Which versions does the client accept, and does it ever accept less than 1.2?",
                "tlsmatrix check --require 1.2+ -- " + command);
    telling.ask("Which versions does the server support?", "tlsmatrix scan HOST:PORT");
    if (version && *version != tls_1_3) {
        telling.ask(
            "What would a client with every version get of a server with this one alone?",
            fmt::format("tlsmatrix explain --client all --server {}", short_name(*version)));
    }
    if (version && deprecated_versions.contains(*version)) {
        telling.ask("What does such a negotiation look like from both ends?",
                    "tlsmatrix reproduce");
    }
}

void ask_failed(Telling& telling, const std::string& offered, const std::string& pinned) {
    const auto client = VersionSet::parse(offered);
    const auto server = VersionSet::parse(pinned);
    if (client && server) {
        telling.ask("What do these two come to by the rule?",
                    fmt::format("tlsmatrix explain --client {} --server {}", client->compact(),
                                server->compact()));
    }
    telling.ask("Which versions does the client accept?", "tlsmatrix check -- CLIENT {url}");
}

void ask_for_fields(Telling& telling) {
    telling.ask("How does nginx log the version?",
                "log_format tls '$remote_addr \"$request\" $status $ssl_protocol/$ssl_cipher';");
    telling.ask("How does Apache?",
                "CustomLog logs/ssl_request_log \"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \\\"%r\\\" "
                "%b\"");
    telling.ask("How does HAProxy?", "option httpslog");
    telling.ask("Which versions does the server support?", "tlsmatrix scan HOST:PORT");
}

}  // namespace tlsmatrix::explain
