#include <gtest/gtest.h>

#include <tlsmatrix/explain/access_line.hpp>
#include <tlsmatrix/explain/explain_line.hpp>

namespace tlsmatrix::explain::access_line_test {
namespace {

struct Case {
    const char* name;
    std::string line;
    std::string format;  // a part of it
    std::string protocol;
    std::string cipher;
    std::string headline;  // a part of it
    bool known = true;
};

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"the founding report",
         R"("POST /testpost HTTP/1.1" 200 43 TLSv1/ECDHE-RSA-AES256-SHA "-" )"
         R"("python-requests/2.28.1" 0.006 <"{for: test purposes}")",
         "report format", "TLSv1", "ECDHE-RSA-AES256-SHA",
         "TLSv1 was negotiated, with ECDHE-RSA-AES256-SHA"},
        {"a refusal of ours",
         R"("-" 000 0 -/- "-" "-" 0.004 <"-" tls_outcome=refused tls_refused_by=client )"
         R"(tls_alert=protocol_version tls_offered=TLSv1.3,TLSv1.2 tls_pinned=TLSv1.1 )"
         R"(tls_cause="the server chose TLSv1.1, which the client does not accept")",
         "failed handshake", "", "", "The client refused with protocol_version"},
        {"json of ours",
         R"({"time":"2026-11-30T10:00:00.000Z","pinned":["1.1"],"outcome":"negotiated",)"
         R"("version":"1.1","cipher":"ECDHE-RSA-AES256-SHA","request":{"method":"GET",)"
         R"("target":"/","line":"GET / HTTP/1.1"},"status":200})",
         "json format", "TLSv1.1", "ECDHE-RSA-AES256-SHA", "TLSv1.1 was negotiated"},
        {"json of ours, refused",
         R"({"pinned":["1.0"],"outcome":"refused","version":null,"cipher":null,)"
         R"("offered":["1.3","1.2"],"refused_by":"server","alert":"protocol_version"})",
         "json format", "", "", "The server refused with protocol_version"},
        {"nginx's json",
         R"({"request":"GET / HTTP/1.1","ssl_protocol":"TLSv1.2",)"
         R"("ssl_cipher":"ECDHE-RSA-AES128-GCM-SHA256","http_user_agent":"TLSv1.3"})",
         "JSON", "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2 was negotiated"},
        {"combined", R"(192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "x")",
         "combined", "", "", "The format has no field for TLS"},
        {"common", R"(192.0.2.1 - bob [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5)",
         "common", "", "", "The format has no field for TLS"},
        {"the common format with more behind it",
         R"(192.0.2.1 - - [13/Apr/2017:11:21:39 +0000] "POST /testpost HTTP/1.1" 200 43 )"
         R"(TLSv1/ECDHE-RSA-AES256-SHA "-" "python-requests/2.9.1")",
         "", "TLSv1", "ECDHE-RSA-AES256-SHA", "TLSv1 was negotiated, with ECDHE-RSA-AES256-SHA"},
        {"the combined format with more behind it",
         R"(192.0.2.1 - - [13/Apr/2017:11:21:39 +0000] "GET / HTTP/1.1" 200 5 "-" "x" TLSv1.2)", "",
         "", "", "nothing says what the version in the line is of", false},
        {"a field by its name alone", R"(10.1.1.1 "GET / HTTP/1.1" 200 ssl_protocol=TLSv1.2)", "",
         "TLSv1.2", "", "TLSv1.2 was negotiated"},
        {"a complaint", "handshake failed: client wanted TLSv1.1", "", "", "", "cannot be told",
         false},
        {"a configuration", "2026-01-01 nginx[1]: ssl_protocols TLSv1.2;", "", "", "",
         "cannot be told", false},
        {"a limit", R"(10.1.1.1 "GET / HTTP/1.1" 200 min_version=TLSv1.2)", "", "", "",
         "cannot be told", false},
        {"another connection", R"(10.1.1.1 "GET / HTTP/1.1" 200 upstream_ssl_protocol=TLSv1.2)", "",
         "", "", "cannot be told", false},
        {"a URL", "10.0.0.1 GET /?v=TLSv1.2 200", "", "", "", "cannot be told", false},
        {"an empty field beside another", R"(10.1.1.1 "x" ssl_protocols=TLSv1.2 ssl_protocol=-)",
         "", "", "", "cannot be told", false},
        {"an empty member beside a query", R"({"args":"TLSv1.1","status":200,"ssl_protocol":"-"})",
         "JSON", "", "", "The connection was no TLS"},
        {"a member of another name", R"({"x_client_tls":"TLSv1.1","msg":"handshake failed"})", "",
         "", "", "cannot be told", false},
        {"a hello on a plain port",
         R"(192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "\x16\x03\x01\x02\x00\x01" 400 157 "-" "-")",
         "combined", "", "", "A TLS hello arrived where plain HTTP was expected"},
        {"ssl_request_log",
         R"([10/Oct/2026:13:55:36 +0000] 192.0.2.1 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 )"
         R"("GET / HTTP/1.1" 45)",
         "ssl_request_log", "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2 was negotiated"},
        {"HAProxy's httpslog",
         R"(Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2026:12:14:14.655] )"
         R"(https~ app/s1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {a} {} )"
         R"("GET /index.html HTTP/1.1" 0/0/0/0/0 example.test/TLSv1.3/TLS_AES_128_GCM_SHA256)",
         "httpslog", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "TLSv1.3 was negotiated"},
        {"HAProxy's httplog",
         R"(10.0.1.2:33317 [06/Feb/2026:12:14:14.655] https~ app/s1 10/0/30/69/109 200 2750 - - )"
         R"(---- 1/1/1/1/0 0/0 "GET / HTTP/1.1")",
         "httplog", "", "", "The format has no field for TLS"},
        {"HAProxy's failure",
         "haproxy[1]: 10.0.1.2:33317 [06/Feb/2026:12:14:14.655] https/1: SSL handshake failure",
         "failed handshake", "", "", "A handshake with HAProxy failed"},
        {"a format of somebody's",
         R"(10.1.1.1 [x y] "GET / HTTP/1.1" 200 ssl_protocol=TLSv1.1 ssl_cipher=AES128-SHA)", "",
         "TLSv1.1", "AES128-SHA", "TLSv1.1 was negotiated, with AES128-SHA"},
        {"quotes around both", R"(10.1.1.1 "TLSv1.2" "ECDHE-RSA-AES128-GCM-SHA256" 200)", "",
         "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2 was negotiated"},
        {"the registry's name", "10.1.1.1 TLSv1.2:TLS_RSA_WITH_AES_128_CBC_SHA", "", "TLSv1.2",
         "TLS_RSA_WITH_AES_128_CBC_SHA", "TLSv1.2 was negotiated"},
        {"plain HTTP", R"("GET / HTTP/1.1" 200 5 -/- "-" "curl" 0.001 <"-")", "report format", "",
         "", "The connection was no TLS"},
        // What is no such line, or says two things.
        {"a suite of another version",
         R"("GET / HTTP/1.1" 200 5 TLSv1/ECDHE-RSA-AES128-GCM-SHA256 "-" "x" 0.001 <"-")",
         "report format", "TLSv1", "ECDHE-RSA-AES128-GCM-SHA256", "contradicts itself", false},
        {"a user agent that says so", R"(10.1.1.1 "GET / HTTP/1.1" 200 "TLSv1.2")", "", "", "",
         "cannot be told", false},
        {"a user agent beside the field", R"(10.1.1.1 "TLSv1" TLSv1.2 AES128-SHA)", "", "TLSv1.2",
         "AES128-SHA", "TLSv1.2 was negotiated"},
        {"two fields", "TLSv1.2 TLSv1.3", "", "", "", "cannot be told", false},
        {"two members", R"({"a":"TLSv1.2","b":"TLSv1.3"})", "", "", "", "cannot be told", false},
        {"a word that begins so", "10.1.1.1 TLSv1.25 AES128-SHA", "", "", "", "No field", false},
        {"no such version", R"("GET / HTTP/1.1" 200 5 TLSv1.4/X "-" "x" 0.001 <"-")",
         "report format", "TLSv1.4", "X", "No field", false},
        {"words", "the handshake failed", "", "", "", "No field", false},
        {"half a line", R"("GET / HTTP/1.1" 200 5 TLSv1/)", "", "", "", "No field", false},
    };
    return all;
}

