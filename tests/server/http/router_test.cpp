// Which handler a request gets, and what it is told where there is none.
#include <gtest/gtest.h>

#include "tests/server/pages/handler_support.hpp"

namespace tlsmatrix::server::router_test {
namespace {

// says answers with a word and the parameter that it was called with.
auto says(std::string word) {
    return [word](const Call& call) {
        return Response{.body = word + "(" + std::string(call.parameter) + ")"};
    };
}

Handler table() {
    return route({
        {"GET", "/", says("root")},
        {"GET", "/page", says("get")},
        {"POST", "/page", says("post")},
        {"PUT", "/form", says("put")},
        {any_method, "/any", says("any")},
        {"GET", "/item/{number}", says("item")},
        {any_method, "/all/{rest...}", says("all")},
        {"GET", "/item/first", says("never reached")},
    });
}

TEST(Router, TakesTheFirstRowThatFits) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"GET /", "root()"},
        {"GET /?a=/page", "root()"},
        {"GET /page", "get()"},
        {"GET http://host/page?a#b", "get()"},
        {"HEAD /page", "get()"},
        {"POST /page", "post()"},
        {"GET /any", "any()"},
        {"HEAD /any", "any()"},
        {"BREW /any", "any()"},
        {"GET /item/7", "item(7)"},
        {"HEAD /item/7?x=/8", "item(7)"},
        {"GET /item/first", "item(first)"},
        {"GET /item/%2F", "item(%2F)"},
        {"PUT /all/", "all()"},
        {"GET /all/a/b//c", "all(a/b//c)"},
    };
    for (const auto& [asked, told] : rows) {
        const RequestLine parts = split_request_line(asked);
        const Response response =
            ask(table(), std::string(parts.method), std::string(parts.target));
        EXPECT_EQ(response.status, 200) << asked;
        EXPECT_EQ(response.body, told) << asked;
    }
}

TEST(Router, ListsThePathsWhereThereIsNone) {
    for (const std::string_view target : {"/pag", "/page/", "/item", "/item/", "/item/7/8", "/all",
                                          "//", "/PAGE", "", "*", "host:1"}) {
        const Response response = ask(table(), "GET", std::string(target));
        EXPECT_EQ(response.status, 404) << target;
        EXPECT_EQ(response.body,
                  "Nothing is served here. Try one of: / /page /form /any /item/{number} "
                  "/all/{rest...} /item/first\n");
    }
}

TEST(Router, AnswersForTheWholeServerWhereItIsAskedForItsOptions) {
    const Response response = ask(table(), "OPTIONS", "*");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, OPTIONS, POST, PUT");
    EXPECT_EQ(response.body, "");
}

TEST(Router, NamesTheMethodsOfAPathThatHasOthers) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"DELETE /page", "GET, HEAD, POST"},
        {"OPTIONS /form", "PUT"},
        {"HEAD /form", "PUT"},
        {"POST /item/7", "GET, HEAD"},
        {"get /page", "GET, HEAD, POST"},  // methods have a case (RFC 9110 section 9.1)
    };
    for (const auto& [asked, allowed] : rows) {
        const RequestLine parts = split_request_line(asked);
        const Response response =
            ask(table(), std::string(parts.method), std::string(parts.target));
        EXPECT_EQ(response.status, 405) << asked;
        EXPECT_EQ(header_of(response, "Allow"), allowed) << asked;
        EXPECT_EQ(response.body,
                  "This method is not allowed here: use " + std::string(allowed) + ".\n");
    }
}

}  // namespace
}  // namespace tlsmatrix::server::router_test
