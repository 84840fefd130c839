// Entries for the tests of the log: the two of the README, and what can be changed in them.
//   Sample sample = posted();  sample.request->line = "...";  format.append(sample.entry(), line);
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

namespace tlsmatrix::server {

// Sample owns what an entry points to.
struct Sample {
    ConnectionFacts connection;
    std::optional<Request> request;
    std::optional<Response> response;
    std::uint64_t body_bytes_sent = 0;
    std::chrono::microseconds duration{0};

    [[nodiscard]] AccessEntry entry() const {
        using namespace std::chrono_literals;
        AccessEntry made;
        made.connection = &connection;
        made.request = request ? &*request : nullptr;
        made.response = response ? &*response : nullptr;
        made.body_bytes_sent = body_bytes_sent;
        made.requests = request ? 1 : 0;
        made.time =
            std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 22h + 48min + 6s + 123ms;
        made.duration = duration;
        return made;
    }
};

inline ClientHello offer(std::vector<std::uint16_t> versions) {
    ClientHello hello;
    hello.legacy_version = 0x0303;
    hello.cipher_suites = {0x1301, 0xc014, 0x00ff};
    hello.supported_versions = std::move(versions);
    hello.server_name = "localhost";
    return hello;
}

inline ConnectionFacts connection_pinned_to(VersionSet versions) {
    ConnectionFacts facts;
    facts.serial = 7;
    facts.listener = versions.compact();
    facts.pinned = versions;
    facts.peer = {"127.0.0.1", 50123};
    facts.local = {"127.0.0.1", 8011};
    return facts;
}

// posted is the request of the example.
inline Sample posted() {
    using namespace std::chrono_literals;
    Sample sample{connection_pinned_to({ProtocolVersion::tls_1_1}), Request{}, Response{}, 43,
                  6'900us};
    sample.connection.outcome =
        Negotiated{ProtocolVersion::tls_1_1, "ECDHE-RSA-AES256-SHA", "x25519", false};
    sample.connection.observation.client_hello = offer({0x0302, 0x0301});
    sample.request->line = "POST /testpost HTTP/1.1";
    sample.request->method = "POST";
    sample.request->target = "/testpost";
    sample.request->headers = {
        {"Host", "localhost:8011"}, {"User-Agent", "python-requests/2.28.1"}, {"Accept", "*/*"}};
    sample.request->body = "{for: test purposes}";
    return sample;
}

// refused is the failed handshake of the example.
inline Sample refused() {
    using namespace std::chrono_literals;
    const Alert alert{alert_code::protocol_version, AlertLevel::fatal, Sender::client};
    Sample sample{connection_pinned_to({ProtocolVersion::tls_1_1}), {}, {}, 0, 4'000us};
    sample.connection.outcome = Refused{alert};
    sample.connection.observation.client_hello = offer({0x0304, 0x0303});
    sample.connection.observation.alerts = {ObservedAlert{alert}};
    sample.connection.cause = "the server chose TLSv1.1, which the client does not accept";
    sample.connection.advice = "let the client accept TLSv1.1";
    return sample;
}

inline std::string line_of(std::string_view format, const Sample& sample) {
    std::string line;
    LogFormat::parse(format).value().append(sample.entry(), line);
    return line;
}

}  // namespace tlsmatrix::server
