#include <gtest/gtest.h>

#include "tests/server/log/log_samples.hpp"
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

namespace tlsmatrix::server::log_format_test {
namespace {

std::string error_of(std::string_view text) {
    const auto format = LogFormat::parse(text);
    return format ? "" : format.error().message;
}

TEST(LogFormat, ReportPrintsTheDesignsRequestLine) {
    EXPECT_EQ(line_of("report", posted()),
              R"("POST /testpost HTTP/1.1" 200 43 TLSv1.1/ECDHE-RSA-AES256-SHA "-" )"
              R"("python-requests/2.28.1" 0.006 <"{for: test purposes}")"
              "\n");
}

TEST(LogFormat, ReportPrintsTheDesignsFailedHandshake) {
    EXPECT_EQ(line_of("report", refused()),
              R"("-" 000 0 -/- "-" "-" 0.004 <"-" tls_outcome=refused tls_refused_by=client )"
              "tls_alert=protocol_version tls_offered=TLSv1.3,TLSv1.2 tls_pinned=TLSv1.1 "
              R"(tls_cause="the server chose TLSv1.1, which the client does not accept")"
              "\n");
}

TEST(LogFormat, CombinedIsNginxs) {
    EXPECT_EQ(line_of("combined", posted()),
              R"(127.0.0.1 - - [24/Nov/2026:22:48:06 +0000] "POST /testpost HTTP/1.1" 200 43 "-" )"
              R"("python-requests/2.28.1")"
              "\n");
}

TEST(LogFormat, AHandshakeWithoutARequestIsClosed) {
    Sample sample = posted();
    sample.request.reset();
    sample.response.reset();
    sample.body_bytes_sent = 0;
    sample.connection.cause = "the client closed the connection without a request";
    EXPECT_EQ(line_of("report", sample),
              R"("-" 000 0 TLSv1.1/ECDHE-RSA-AES256-SHA "-" "-" 0.006 <"-" tls_outcome=closed )"
              "tls_refused_by=- tls_alert=- tls_offered=TLSv1.1,TLSv1 tls_pinned=TLSv1.1 "
              R"(tls_cause="the client closed the connection without a request")"
              "\n");
}

TEST(LogFormat, OutcomesWithoutAnAlertNameNone) {
    Sample sample = refused();
    sample.connection.observation = {};
    struct Case {
        HandshakeOutcome outcome;
        std::string_view word;
    };
    for (const Case& each : {Case{Closed{"gone"}, "closed"}, Case{Aborted{"reset"}, "aborted"},
                             Case{TimedOut{}, "timed_out"}}) {
        sample.connection.outcome = each.outcome;
        EXPECT_EQ(line_of("$tls_outcome $tls_refused_by $tls_alert $tls_offered", sample),
                  std::string(each.word) + " - - -\n");
    }
}

TEST(LogFormat, OurVariablesFollowOnlyWhereTheTemplateHasNone) {
    EXPECT_EQ(line_of("$status $tls_alert", refused()), "000 protocol_version\n");
    EXPECT_EQ(line_of("$status ${tls_engine}", refused()), "000 exact\n");
    EXPECT_TRUE(line_of("$status", refused()).starts_with("000 tls_outcome=refused "));
    EXPECT_TRUE(
        line_of("$status $$tls_alert", refused()).starts_with("000 $tls_alert tls_outcome="));
    EXPECT_EQ(line_of("$status", posted()), "200\n");
    EXPECT_EQ(line_of("$status $tls_outcome", posted()), "200 negotiated\n");
}

TEST(LogFormat, AnAnswerWithoutARequestIsServed) {
    Sample sample = posted();
    sample.request.reset();
    sample.response->status = 408;
    EXPECT_EQ(line_of("\"$request\" $status", sample), "\"-\" 408\n");
}

struct Case {
    std::string_view text;
    std::string_view line;
};

Sample rich() {
    Sample sample = posted();
    sample.request->target = "/a/b?x=1&y=?";
    sample.request->headers = {
        {"hOsT", "LocalHost:8011"}, {"X-Trace-Id", "one"}, {"X-TRACE-ID", "two"}};
    sample.connection.alpn = "http/1.1";
    std::get<Negotiated>(sample.connection.outcome).resumed = true;
    sample.connection.pinned = {ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_2};
    return sample;
}

TEST(LogFormat, EachVariablePrintsItsValue) {
    constexpr Case cases[]{
        {"$remote_addr:$remote_port", "127.0.0.1:50123"},
        {"$server_addr:$server_port", "127.0.0.1:8011"},
        {"$remote_user", "-"},
        {"$connection/$connection_requests", "7/1"},
        {"$time_local", "24/Nov/2026:22:48:06 +0000"},
        {"$time_iso8601", "2026-11-24T22:48:06+00:00"},
        {"$msec", "1795560486.123"},
        {"$scheme", "https"},
        {"$request", "POST /testpost HTTP/1.1"},
        {"$request_method", "POST"},
        {"$request_uri", "/a/b?x=1&y=?"},
        {"$uri", "/a/b"},
        {"$args", "x=1&y=?"},
        {"$query_string", "x=1&y=?"},
        {"$server_protocol", "HTTP/1.1"},
        {"$host", "localhost"},
        {"$http_host", "LocalHost:8011"},
        {"$http_x_trace_id", "one"},
        {"$http_X_Trace_ID", "one"},
        {"$http_missing", "-"},
        {"$request_body", "{for: test purposes}"},
        {"$status", "200"},
        {"$body_bytes_sent", "43"},
        {"$request_time", "0.006"},
        {"$ssl_protocol", "TLSv1.1"},
        {"$ssl_cipher", "ECDHE-RSA-AES256-SHA"},
        {"$ssl_ciphers", "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES256-SHA:0x00ff"},
        {"$ssl_curve", "x25519"},
        {"$ssl_server_name", "localhost"},
        {"$ssl_session_reused", "r"},
        {"$ssl_alpn_protocol", "http/1.1"},
        {"$tls_outcome", "negotiated"},
        {"$tls_offered", "TLSv1.1,TLSv1"},
        {"$tls_pinned", "TLSv1,TLSv1.2"},
        {"$tls_alert", "-"},
        {"$tls_refused_by", "-"},
        {"$tls_cause", "-"},
        {"$tls_advice", "-"},
        {"$tls_engine", "exact"},
        {"$tls_listener", "1.1"},
        {"${status}00$$${args}", "20000$x=1&y=?"},
        {"\t$status\t", "\t200\t"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(line_of(each.text, rich()), std::string(each.line) + "\n") << each.text;
    }
}

TEST(LogFormat, ASessionThatWasNotResumedIsADot) {
    EXPECT_EQ(line_of("$ssl_session_reused", posted()), ".\n");
    EXPECT_EQ(line_of("$ssl_session_reused", rich()), "r\n");
    EXPECT_TRUE(line_of("$ssl_session_reused", refused()).starts_with("- "));
}

TEST(LogFormat, ATargetInAbsoluteFormHasThePathAndTheArgumentsThatNginxHas) {
    Sample sample = posted();
    sample.request->target = "http://localhost:8443/healthz?a=b";
    EXPECT_EQ(line_of("$request_uri $uri $args $query_string", sample),
              "http://localhost:8443/healthz?a=b /healthz a=b a=b\n");
}

TEST(LogFormat, WhatNeverCameToBeIsADash) {
    Sample sample = refused();
    sample.connection.observation = {};
    sample.connection.cause.clear();
    sample.connection.advice.clear();
    sample.connection.pinned = {};
    for (const std::string_view name : {"request",
                                        "request_method",
                                        "request_uri",
                                        "uri",
                                        "args",
                                        "server_protocol",
                                        "host",
                                        "http_host",
                                        "request_body",
                                        "ssl_protocol",
                                        "ssl_cipher",
                                        "ssl_ciphers",
                                        "ssl_curve",
                                        "ssl_server_name",
                                        "ssl_session_reused",
                                        "ssl_alpn_protocol",
                                        "tls_offered",
                                        "tls_pinned",
                                        "tls_cause",
                                        "tls_advice"}) {
        EXPECT_EQ(line_of("$" + std::string(name) + " $tls_engine", sample), "- exact\n") << name;
    }
}

TEST(LogFormat, HostIsWithoutItsPort) {
    constexpr Case cases[]{{"localhost", "localhost"}, {"[::1]:8443", "[::1]"},
                           {"[::1]", "[::1]"},         {"127.0.0.1:1", "127.0.0.1"},
                           {"[::1", "[::1"},           {"A\"b:1", "a\\x22b"}};
    for (const Case& each : cases) {
        Sample sample = posted();
        sample.request->headers = {{"Host", std::string(each.text)}};
        EXPECT_EQ(line_of("$host", sample), std::string(each.line) + "\n");
    }
}

TEST(LogFormat, OfferedIsWhatClientHelloPrints) {
    Sample sample = refused();
    auto& hello = sample.connection.observation.client_hello;
    for (const std::vector<std::uint16_t>& codes : {std::vector<std::uint16_t>{0x0304, 0x0303},
                                                    {0x0a0a, 0x0304, 0x7f1c, 0x0300},
                                                    {0x0a0a},
                                                    {}}) {
        hello = offer(codes);
        EXPECT_EQ(line_of("$tls_offered", sample), hello->offered() + "\n");
    }
    hello->supported_versions.reset();
    for (const std::uint16_t code : std::vector<std::uint16_t>{0x0302, 0x0300, 2, 0x0a0a, 0x0305}) {
        hello->legacy_version = code;
        EXPECT_EQ(line_of("$tls_offered", sample), hello->offered() + "\n");
    }
}

TEST(LogFormat, SecondsHaveThreeDecimalsCutDown) {
    using namespace std::chrono_literals;
    struct Time {
        std::chrono::microseconds duration;
        std::string_view printed;
    };
    for (const Time& each : {Time{0us, "0.000"}, Time{999us, "0.000"}, Time{1'000us, "0.001"},
                             Time{999'999us, "0.999"}, Time{61'050'000us, "61.050"},
                             Time{-5us, "0.000"}, Time{-5'000'000us, "0.000"}}) {
        Sample sample = posted();
        sample.duration = each.duration;
        EXPECT_EQ(line_of("$request_time", sample), std::string(each.printed) + "\n");
    }
}

TEST(LogFormat, ABodyIsCutAfter1024BytesAndNotInACharacter) {
    Sample sample = posted();
    sample.request->body = std::string(1024, 'a');
    EXPECT_EQ(line_of("$request_body", sample), std::string(1024, 'a') + "\n");
    sample.request->body += 'b';
    EXPECT_EQ(line_of("$request_body", sample), std::string(1024, 'a') + "...\n");
    sample.request->body = std::string(1022, 'a') + "\xE2\x82\xAC" + "more";
    EXPECT_EQ(line_of("$request_body", sample), std::string(1022, 'a') + "...\n");
    sample.request->body = std::string(2000, '\x80');
    EXPECT_EQ(line_of("$request_body", sample).size(), 4U * 1021 + 4)
        << "no character has more than three bytes behind its first";
}

// Every field that a client fills, filled with what breaks logs.
Sample hostile(std::string_view bytes) {
    Sample sample = posted();
    const std::string evil(bytes);
    sample.request->line = evil;
    sample.request->method = evil;
    sample.request->target = evil + "?" + evil;
    sample.request->headers = {{"Host", evil}, {"User-Agent", evil}, {"Referer", evil}};
    sample.request->body = evil;
    auto& hello = *sample.connection.observation.client_hello;
    hello.server_name = evil;
    sample.connection.alpn = evil;
    sample.connection.cause = evil;
    sample.connection.listener = evil;
    sample.connection.peer.host = evil;
    sample.connection.local.host = evil;
    sample.connection.outcome = Negotiated{ProtocolVersion::tls_1_1, evil, evil, false};
    return sample;
}

TEST(LogFormat, OneEntryIsOneLineForHostileBytesInEveryField) {
    constexpr std::string_view every =
        "$remote_addr $server_addr $request $request_method $request_uri $uri $args $host "
        "$http_host "
        "$http_user_agent $http_referer $request_body $ssl_cipher $ssl_curve $ssl_server_name "
        "$ssl_alpn_protocol $tls_cause $tls_listener";
    std::string bytes = "\" 200\r\n\x1b]0;x\x07\\\x7F\xFF\xC2\x85\xE2\x80\xA8";
    bytes += '\0';
    for (const std::string_view format : {std::string_view("report"), std::string_view("combined"),
                                          std::string_view("json"), every}) {
        const std::string line = line_of(format, hostile(bytes));
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        EXPECT_EQ(line.find_first_of("\r\x1b\x07\x7F\xFF\xC2\xE2"), std::string::npos) << line;
    }
}

TEST(LogFormat, AQuotedValueCannotEndItsQuotes) {
    const std::string line = line_of(R"("$request" "$http_user_agent")", hostile("a\" \"b"));
    EXPECT_EQ(std::count(line.begin(), line.end(), '"'), 4);
    EXPECT_EQ(unescape(line.substr(1, line.find("\" \"") - 1)), "a\" \"b");
}

TEST(LogFormat, AnUnknownVariableGetsTheNearestName) {
    constexpr Case cases[]{
        {"$ssl_protcol", "did you mean $ssl_protocol?"},
        {"$statsu", "did you mean $status?"},
        {"${tls_outcom}", "did you mean $tls_outcome?"},
        {"$bytes_sent", "did you mean $body_bytes_sent?"},
        {"$user_agent", "did you mean $http_user_agent?"},
        {"$requests", "did you mean $request?"},
    };
    for (const Case& each : cases) {
        EXPECT_NE(error_of(each.text).find(each.line), std::string::npos) << error_of(each.text);
    }
}

TEST(LogFormat, ATemplateThatMakesNoSenseIsAnError) {
    constexpr Case cases[]{
        {"", "neither a name nor a template"},
        {"reprot", "did you mean report?"},
        {"JSON", "did you mean json?"},
        {"cost: $ 5", "without a variable's name"},
        {"$status $", "without a variable's name"},
        {"${status", "without a variable's name"},
        {"${}", "without a variable's name"},
        {"${status-x}", "without a variable's name"},
        {"$http_", "unknown variable $http_"},
        {"$status\n$request", "control character"},
        {"$status\x1b[0m", "control character"},
    };
    for (const Case& each : cases) {
        EXPECT_NE(error_of(each.text).find(each.line), std::string::npos)
            << each.text << ": " << error_of(each.text);
    }
}

}  // namespace
}  // namespace tlsmatrix::server::log_format_test