TEST(AccessLineTest, test_each_line_is_told_by_its_format) {
    for (const Case& each : cases()) {
        SCOPED_TRACE(each.name);
        const auto line = read_access_line(each.line + "\n");
        ASSERT_TRUE(line);
        EXPECT_NE(line->format.find(each.format), std::string::npos) << line->format;
        EXPECT_EQ(line->given("ssl_protocol"), each.protocol);
        EXPECT_EQ(line->given("ssl_cipher"), each.cipher);
        const Telling telling = explain_line(*line);
        EXPECT_NE(telling.headline.find(each.headline), std::string::npos) << telling.headline;
        EXPECT_EQ(telling.known, each.known);
        EXPECT_FALSE(telling.findings.empty());
    }
}

TEST(AccessLineTest, test_a_line_of_1_0_is_told_with_what_it_does_not_prove) {
    const Telling telling = explain_line(*read_access_line(cases().front().line));
    std::string open;
    std::string reasons;
    for (const Finding& each : telling.findings) {
        (each.topic == Topic::open ? open : reasons) += each.text + "\n";
    }
    EXPECT_NE(open.find("the client offered nothing higher"), std::string::npos);
    EXPECT_NE(open.find("the client accepts nothing lower"), std::string::npos);
    EXPECT_NE(reasons.find("must not be negotiated"), std::string::npos);
    EXPECT_NE(reasons.find("set has a hole"), std::string::npos);
    EXPECT_NE(telling.questions.front().command.find("tlsmatrix check"), std::string::npos);
    EXPECT_NE(telling.questions.front().command.find("requests.get"), std::string::npos);
}

TEST(AccessLineTest, test_values_are_raw_and_sentences_are_printable) {
    const auto line =
        read_access_line(R"(192.0.2.1 - - [x] "GET /\x1B[31m HTTP/1.1" 200 5 "-" "a\"b\\c")");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->given("request"), "GET /\x1B[31m HTTP/1.1");
    EXPECT_EQ(line->given("http_user_agent"), "a\"b\\c");
    for (const Finding& each : explain_line(*line).findings) {
        EXPECT_EQ(each.text.find('\x1B'), std::string::npos) << each.text;
    }
}

TEST(AccessLineTest, test_what_is_no_line_is_an_error) {
    EXPECT_NE(read_access_line("").error().message.find("empty"), std::string::npos);
    EXPECT_NE(read_access_line(" \n").error().message.find("empty"), std::string::npos);
    EXPECT_NE(read_access_line("a\nb").error().message.find("several"), std::string::npos);
    EXPECT_NE(read_access_line(std::string(max_line_bytes + 1, 'a')).error().message.find("longer"),
              std::string::npos);
}

}  // namespace
}  // namespace tlsmatrix::explain::access_line_test
