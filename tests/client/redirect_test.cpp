#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/client/detail/redirect.hpp>

namespace tlsmatrix::client::redirect_test {
namespace {

using testing::HasSubstr;

const Url from{"localhost", 8443, "/a/b?c"};

Response answer(int status, std::string location) {
    Response response;
    response.status = status;
    response.headers = {{"location", std::move(location)}};
    return response;
}

Request posting() {
    return {.method = "POST",
            .url = "https://localhost:8443/a/b?c",
            .headers = {{"Content-Type", "text/plain"},
                        {"Authorization", "secret"},
                        {"cookie", "crumbs"},
                        {"X-Mine", "1"}},
            .body = "body"};
}

bool has(const Request& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [name](const Header& header) { return header.name == name; });
}

TEST(Redirect, IsOneOfFiveStatuses) {
    for (int status = 100; status < 600; ++status) {
        const bool listed =
            status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        EXPECT_EQ(is_redirect(status), listed) << status;
    }
}

struct Method {
    int status;
    std::string_view before;
    std::string_view after;
};

// RFC 9110 section 15.4.
TEST(Redirect, ChangesTheMethodOnlyWhereTheStatusSaysSo) {
    for (const Method& each : {
             Method{301, "POST", "GET"},
             Method{302, "POST", "GET"},
             Method{303, "POST", "GET"},
             Method{303, "PUT", "GET"},
             Method{303, "HEAD", "HEAD"},
             Method{301, "PUT", "PUT"},
             Method{301, "GET", "GET"},
             Method{307, "POST", "POST"},
             Method{308, "POST", "POST"},
         }) {
        Request request = posting();
        request.method = each.before;
        const auto next = redirected(request, from, answer(each.status, "/x")).value();
        EXPECT_EQ(next.method, each.after) << each.status << each.before;
        const bool keeps_body = each.after == each.before;
        EXPECT_EQ(next.body.empty(), !keeps_body) << each.status << each.before;
        EXPECT_EQ(has(next, "Content-Type"), keeps_body) << each.status << each.before;
    }
}

struct Place {
    std::string_view location;
    std::string_view url;
};

TEST(Redirect, LeadsFromTheUrlThatWasAskedFor) {
    for (const Place& each : {
             Place{"/x", "https://localhost:8443/x"},
             Place{"x", "https://localhost:8443/a/x"},
             Place{"../x", "https://localhost:8443/x"},
             Place{"?q", "https://localhost:8443/a/b?q"},
             Place{"//127.0.0.1:1/x", "https://127.0.0.1:1/x"},
             Place{"https://elsewhere/y", "https://elsewhere/y"},
         }) {
        EXPECT_EQ(redirected(posting(), from, answer(307, std::string(each.location))).value().url,
                  each.url)
            << each.location;
    }
}

TEST(Redirect, TakesSecretsToNoOtherHostOrPort) {
    const Request here = redirected(posting(), from, answer(307, "/x")).value();
    EXPECT_TRUE(has(here, "Authorization"));
    EXPECT_TRUE(has(here, "cookie"));
    const Request same =
        redirected(posting(), from, answer(307, "https://LOCALHOST:8443/x")).value();
    EXPECT_TRUE(has(same, "Authorization"));
    for (const std::string location : {"https://127.0.0.1:8443/", "https://localhost:8444/"}) {
        const Request away = redirected(posting(), from, answer(307, location)).value();
        EXPECT_FALSE(has(away, "Authorization")) << location;
        EXPECT_FALSE(has(away, "cookie")) << location;
        EXPECT_TRUE(has(away, "X-Mine")) << location;
    }
}

TEST(Redirect, ThatLeadsNowhereSaysWhy) {
    Response bare;
    bare.status = 302;
    EXPECT_THAT(redirected(posting(), from, bare).error().message,
                HasSubstr("answered 302 without a Location"));
    EXPECT_THAT(redirected(posting(), from, answer(302, "http://localhost/")).error().message,
                HasSubstr("away from https: that is never followed"));
    EXPECT_THAT(redirected(posting(), from, answer(302, "a b")).error().message,
                HasSubstr("'a b', which is no URL"));
}

}  // namespace
}  // namespace tlsmatrix::client::redirect_test
