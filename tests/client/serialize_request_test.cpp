#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/client/detail/exchange.hpp>

namespace tlsmatrix::client::serialize_request_test {
namespace {

using testing::HasSubstr;
using testing::Not;

const Url url{"localhost", 8443, "/a?b=1"};

Request request(std::string method, std::vector<Header> headers = {}, std::string body = {}) {
    return {std::move(method), "", std::move(headers), std::move(body)};
}

Request getting(std::vector<Header> headers) {
    return request("GET", std::move(headers));
}

std::string bytes_of(const Request& request) {
    return serialize_request(request, url).value();
}

TEST(SerializeRequest, AddsWhatIsMissing) {
    EXPECT_EQ(bytes_of(request("GET")),
              "GET /a?b=1 HTTP/1.1\r\n"
              "Host: localhost:8443\r\n"
              "User-Agent: tlsmatrix\r\n"
              "Accept: */*\r\n"
              "\r\n");
}

TEST(SerializeRequest, KeepsWhatTheCallerSaysInTheCallersOrder) {
    EXPECT_EQ(bytes_of(getting({{"accept", "text/plain"},
                                {"X-One", "1"},
                                {"HOST", "elsewhere"},
                                {"user-agent", "mine"},
                                {"X-Empty", ""}})),
              "GET /a?b=1 HTTP/1.1\r\n"
              "accept: text/plain\r\n"
              "X-One: 1\r\n"
              "HOST: elsewhere\r\n"
              "user-agent: mine\r\n"
              "X-Empty: \r\n"
              "\r\n");
}

TEST(SerializeRequest, MeasuresTheBody) {
    EXPECT_THAT(bytes_of(request("POST", {}, std::string("a\0b\r\n", 5))),
                testing::EndsWith(std::string("Content-Length: 5\r\n\r\na\0b\r\n", 26)));
    EXPECT_THAT(bytes_of(request("POST")), HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(bytes_of(request("PUT")), HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(bytes_of(request("GET", {}, "x")), HasSubstr("Content-Length: 1\r\n"));
    EXPECT_THAT(bytes_of(request("DELETE")), Not(HasSubstr("Content-Length")));
    EXPECT_THAT(bytes_of(request("POST", {{"content-length", "7"}})),
                Not(HasSubstr("Content-Length")));
}

struct Evil {
    std::string_view what;
    Request request;
};

TEST(SerializeRequest, RefusesWhatWouldEndItsLineEarly) {
    const std::vector<Evil> cases{
        {"a method with a space", request("GET /evil")},
        {"a method with a line end", request("GET\r\nX: y")},
        {"an empty method", request("")},
        {"a name with a line end", getting({{"X\r\nY", "1"}})},
        {"a name with a colon", getting({{"X:", "1"}})},
        {"a name with a space", getting({{"X Y", "1"}})},
        {"an empty name", getting({{"", "1"}})},
        {"a value with CR LF", getting({{"X", "1\r\nY: 2"}})},
        {"a value with LF alone", getting({{"X", "1\nY: 2"}})},
        {"a value with CR alone", getting({{"X", "1\rY: 2"}})},
        {"a value with a NUL", getting({{"X", std::string("1\0", 2)}})},
        {"a value with DEL", getting({{"X", "\x7f"}})},
    };
    for (const Evil& each : cases) {
        const auto bytes = serialize_request(each.request, url);
        ASSERT_FALSE(bytes) << each.what;
        EXPECT_FALSE(bytes.error().message.empty()) << each.what;
    }
}

TEST(SerializeRequest, SaysWhatToWriteInstead) {
    EXPECT_EQ(serialize_request(request("GET it"), url).error().message,
              "'GET it' is not an HTTP method: use GET, POST or another word of letters");
    EXPECT_EQ(serialize_request(getting({{"X", "1\n"}}), url).error().message,
              "the header 'X' has a name or a value that cannot be sent: write 'Name: value' "
              "without line ends");
}

TEST(SerializeRequest, LetsTabsAndBytesBeyondAsciiThrough) {
    EXPECT_THAT(bytes_of(getting({{"X", "a\tb\xc3\xa9"}})), HasSubstr("X: a\tb\xc3\xa9\r\n"));
}

}  // namespace
}  // namespace tlsmatrix::client::serialize_request_test
