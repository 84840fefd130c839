#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client::url_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Parts {
    std::string_view text;
    std::string_view host;
    std::uint16_t port;
    std::string_view target;
    std::string_view authority;
};

TEST(Url, IsTakenApart) {
    for (const Parts& each : {
             Parts{"https://localhost", "localhost", 443, "/", "localhost"},
             Parts{"https://localhost/", "localhost", 443, "/", "localhost"},
             Parts{"https://localhost:8443/", "localhost", 8443, "/", "localhost:8443"},
             Parts{"https://localhost:443/a", "localhost", 443, "/a", "localhost"},
             Parts{"https://localhost:/a", "localhost", 443, "/a", "localhost"},
             Parts{"https://localhost:1/", "localhost", 1, "/", "localhost:1"},
             Parts{"https://localhost:65535/", "localhost", 65535, "/", "localhost:65535"},
             Parts{"HTTPS://localhost/", "localhost", 443, "/", "localhost"},
             Parts{"https://127.0.0.1:8443/a/b", "127.0.0.1", 8443, "/a/b", "127.0.0.1:8443"},
             Parts{"https://[::1]:8443/", "::1", 8443, "/", "[::1]:8443"},
             Parts{"https://[::1]", "::1", 443, "/", "[::1]"},
             Parts{"https://LocalHost:8443/A", "localhost", 8443, "/A", "localhost:8443"},
             Parts{"https://[FE80::A]/", "fe80::a", 443, "/", "[fe80::a]"},
             Parts{"https://[0:0::0:1]:8443/", "::1", 8443, "/", "[::1]:8443"},
             Parts{"https://h?q=1", "h", 443, "/?q=1", "h"},
             Parts{"https://h/a?q=1&r=%20", "h", 443, "/a?q=1&r=%20", "h"},
             Parts{"https://h/a?", "h", 443, "/a?", "h"},
             Parts{"https://h/a%2Fb", "h", 443, "/a%2Fb", "h"},
             Parts{"https://h/a#fragment", "h", 443, "/a", "h"},
             Parts{"https://h/a?q#fragment", "h", 443, "/a?q", "h"},
             Parts{"https://h/at@sign:7", "h", 443, "/at@sign:7", "h"},
         }) {
        const auto url = parse_url(each.text);
        ASSERT_TRUE(url) << each.text << ": " << url.error().message;
        EXPECT_EQ(url->host, each.host) << each.text;
        EXPECT_EQ(url->port, each.port) << each.text;
        EXPECT_EQ(url->target, each.target) << each.text;
        EXPECT_EQ(url->authority(), each.authority) << each.text;
    }
}

struct Mistake {
    std::string_view text;
    std::string_view why;
};

TEST(Url, ThatIsRefusedSaysWhyAndShowsAGoodOne) {
    for (const Mistake& each : {
             Mistake{"", "absolute https URL"},
             Mistake{"localhost", "absolute https URL"},
             Mistake{"/path", "absolute https URL"},
             Mistake{"//localhost/", "absolute https URL"},
             Mistake{"https://local host/", "absolute https URL"},
             Mistake{"https://[fe80::1%25lo]/", "absolute https URL"},
             Mistake{"https://h/a b", "absolute https URL"},
             Mistake{"https://h/\r\nHost: x", "absolute https URL"},
             Mistake{"https://h/%zz", "absolute https URL"},
             Mistake{"http://localhost/", "only https"},
             Mistake{"ftp://localhost/", "only https"},
             Mistake{"https://user@localhost/", "user name or password"},
             Mistake{"https://user:secret@localhost/", "user name or password"},
             Mistake{"https:///path", "no host"},
             Mistake{"https://", "no host"},
             Mistake{"https://h:0/", "1 to 65535"},
             Mistake{"https://h:65536/", "1 to 65535"},
             Mistake{"https://h:99999999999/", "1 to 65535"},
             Mistake{"https://[::1]:65536/", "1 to 65535"},
             // The port, to Boost.URL 1.81; to 1.83 no URL at all.
             Mistake{"https://h:1:2/", "must be"},
         }) {
        const auto url = parse_url(each.text);
        ASSERT_FALSE(url) << each.text;
        EXPECT_THAT(url.error().message, StartsWith("bad URL '"));
        EXPECT_THAT(url.error().message, HasSubstr(each.why)) << each.text;
        EXPECT_THAT(url.error().message, HasSubstr("as in https://localhost:8443/"));
    }
}

// RFC 3986 section 3.2.2: a name. Boost.URL reads it as one from 1.83 at the latest; 1.81 ends the
// host after the address.
TEST(Url, TakesNoAddressOutOfAName) {
    const auto url = parse_url("https://127.0.0.1tps://127.0.");
    if (url) {
        EXPECT_EQ(url->host, "127.0.0.1tps");
        EXPECT_EQ(url->target, "//127.0.");
    } else {
        EXPECT_THAT(url.error().message, HasSubstr("the host is no name and no address"));
    }
}

TEST(Url, NeverKeepsAPortThatIsNoNumber) {
    for (const std::string_view text : {"https://h:8o43/", "https://h:-1/", "https://h:+8/"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

}  // namespace
}  // namespace tlsmatrix::client::url_test
