#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/cli/endpoint.hpp>

namespace tlsmatrix::cli::endpoint_test {
namespace {

using testing::HasSubstr;

struct Written {
    std::string_view text;
    std::string_view host;
    std::uint16_t port;
};

TEST(ParseListen, ReadsAnAddressAndAPort) {
    for (const Written& each : {
             Written{"127.0.0.1:8443", "127.0.0.1", 8443},
             Written{"0.0.0.0:1", "0.0.0.0", 1},
             Written{"[::1]:0", "::1", 0},
             Written{"[::]:65535", "::", 65535},
             Written{"localhost:8443", "localhost", 8443},
             Written{"8443", "localhost", 8443},
             Written{"0", "localhost", 0},
         }) {
        const auto listener = parse_listen(each.text);
        ASSERT_TRUE(listener) << each.text << ": " << listener.error().message;
        EXPECT_EQ(listener->host, each.host) << each.text;
        EXPECT_EQ(listener->port, each.port) << each.text;
    }
}

TEST(ParseListen, RefusesEverythingElseAndShowsHowToWriteIt) {
    for (const std::string_view text :
         {"", ":", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:8o43", "127.0.0.1:+1", "127.0.0.1: 1", "::1:8443", "[::1]", "[::1:8443",
          "example.org:8443", "a.localhost:8443", "localhost", "localhost:", "1.2.3:8443",
          "65536"}) {
        const auto listener = parse_listen(text);
        ASSERT_FALSE(listener) << text;
        EXPECT_THAT(listener.error().message, HasSubstr("write ADDR:PORT")) << text;
    }
}

TEST(ParsePin, ReadsASetAndAnAddress) {
    const auto listener = parse_pin("1.0,1.2=[::1]:8012").value();
    EXPECT_EQ(listener.versions, VersionSet::parse("1.0,1.2").value());
    EXPECT_EQ(listener.host, "::1");
    EXPECT_EQ(listener.port, 8012);
}

TEST(ParsePin, RefusesWhatHasNoSetOrNoAddress) {
    EXPECT_THAT(parse_pin("127.0.0.1:8443").error().message, HasSubstr("write SET=ADDR:PORT"));
    EXPECT_THAT(parse_pin("1.4=8443").error().message, HasSubstr("unknown TLS version '1.4'"));
    EXPECT_THAT(parse_pin("=8443").error().message, HasSubstr("empty set"));
    EXPECT_THAT(parse_pin("1.2=nowhere").error().message, HasSubstr("write ADDR:PORT"));
}

TEST(IsLoopback, IsTrueOfLocalhostAndOf127AndOfOneAlone) {
    for (const std::string address :
         {"localhost", "127.0.0.1", "127.0.0.2", "127.255.255.255", "::1"}) {
        EXPECT_TRUE(is_loopback(address)) << address;
    }
    for (const std::string address :
         {"0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "fe80::1", "a.localhost", ""}) {
        EXPECT_FALSE(is_loopback(address)) << address;
    }
}

}  // namespace
}  // namespace tlsmatrix::cli::endpoint_test
