#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/server/log/log_samples.hpp"

namespace tlsmatrix::server::log_json_test {
namespace {

boost::json::value value_of(const Sample& sample) {
    return boost::json::parse(line_of("json", sample));
}

boost::json::object object_of(const Sample& sample) {
    return value_of(sample).as_object();
}

TEST(LogJson, ARequestHasAllItsValues) {
    Sample sample = posted();
    sample.connection.alpn = "http/1.1";
    sample.request->headers.push_back({"Referer", "https://localhost/"});
    EXPECT_EQ(value_of(sample), boost::json::parse(R"({
        "time": "2026-11-24T22:48:06.123Z", "listener": "1.1", "pinned": ["1.1"], "engine": "exact",
        "peer": "127.0.0.1:50123", "outcome": "negotiated", "version": "1.1",
        "cipher": "ECDHE-RSA-AES256-SHA", "group": "x25519", "resumed": false, "alpn": "http/1.1",
        "offered": ["1.1", "1.0"], "server_name": "localhost", "refused_by": null, "alert": null,
        "cause": null, "advice": null,
        "request": {"method": "POST", "target": "/testpost", "line": "POST /testpost HTTP/1.1"},
        "status": 200, "body_bytes_sent": 43, "request_time": 0.006,
        "user_agent": "python-requests/2.28.1", "referer": "https://localhost/",
        "request_body": "{for: test purposes}"})"));
}

TEST(LogJson, AFailedHandshakeIsNullWhereNothingCameToBe) {
    Sample sample = refused();
    sample.connection.peer = {"::1", 50123};
    sample.connection.engine = Engine::openssl;
    EXPECT_EQ(value_of(sample), boost::json::parse(R"({
        "time": "2026-11-24T22:48:06.123Z", "listener": "1.1", "pinned": ["1.1"],
        "engine": "openssl", "peer": "[::1]:50123", "outcome": "refused", "version": null,
        "cipher": null, "group": null, "resumed": null, "alpn": null, "offered": ["1.3", "1.2"],
        "server_name": "localhost", "refused_by": "client", "alert": "protocol_version",
        "cause": "the server chose TLSv1.1, which the client does not accept",
        "advice": "let the client accept TLSv1.1", "request": null,
        "status": null, "body_bytes_sent": 0, "request_time": 0.004, "user_agent": null,
        "referer": null, "request_body": null})"));
}

TEST(LogJson, KeysComeInTheDocumentedOrder) {
    std::vector<std::string> keys;
    for (const auto& member : object_of(refused())) {
        keys.emplace_back(member.key());
    }
    EXPECT_EQ(keys,
              (std::vector<std::string>{"time",         "listener",   "pinned",  "engine",
                                        "peer",         "outcome",    "version", "cipher",
                                        "group",        "resumed",    "alpn",    "offered",
                                        "server_name",  "refused_by", "alert",   "cause",
                                        "advice",       "request",    "status",  "body_bytes_sent",
                                        "request_time", "user_agent", "referer", "request_body"}));
}

TEST(LogJson, OffersOutsideTheFourVersionsKeepTheirNames) {
    Sample sample = refused();
    sample.connection.observation.client_hello = offer({0x0a0a, 0x0304, 0x7f1c, 0x0300});
    EXPECT_EQ(object_of(sample)["offered"], boost::json::parse(R"(["1.3", "0x7f1c", "SSLv3"])"));
    sample.connection.observation.client_hello = offer({});
    EXPECT_EQ(object_of(sample)["offered"], boost::json::value(boost::json::array()));
    sample.connection.observation.client_hello.reset();
    EXPECT_TRUE(object_of(sample)["offered"].is_null());
}

TEST(LogJson, ACompletedHandshakeWithoutARequestIsClosed) {
    Sample sample = posted();
    sample.request.reset();
    sample.response.reset();
    const auto object = object_of(sample);
    EXPECT_EQ(object.at("outcome").as_string(), "closed");
    EXPECT_EQ(object.at("version").as_string(), "1.1");
}

TEST(LogJson, AnyBytesGiveAValidObject) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    Sample sample = posted();
    sample.request->line = all;
    sample.request->target = all;
    sample.request->headers = {{"User-Agent", all}, {"Referer", all}};
    sample.request->body = std::string(1022, 'a') + "\xE2\x82\xAC" + "more";
    sample.connection.observation.client_hello->server_name = all;
    sample.connection.alpn = all;
    sample.connection.cause = all;
    const auto object = object_of(sample);
    EXPECT_EQ(object.at("request_body").as_string(), std::string(1022, 'a') + "...");
    EXPECT_EQ(object.size(), 24U);
}

}  // namespace
}  // namespace tlsmatrix::server::log_json_test
