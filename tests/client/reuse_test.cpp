// Connections and TLS sessions that are used again, and those that never must be.

#include <atomic>
#include <functional>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/hostile_server.hpp"
#include "tests/client/support.hpp"
#include <tlsmatrix/client/detail/pool.hpp>

namespace tlsmatrix::client::reuse_test {
namespace {

namespace asio = boost::asio;
using enum ProtocolVersion;
using testing::HasSubstr;
using testing::SizeIs;
using namespace std::chrono_literals;

Receipt receipt_of(Session& session, const std::string& url) {
    const auto outcome = session.get(url);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? outcome->receipt : outcome.error().receipt;
}

Policy without_keep_alive(std::string_view versions) {
    Policy policy = policy_of(versions);
    policy.keep_alive = {};
    return policy;
}

TEST(Connection, IsKeptForTheNextRequestWithItsReceipt) {
    TestServer server("all");
    Session session(policy_of("all"));
    const Receipt first = receipt_of(session, server.url());
    const Receipt second = receipt_of(session, server.url("/tls"));
    EXPECT_FALSE(first.reused);
    EXPECT_TRUE(second.reused);
    EXPECT_EQ(second.attempts.back().local_port, first.attempts.back().local_port);
    EXPECT_EQ(second.negotiated()->version, tls_1_3);
    server.stop();
    EXPECT_THAT(server.connections(), SizeIs(1));
}

TEST(Connection, IsNotKeptWhereThePolicyKeepsNone) {
    TestServer server("all");
    Session session(without_keep_alive("all"));
    (void)receipt_of(session, server.url());
    EXPECT_FALSE(receipt_of(session, server.url()).reused);
}

TEST(Connection, IsNeverUsedUnderATightenedPolicy) {
    TestServer server("all");
    Session session(policy_of("1.2"));
    EXPECT_EQ(receipt_of(session, server.url()).negotiated()->version, tls_1_2);
    session.set_policy(policy_of("1.3"));
    const Receipt receipt = receipt_of(session, server.url());
    EXPECT_FALSE(receipt.reused);
    EXPECT_EQ(receipt.negotiated()->version, tls_1_3);
    EXPECT_FALSE(receipt.negotiated()->resumed);
}

TEST(Connection, IsNotSharedByTwoPrefixesOfOneServer) {
    TestServer server("all");
    Session session(policy_of("1.3"));
    session.mount(server.url("/tls"), policy_of("1.1"));
    EXPECT_EQ(receipt_of(session, server.url()).negotiated()->version, tls_1_3);
    const Receipt old = receipt_of(session, server.url("/tls"));
    EXPECT_EQ(old.negotiated()->version, tls_1_1);
    EXPECT_FALSE(old.reused);
    EXPECT_TRUE(receipt_of(session, server.url("/tls?x")).reused);
    EXPECT_TRUE(receipt_of(session, server.url()).reused);
    session.remount(server.url("/tls"), policy_of("1.1"));
    EXPECT_FALSE(receipt_of(session, server.url("/tls")).reused);
}

TEST(TlsSession, IsResumedUnderTheSamePolicyAtEveryVersion) {
    for (const std::string_view version : {"1.0", "1.1", "1.2", "1.3"}) {
        TestServer server("all");
        Session session(without_keep_alive(version));
        EXPECT_FALSE(receipt_of(session, server.url()).negotiated()->resumed) << version;
        EXPECT_TRUE(receipt_of(session, server.url()).negotiated()->resumed) << version;
        session.set_policy(without_keep_alive(version));
        EXPECT_FALSE(receipt_of(session, server.url()).negotiated()->resumed) << version;
    }
}

// A connection for which the pool has no room is dropped without a goodbye.
TEST(TlsSession, IsResumedAfterAConnectionThatNeverSaidGoodbye) {
    for (const std::string_view version : {"1.0", "1.1", "1.2", "1.3"}) {
        TestServer server("all");
        Policy policy = policy_of(version);
        policy.most_idle = 0;
        Session session(policy);
        EXPECT_FALSE(receipt_of(session, server.url()).negotiated()->resumed) << version;
        EXPECT_TRUE(receipt_of(session, server.url()).negotiated()->resumed) << version;
    }
}

TEST(TlsSession, IsNotResumedWhereThePolicySaysSo) {
    TestServer server("all");
    Policy policy = without_keep_alive("all");
    policy.resume = false;
    Session session(policy);
    (void)receipt_of(session, server.url());
    EXPECT_FALSE(receipt_of(session, server.url()).negotiated()->resumed);
}

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// DyingServer answers the first request of its first connection, and hangs up at the second.
class DyingServer {
  public:
    [[nodiscard]] const HostileServer& server() const { return server_; }
    [[nodiscard]] int requests() const { return requests_; }

