// The bytes of responses, and the values that requests and responses are made of.
#include <array>

#include <gtest/gtest.h>

#include <tlsmatrix/server/http/response_writer.hpp>

namespace tlsmatrix::server::response_writer_test {
namespace {

constexpr std::string_view date = "Tue, 24 Nov 2026 22:48:06 GMT";

std::string written(const Response& response, const ResponseOptions& options = {}) {
    std::string out;
    append_response(out, response, options);
    return out;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

TEST(ResponseWriter, WritesHeaderAndBodyInOneString) {
    const Response response{.status = 404, .headers = {{"Allow", "GET"}}, .body = "gone\n"};
    EXPECT_EQ(written(response, {.date = date}),
              "HTTP/1.1 404 Not Found\r\n"
              "Server: tlsmatrix\r\n"
              "Date: Tue, 24 Nov 2026 22:48:06 GMT\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Length: 5\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Allow: GET\r\n"
              "\r\n"
              "gone\n");
}

TEST(ResponseWriter, AppendsToWhatIsThereAndCountsTheBodyOnly) {
    std::string out = "before";
    EXPECT_EQ(append_response(out, {.headers = {}, .body = "12345"}, {}), 5U);
    EXPECT_TRUE(out.starts_with("beforeHTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(out.ends_with("\r\n\r\n12345"));
}

TEST(ResponseWriter, SaysWhetherTheConnectionStays) {
    const struct {
        ResponseOptions options;
        std::string_view field;
    } rows[] = {
        {{.keep_alive = true}, ""},
        {{.keep_alive = false}, "Connection: close\r\n"},
        {{.keep_alive = true, .http10 = true}, "Connection: keep-alive\r\n"},
        {{.keep_alive = false, .http10 = true}, "Connection: close\r\n"},
    };
    for (const auto& row : rows) {
        const std::string bytes = written({}, row.options);
        EXPECT_TRUE(has(bytes, row.field));
        EXPECT_EQ(has(bytes, "Connection"), !row.field.empty()) << bytes;
        EXPECT_TRUE(bytes.starts_with("HTTP/1.1 ")) << "also to a client of 1.0";
    }
}

TEST(ResponseWriter, AnswersHeadWithTheLengthButNotTheBody) {
    std::string out;
    EXPECT_EQ(append_response(out, {.headers = {}, .body = "12345"}, {.head = true}), 0U);
    EXPECT_TRUE(has(out, "Content-Length: 5\r\n"));
    EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

TEST(ResponseWriter, LeavesOutBodyAndLengthWhereAStatusHasNone) {
    for (const int status : {100, 103, 204, 304}) {
        std::string out;
        EXPECT_EQ(append_response(out, {.status = status, .headers = {}, .body = "12345"}, {}), 0U);
        EXPECT_FALSE(has(out, "\nContent-")) << out;
        EXPECT_TRUE(out.ends_with("\r\n\r\n"));
    }
}

TEST(ResponseWriter, NeverLetsAHandlerSplitAResponse) {
    using namespace std::string_literals;
    const Response response{
        .content_type = "text/plain\r\nA: b",
        .headers = {{"B", "c\r\nD: e\n\0\x7f\t"s}, {"F\r\nG", "h"}, {"I:", "j"}, {"", "k"}},
        .body = "",
    };
    const std::string bytes = written(response, {.date = "now\nL: m"});
    EXPECT_TRUE(has(bytes, "Content-Type: text/plain  A: b\r\n")) << bytes;
    EXPECT_TRUE(has(bytes, "B: c  D: e   \t\r\n")) << bytes;
    EXPECT_TRUE(has(bytes, "Date: now L: m\r\n")) << bytes;
    for (const std::string_view part : {"\nA", "\nD:", "G", "I:", "j", "k\r", "\nL", "\n:"}) {
        EXPECT_FALSE(has(bytes, part)) << part;
    }
}

TEST(ResponseWriter, LetsNoHandlerContradictTheFraming) {
    const Response response{.headers = {{"content-length", "9"},
                                        {"Transfer-Encoding", "chunked"},
                                        {"CONNECTION", "upgrade"},
                                        {"X-Content-Length", "8"}},
                            .body = "12345"};
    const std::string bytes = written(response);
    EXPECT_TRUE(has(bytes, "\r\nContent-Length: 5\r\n"));
    EXPECT_TRUE(has(bytes, "\r\nX-Content-Length: 8\r\n"));
    for (const std::string_view part : {"\ncontent-length", "Transfer-Encoding", "CONNECTION"}) {
        EXPECT_FALSE(has(bytes, part)) << part;
    }
}

TEST(ResponseWriter, WritesAStatusThatNobodyAssigned) {
    EXPECT_TRUE(written({.status = 299, .headers = {}, .body = ""})
                    .starts_with("HTTP/1.1 299 Unknown\r\n"));
}

TEST(Request, PathAndQueryAreNginxs) {
    constexpr std::array<std::array<std::string_view, 3>, 15> rows = {{
        {"/", "/", ""},
        {"/a/b?c=/d?e", "/a/b", "c=/d?e"},
        {"/a?", "/a", ""},
        {"/a#b?c", "/a", ""},
        {"/a?b#c?d", "/a", "b"},
        {"/?u=http://a/b", "/", "u=http://a/b"},
        {"/a?b=c&d=%2F", "/a", "b=c&d=%2F"},
        {"http://localhost:8443/healthz?a=b", "/healthz", "a=b"},
        {"https://[::1]:1/b?c", "/b", "c"},
        {"http://a?c/d", "/", "c/d"},
        {"http://a", "/", ""},
        {"http://a#/b", "/", ""},
        {"*", "*", ""},
        {"//a/b", "//a/b", ""},
        {"", "", ""},
    }};
    for (const auto& [target, path, query] : rows) {
        Request request;
        request.target = target;
        EXPECT_EQ(request.path(), path) << target;
        EXPECT_EQ(request.query(), query) << target;
    }
}

TEST(Request, HeaderIsFoundInAnyCaseAndTheFirstOfItsName) {
    Request request;
    request.headers = {{"Accept", "a"}, {"X-b", "c"}, {"x-B", "d"}};
    ASSERT_NE(request.header("X-B"), nullptr);
    EXPECT_EQ(*request.header("X-B"), "c");
    EXPECT_EQ(request.header("X"), nullptr);
    EXPECT_EQ(request.header("X-BB"), nullptr);
}

TEST(ReasonPhrase, KnowsTheRegistryAndNothingElse) {
    constexpr std::array<std::pair<int, std::string_view>, 10> rows = {{
        {100, "Continue"},
        {200, "OK"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {417, "Expectation Failed"},
        {431, "Request Header Fields Too Large"},
        {511, "Network Authentication Required"},
        {99, "Unknown"},
        {418, "Unknown"},
        {512, "Unknown"},
    }};
    for (const auto& [status, phrase] : rows) {
        EXPECT_EQ(reason_phrase(status), phrase);
    }
}

}  // namespace
}  // namespace tlsmatrix::server::response_writer_test
