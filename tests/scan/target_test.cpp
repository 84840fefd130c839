#include <future>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/scan/pace.hpp>
#include <tlsmatrix/scan/target.hpp>

namespace tlsmatrix::scan::target_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(Target, IsAHostAndAPort) {
    const struct {
        const char* text;
        const char* host;
        std::uint16_t port;
        const char* server_name;
    } cases[] = {
        {"example.org:443", "example.org", 443, "example.org"},
        {"localhost:1", "localhost", 1, "localhost"},
        {"host.example.:65535", "host.example.", 65535, "host.example"},
        {"127.0.0.1:8443", "127.0.0.1", 8443, ""},
        {"[::1]:8443", "::1", 8443, ""},
    };
    for (const auto& each : cases) {
        const auto target = parse_target(each.text);
        ASSERT_TRUE(target.has_value()) << each.text;
        EXPECT_EQ(target->host, each.host);
        EXPECT_EQ(target->port, each.port);
        EXPECT_EQ(target->server_name(), each.server_name);
        EXPECT_EQ(target->str(), each.text);
    }
}

TEST(Target, MayBeAUrlAndLeaveOutThePort) {
    const struct {
        const char* text;
        const char* target;
    } cases[] = {
        {"example.org", "example.org:443"},
        {"[::1]", "[::1]:443"},
        {"https://example.org", "example.org:443"},
        {"https://example.org:8443/path?a=b", "example.org:8443"},
        {"https://[::1]:8443/", "[::1]:8443"},
    };
    for (const auto& each : cases) {
        const auto target = parse_target(each.text);
        ASSERT_TRUE(target.has_value()) << each.text << ": " << target.error().message;
        EXPECT_EQ(target->str(), each.target);
    }
}

TEST(Target, IsRefusedWithAWordOnWhatIsWrong) {
    const struct {
        const char* text;
        const char* why;
    } cases[] = {
        {"", "no name"},
        {"example.org:", "1 to 65535"},
        {"example.org:0", "1 to 65535"},
        {"example.org:65536", "1 to 65535"},
        {"example.org:70000", "1 to 65535"},
        {"example.org:-1", "1 to 65535"},
        {"example.org:https", "1 to 65535"},
        {"example.org:443x", "1 to 65535"},
        {":443", "no name"},
        {"ex ample:443", "no name"},
        {"::1:443", "brackets"},
        {"http://example.org:443/", "https URL"},
        {"https://me@example.org/", "https URL"},
        {"https://", "no name"},
        {"[nonsense::]:443", "no name"},
    };
    for (const auto& each : cases) {
        const auto target = parse_target(each.text);
        ASSERT_FALSE(target.has_value()) << each.text;
        EXPECT_THAT(target.error().message, HasSubstr(each.why));
        EXPECT_THAT(target.error().message, HasSubstr("HOST:PORT"));
    }
}

TEST(LookUp, AsksNobodyForAnAddress) {
    const Resolver never = [](const std::string&) -> Result<Addresses> {
        ADD_FAILURE() << "it asked";
        return Error{""};
    };
    const auto addresses = look_up({"::1", 1}, 1s, never);
    EXPECT_THAT(addresses.value(), ElementsAre(boost::asio::ip::make_address("::1")));
}

TEST(LookUp, DoesNotWaitForAResolverThatHangs) {
    auto released = std::make_shared<std::promise<void>>();
    auto over = std::make_shared<std::promise<void>>();
    const Resolver hangs = [wait = released->get_future().share(),
                            over](const std::string&) -> Result<Addresses> {
        wait.wait();
        over->set_value();
        return Error{"late"};
    };
    const auto addresses = look_up({"slow.example", 443}, 10ms, hangs);
    ASSERT_FALSE(addresses.has_value());
    EXPECT_EQ(addresses.error().message, "the name 'slow.example' did not resolve within 0.01 s");
    released->set_value();
    over->get_future().wait();  // what comes late hurts nobody
}

TEST(LookUp, PassesOnWhatTheResolverSays) {
    const auto failed = look_up({"a.example", 1}, 10s, [](const std::string& host) {
        return Result<Addresses>(Error{host + " is not there"});
    });
    EXPECT_EQ(failed.error().message, "a.example is not there");
    const auto empty = look_up({"b.example", 1}, 10s,
                               [](const std::string&) { return Result<Addresses>(Addresses{}); });
    EXPECT_THAT(empty.error().message, HasSubstr("has no address"));
}

// Too long for a label, so that no server is asked for it.
TEST(LookUp, SaysThatANameDoesNotResolve) {
    const std::string name = std::string(64, 'a') + ".invalid";
    EXPECT_THAT(system_resolver(name).error().message,
                HasSubstr("the name '" + name + "' does not resolve"));
}

TEST(Pace, SpreadsStartsEvenlyAndNeverSavesThemUp) {
    const Pace::Clock::time_point start{100s};
    Pace pace(4);
    EXPECT_EQ(pace.next(start), start);
    EXPECT_EQ(pace.next(start), start + 250ms);
    EXPECT_EQ(pace.next(start + 10ms), start + 500ms);
    EXPECT_EQ(pace.next(start + 10s), start + 10s);  // idle time is lost
    EXPECT_EQ(pace.next(start + 10s), start + 10s + 250ms);
    Pace unlimited(0);
    EXPECT_EQ(unlimited.next(start), start);
    EXPECT_EQ(unlimited.next(start), start);
}

}  // namespace
}  // namespace tlsmatrix::scan::target_test