  private:
    asio::awaitable<void> serve(Stream& stream) {
        while (true) {
            const std::string request = co_await request_of(stream);
            if (request.empty()) {
                co_return;
            }
            if (++requests_ == 2) {
                co_return;
            }
            (void)co_await stream.write(ok);
        }
    }

    std::atomic<int> requests_{0};
    HostileServer server_{
        speaking([this](Stream& stream) -> asio::awaitable<void> { co_await serve(stream); })};
};

TEST(Connection, ThatDiesUnderAGetIsReplacedInSilence) {
    const DyingServer dying;
    Session session(policy_of("all"));
    EXPECT_FALSE(receipt_of(session, dying.server().url()).reused);
    const auto outcome = session.get(dying.server().url());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_FALSE(outcome->receipt.reused);
    EXPECT_EQ(dying.requests(), 3);
}

TEST(Connection, ThatDiesUnderAPostIsAFailureSinceNoPostIsSentTwice) {
    const DyingServer dying;
    Session session(policy_of("all"));
    (void)receipt_of(session, dying.server().url());
    const auto outcome = session.post(dying.server().url(), "x");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::broken);
    EXPECT_THAT(outcome.error().message, HasSubstr("POST is not sent twice in silence"));
    EXPECT_EQ(dying.requests(), 2);
}

TEST(Connection, ThatTheServerClosedInTheMeantimeIsNotUsed) {
    HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        (void)co_await stream.write(ok);
        co_await stream.shutdown();
    }));
    Session session(policy_of("all"));
    (void)receipt_of(session, server.url());
    const auto outcome = session.get(server.url());
    ASSERT_TRUE(outcome) << outcome.error().message;
}

// AfterwardsServer answers the first request of each connection. On its first connection it does
// one thing more, once the client has had its answer; finish waits until that is done.
class AfterwardsServer {
  public:
    using Afterwards = std::function<asio::awaitable<void>(Stream&)>;

    explicit AfterwardsServer(Afterwards afterwards) : afterwards_(std::move(afterwards)) {}

    [[nodiscard]] std::string url() const { return server_.url(); }
    void finish() {
        answered_.set_value();
        ASSERT_EQ(done_.get_future().wait_for(20s), std::future_status::ready);
    }

  private:
    asio::awaitable<void> serve(Stream& stream) {
        (void)co_await request_of(stream);
        (void)co_await stream.write(ok);
        if (!is_first_.exchange(false)) {
            co_return;
        }
        answered_.get_future().wait_for(20s);
        co_await afterwards_(stream);
        done_.set_value();
        (void)co_await request_of(stream);
    }

    Afterwards afterwards_;
    std::atomic<bool> is_first_{true};
    std::promise<void> answered_;
    std::promise<void> done_;
    HostileServer server_{
        speaking([this](Stream& stream) -> asio::awaitable<void> { co_await serve(stream); })};
};

TEST(Connection, ThatTheServerClosedWhileIdleIsNotUsedForAPostEither) {
    AfterwardsServer server(
        [](Stream& stream) -> asio::awaitable<void> { co_await stream.shutdown(); });
    Session session(policy_of("all"));
    (void)receipt_of(session, server.url());
    server.finish();
    const auto outcome = session.post(server.url(), "x");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_FALSE(outcome->receipt.reused);
}

