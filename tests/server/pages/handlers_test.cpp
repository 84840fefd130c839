// What the pages of the default table answer: httpbin's shapes, and the bounds.
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/server/pages/handler_support.hpp"

namespace tlsmatrix::server::handlers_test {
namespace {

namespace json = boost::json;

Response answer(const Request& request) {
    static const Handler handler = default_handler();
    return handler(request, some_connection());
}

Response answer_to_get(std::string target) {
    return answer(asking("GET", std::move(target)));
}

// told is an answer's JSON. Parsing it proves that it is valid UTF-8, since json::parse insists.
json::object told(const Request& request) {
    const Response response = answer(request);
    EXPECT_EQ(response.status, 200) << request.line;
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_TRUE(response.body.ends_with('\n'));
    return json::parse(response.body).get_object();
}

std::string as_text(const json::value& value) {
    return json::serialize(value);
}

std::string words(const json::value& value) {
    return json::value_to<std::string>(value);
}

TEST(Handlers, IndexListsEveryPageAndWhatWasNegotiated) {
    const Response response = answer_to_get("/");
    EXPECT_TRUE(response.body.starts_with(
        "This is tlsmatrix, a TLS version bench.\n"
        "This listener speaks TLSv1.1 and nothing else; you speak TLSv1.1 with "
        "ECDHE-RSA-AES256-SHA.\n\n"
        "GET  /                   this page\n"))
        << response.body;
    for (const std::string_view line :
         {"GET  /tls ", "POST /testpost ", "GET  /healthz ", "GET  /get ", "POST /post ",
          "GET  /headers ", "ANY  /anything ", "ANY  /anything/{rest...} ", "ANY  /status/{code} ",
          "GET  /bytes/{count} ", "ANY  /delay/{seconds} ", "GET  /stream/{lines} "}) {
        EXPECT_NE(response.body.find("\n" + std::string(line)), std::string::npos) << line;
    }
}

TEST(Handlers, TestpostAnswersTheReportsBytes) {
    const Response response = answer(asking("POST", "/testpost", {}, "x"));
    EXPECT_EQ(response.body, R"({"status": "ok", "body": "it was received"})");
    EXPECT_EQ(response.body.size(), 43U);
}

TEST(Handlers, GetTellsTheRequestAndItsConnection) {
    const json::object object = told(
        asking("GET", "/get?a=1&b=two+words&a=%33&c&=d&%zz=%4",
               {{"Host", "localhost:8011"}, {"X-One", "1"}, {"Accept", "*/*"}, {"x-one", "2"}}));
    EXPECT_EQ(as_text(object.at("args")),
              R"({"a":["1","3"],"b":"two words","c":"","":"d","%zz":"%4"})");
    EXPECT_EQ(as_text(object.at("headers")),
              R"({"Host":"localhost:8011","X-One":"1, 2","Accept":"*/*"})");
    EXPECT_EQ(words(object.at("origin")), "127.0.0.1");
    EXPECT_EQ(words(object.at("method")), "GET");
    EXPECT_EQ(words(object.at("url")),
              "https://localhost:8011/get?a=1&b=two+words&a=%33&c&=d&%zz=%4");
    EXPECT_EQ(words(object.at("tls").at("negotiated").at("version")), "1.1");
    EXPECT_EQ(object.size(), 6U);
}

TEST(Handlers, UrlIsTheOneThatWasAskedFor) {
    EXPECT_EQ(words(told(asking("GET", "http://a/get?b#c")).at("url")), "http://a/get?b#c");
    EXPECT_EQ(words(told(asking("GET", "/get")).at("url")), "https://127.0.0.1:8011/get")
        << "HTTP/1.0 needs no Host";
    EXPECT_EQ(words(told(asking("GET", "/get", {{"Host", ""}})).at("url")),
              "https://127.0.0.1:8011/get");
}

TEST(Handlers, HeadersAreToldAlone) {
    const json::object object = told(asking("GET", "/headers", {{"A", "b"}}));
    EXPECT_EQ(as_text(object), R"({"headers":{"A":"b"}})");
}

struct BodyCase {
    std::string_view type;
    std::string body;
    std::string data;
    std::string_view form;
    std::string_view json;
};

TEST(Handlers, PostTellsTheBodyAsHttpbinDoes) {
    using namespace std::string_literals;
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    const std::vector<BodyCase> rows = {
        {"", "", R"("")", "{}", "null"},
        {"text/plain", "hello", R"("hello")", "{}", "null"},
        {"text/plain", R"({"a": [1, 2.5, null]})", R"("{\"a\": [1, 2.5, null]}")", "{}",
         R"({"a":[1,2.5E0,null]})"},
        {"application/json", "{", R"("{")", "{}", "null"},
        {"", "[1e999999]", R"("[1e999999]")", "{}", "null"},
        {"", R"({"a": [{"b": -1e400}]})", R"("{\"a\": [{\"b\": -1e400}]}")", "{}", "null"},
        {"application/x-www-form-urlencoded", "a=1&b=%C3%A9", R"("")", R"({"a":"1","b":"é"})",
         "null"},
        {"Application/X-WWW-form-urlencoded ; charset=utf-8", "a", R"("")", R"({"a":""})", "null"},
        {"", "\xC3\xA9\r\n\0"s, R"("é\r\n\u0000")", "{}", "null"},
        {"", "\xFF", R"("data:application/octet-stream;base64,/w==")", "{}", "null"},
        {"", "\xFF\xFE", R"("data:application/octet-stream;base64,//4=")", "{}", "null"},
        {"", "ab\xFF\x01", R"("data:application/octet-stream;base64,YWL/AQ==")", "{}", "null"},
        {"", deep, as_text(json::string(deep)), "{}", "null"},
    };
    for (const BodyCase& row : rows) {
        const json::object object =
            told(asking("POST", "/post", {{"Content-Type", std::string(row.type)}}, row.body));
        EXPECT_EQ(as_text(object.at("data")), row.data);
        EXPECT_EQ(as_text(object.at("form")), row.form) << row.body;
        EXPECT_EQ(as_text(object.at("json")), row.json) << row.body;
        EXPECT_EQ(as_text(object.at("files")), "{}");
        EXPECT_EQ(words(object.at("method")), "POST");
    }
}

TEST(Handlers, JsonIsUtf8WhateverComesIn) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    const std::string hostile = "\x80\xC3(\xED\xA0\x80\xF5\x80\x80\x80\"\\</script>" + all;
    for (const std::string_view type : {"text/plain", "application/x-www-form-urlencoded"}) {
        const Request request = asking(
            "POST", "/anything/" + hostile + "?" + hostile + "=" + hostile,
            {{"Host", hostile}, {"Content-Type", std::string(type)}, {"X", hostile}}, hostile);
        const json::object object = told(request);
        EXPECT_EQ(object.at("headers").at("X").as_string().find("\xC2\x80\xC3\x83("), 0U)
            << "bytes that are not UTF-8 are told by their values";
    }
}

TEST(Handlers, AnythingTakesAnyMethodAndPath) {
    for (const std::string_view target : {"/anything", "/anything/", "/anything/a/b?c=d"}) {
        const json::object object = told(asking("BREW", std::string(target), {}, "pot"));
        EXPECT_EQ(words(object.at("method")), "BREW");
        EXPECT_EQ(words(object.at("data")), "pot");
        EXPECT_EQ(words(object.at("url")), "https://127.0.0.1:8011" + std::string(target));
    }
}

TEST(Handlers, StatusIsTheOneThatWasAskedFor) {
    for (const int status : {200, 201, 299, 404, 418, 500, 599}) {
        const Response response =
            answer(asking("DELETE", "/status/" + std::to_string(status) + "?x"));
        EXPECT_EQ(response.status, status);
        EXPECT_TRUE(response.body.starts_with(std::to_string(status) + " ")) << response.body;
    }
    for (const int status : {204, 205, 304}) {
        const Response response = answer_to_get("/status/" + std::to_string(status));
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.body, "");
    }
}

TEST(Handlers, StatusHasTheFieldItMakesNoSenseWithout) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"301", "Location"},           {"302", "Location"}, {"303", "Location"},
        {"307", "Location"},           {"308", "Location"}, {"401", "WWW-Authenticate"},
        {"407", "Proxy-Authenticate"}, {"405", "Allow"},
    };
    for (const auto& [status, field] : rows) {
        EXPECT_NE(header_of(answer_to_get("/status/" + std::string(status)), field), "") << status;
    }
    EXPECT_TRUE(answer_to_get("/status/200").headers.empty());
}

TEST(Handlers, BytesAreTheSameForTheSameSeed) {
    const Response zero = answer_to_get("/bytes/1000");
    EXPECT_EQ(zero.content_type, "application/octet-stream");
    EXPECT_EQ(zero.body.size(), 1000U);
    EXPECT_EQ(zero.body, answer_to_get("/bytes/1000?seed=0").body);
    EXPECT_NE(zero.body, answer_to_get("/bytes/1000?seed=1").body);
    EXPECT_EQ(zero.body.substr(0, 13), answer_to_get("/bytes/13?a=b&seed=0").body);
    // The first output of splitmix64 from 1234567, as its authors publish it: 6457827717110365317.
    EXPECT_EQ(answer_to_get("/bytes/8?seed=1234567").body, "\x85\xFC\x08\xFB\x17\xD0\x9E\x59");
    EXPECT_EQ(answer_to_get("/bytes/0").body, "");
    EXPECT_EQ(answer_to_get("/bytes/1048576").body.size(), 1048576U);
}

TEST(Handlers, DelayIsForTheSessionToKeep) {
    using std::chrono::milliseconds;
    constexpr std::pair<std::string_view, int> rows[] = {
        {"0", 0}, {"10", 10000}, {"0.25", 250}, {"1.5", 1500}, {".5", 500}, {"9.9996", 10000}};
    for (const auto& [seconds, expected] : rows) {
        const Response response = answer(asking("PUT", "/delay/" + std::string(seconds), {}, "x"));
        EXPECT_EQ(response.delay, milliseconds(expected)) << seconds;
        EXPECT_EQ(words(json::parse(response.body).at("data")), "x");
    }
}

TEST(Handlers, StreamIsLinesInChunks) {
    const Response response = answer_to_get("/stream/3?a=b");
    ASSERT_EQ(response.chunks.size(), 3U);
    for (std::size_t id = 0; id < 3; ++id) {
        ASSERT_TRUE(response.chunks[id].ends_with("}\n"));
        const json::object line = json::parse(response.chunks[id]).get_object();
        EXPECT_EQ(line.at("id"), id);
        EXPECT_EQ(as_text(line.at("args")), R"({"a":"b"})");
        EXPECT_EQ(words(line.at("url")), "https://127.0.0.1:8011/stream/3?a=b");
    }
    EXPECT_EQ(answer_to_get("/stream/0").chunks.size(), 0U);
    EXPECT_EQ(answer_to_get("/stream/100").chunks.size(), 100U);
}

TEST(Handlers, ParametersOutOfBoundsAreRefusedWithTheBounds) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"/status/100", "200 to 599"},     {"/status/199", "1xx"},
        {"/status/600", "200 to 599"},     {"/status/99", "200 to 599"},
        {"/status/200,404", "one status"}, {"/status/abc", "200 to 599"},
        {"/status/+200", "200 to 599"},    {"/status/18446744073709551816", "200 to 599"},
        {"/bytes/1048577", "1048576"},     {"/bytes/-1", "1048576"},
        {"/bytes/0x10", "1048576"},        {"/bytes/1?seed=x", "seed"},
        {"/bytes/1?seed=", "seed"},        {"/delay/10.001", "0 to 10"},
        {"/delay/-1", "0 to 10"},          {"/delay/nan", "0 to 10"},
        {"/delay/inf", "0 to 10"},         {"/delay/1e1", "0 to 10"},
        {"/delay/.", "0 to 10"},           {"/delay/1.2.3", "0 to 10"},
        {"/stream/101", "0 to 100"},       {"/stream/x", "0 to 100"},
    };
    for (const auto& [target, bound] : rows) {
        const Response response = answer_to_get(std::string(target));
        EXPECT_EQ(response.status, 400) << target;
        EXPECT_NE(response.body.find(bound), std::string::npos) << target << response.body;
        EXPECT_TRUE(response.body.ends_with(".\n") || response.body.ends_with("0.25.\n"));
    }
}

TEST(Handlers, TellATraceNoSecrets) {
    const std::vector<Header> fields{
        {"authorization", "Basic x"}, {"Cookie", "a=b"}, {"Proxy-Authorization", "x"}, {"A", "b"}};
    const json::object traced = told(asking("TRACE", "/anything", fields));
    EXPECT_EQ(as_text(traced.at("headers")), R"({"A":"b"})");
    EXPECT_EQ(told(asking("GET", "/anything", fields)).at("headers").as_object().size(), 4U);
}

}  // namespace
}  // namespace tlsmatrix::server::handlers_test