TEST(Connection, OnWhichBytesCameWhileIdleSpoilsNoOtherAnswer) {
    AfterwardsServer server([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await stream.write(
            std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
    });
    Session session(policy_of("all"));
    (void)receipt_of(session, server.url());
    server.finish();
    const auto outcome = session.get(server.url());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->body, "ok");
    EXPECT_FALSE(outcome->receipt.reused);
}

// What comes behind an answer is not the answer to the next request.
TEST(Connection, WithBytesBehindItsAnswerSpoilsNoOtherAnswer) {
    HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        const std::string smuggled =
            std::string(ok) + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        while (!(co_await request_of(stream)).empty()) {
            (void)co_await stream.write(smuggled);
        }
    }));
    Session session(policy_of("all"));
    for (int i = 0; i < 3; ++i) {
        const auto outcome = session.get(server.url());
        ASSERT_TRUE(outcome) << outcome.error().message;
        EXPECT_EQ(outcome->body, "ok");
        EXPECT_FALSE(outcome->receipt.reused);
    }
}

TEST(Pool, KeepsNoMoreThanThePolicyAllows) {
    TestServer one("all");
    TestServer other("all");
    Policy policy = policy_of("all");
    policy.most_idle = 1;
    Session session(policy);
    (void)receipt_of(session, one.url());
    (void)receipt_of(session, other.url());
    EXPECT_TRUE(receipt_of(session, other.url()).reused);
    EXPECT_FALSE(receipt_of(session, one.url()).reused);
}

server::Handler redirecting(int status, const std::string& location) {
    return [status, location](const server::Request& request, const server::ConnectionFacts&) {
        server::Response response;
        if (request.target == "/start") {
            response.status = status;
            response.headers = {{"Location", location}};
        } else {
            response.body = request.method + " " + request.target;
        }
        return response;
    };
}

TEST(Redirect, IsAnAnswerUnlessThePolicyFollows) {
    TestServer server("all", Engine::exact, "127.0.0.1", redirecting(302, "/end"));
    Policy policy = policy_of("all");
    Session patient(policy);
    EXPECT_EQ(patient.get(server.url("/start")).value().status, 302);
    policy.most_redirects = 1;
    Session following(policy);
    EXPECT_EQ(following.post(server.url("/start"), "x").value().body, "GET /end");
}

TEST(Redirect, IsFollowedUnderThePolicyOfWhereItLeads) {
    TestServer target("1.0-1.1");
    TestServer server("all", Engine::exact, "127.0.0.1", redirecting(307, target.url()));
    Policy policy = policy_of("1.2+");
    policy.most_redirects = 5;
    Session session(policy);
    const auto refused = session.get(server.url("/start"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Failure::Kind::handshake);
    session.mount(target.url("/"), policy_of("1.1"));
    const auto outcome = session.get(server.url("/start"));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->receipt.negotiated()->version, tls_1_1);
}

// RFC 3986 section 6.2.2.1: who redirects chooses the spelling, and must not choose the policy by
// it.
TEST(Redirect, IsFollowedUnderThatPolicyInWhateverCaseItNamesTheHost) {
    TestServer target("all");
    TestServer server("all", Engine::exact, "127.0.0.1",
                      redirecting(307, target.url("/", "LOCALHOST")));
    Policy policy = policy_of("1.2+");
    policy.most_redirects = 5;
    Session session(policy);
    session.mount(target.url("/", "localhost"), policy_of("1.1"));
    const auto outcome = session.get(server.url("/start"));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->receipt.negotiated()->version, tls_1_1);
    EXPECT_TRUE(receipt_of(session, target.url("/", "localhost")).reused);
}

TEST(Redirect, ThatGoesInCirclesEnds) {
    TestServer server("all", Engine::exact, "127.0.0.1", redirecting(302, "/start"));
    Policy policy = policy_of("all");
    policy.most_redirects = 3;
    Session session(policy);
    const auto outcome = session.get(server.url("/start"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::bad_response);
    EXPECT_THAT(outcome.error().message, HasSubstr("more than 3 redirects"));
}

}  // namespace
}  // namespace tlsmatrix::client::reuse_test
