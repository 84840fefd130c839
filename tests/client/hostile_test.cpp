// Servers that are silent, slow, endless or liars: a typed failure within the deadline.

#include <atomic>
#include <chrono>
#include <future>

#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/hostile_server.hpp"
#include "tests/client/support.hpp"
#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client::hostile_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr auto soon = 60ms;
constexpr auto long_enough = 20s;  // a test that comes near it has failed

Policy patient() {
    Policy policy = policy_of("all");
    policy.timeouts = {long_enough, long_enough, long_enough};
    return policy;
}

Policy impatient() {
    Policy policy = policy_of("all");
    policy.timeouts.total = soon;
    return policy;
}

// At most this much later than its deadline a request is over, on however busy a machine.
constexpr auto leeway = 3s;

Outcome ask(const HostileServer& server, Policy policy = patient()) {
    const auto latest = std::chrono::steady_clock::now() + policy.timeouts.total + leeway;
    Session session(std::move(policy));
    Outcome outcome = session.get(server.url());
    EXPECT_LT(std::chrono::steady_clock::now(), latest);
    return outcome;
}

struct Lie {
    std::string_view what;
    std::string bytes;
    Failure::Kind kind;
    std::string_view words;
};

TEST(HostileServer, ThatAnswersNonsenseIsATypedFailure) {
    using enum Failure::Kind;
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    for (const Lie& each : std::vector<Lie>{
             {"nothing at all", "", broken, "before the response was complete"},
             {"half a status line", "HTTP/1.1 20", broken, "before the response was complete"},
             {"half a header", ok + "Content-Le", broken, "before the response was complete"},
             {"garbage", std::string("\0\1\2garbage\r\n\r\n", 14), bad_response,
              "not an HTTP response"},
             {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", bad_response, "not an HTTP response"},
             {"a request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", bad_response,
              "not an HTTP response"},
             {"no such status", "HTTP/1.1 2000 OK\r\n\r\n", bad_response, "not an HTTP response"},
             {"a broken header", ok + "no colon\r\n\r\n", bad_response, "not an HTTP response"},
             {"half a body", ok + "Content-Length: 9\r\n\r\nhalf", broken,
              "before the response was complete"},
             {"a length that is no number", ok + "Content-Length: many\r\n\r\nx", bad_response,
              "not an HTTP response"},
             {"a negative length", ok + "Content-Length: -1\r\n\r\nx", bad_response,
              "not an HTTP response"},
             {"two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", bad_response,
              "not an HTTP response"},
             {"a length beyond 64 bits", ok + "Content-Length: 99999999999999999999999\r\n\r\nx",
              bad_response, ""},
             {"a length beyond the limit", ok + "Content-Length: 99999999999\r\n\r\nx",
              bad_response, "larger than the policy's limits"},
             {"half a chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhal", broken,
              "before the response was complete"},
             {"a chunk of no size", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", bad_response,
              "not an HTTP response"},
             {"a chunk beyond 64 bits",
              ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx", bad_response,
              "not an HTTP response"},
             {"a chunk beyond the limit", ok + "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nx",
              bad_response, "larger than the policy's limits"},
             {"no last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", broken,
              "before the response was complete"},
         }) {
        const HostileServer server(answering(each.bytes));
        const auto outcome = ask(server);
        ASSERT_FALSE(outcome) << each.what;
        EXPECT_EQ(outcome.error().kind, each.kind) << each.what << ": " << outcome.error().message;
        EXPECT_THAT(outcome.error().message, HasSubstr(each.words)) << each.what;
        // The handshake was none of the trouble, and stands on the receipt.
        EXPECT_NE(outcome.error().receipt.negotiated(), nullptr) << each.what;
    }
}

TEST(HostileServer, ThatSaysLessThanItSendsIsTakenAtItsWord) {
    const HostileServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEVIL"));
    EXPECT_EQ(ask(server).value().body, "ok");
}

TEST(HostileServer, MayEndABodyWithoutLengthByCloseNotifyAlone) {
    const HostileServer fair(answering("HTTP/1.1 200 OK\r\n\r\nall of it"));
    EXPECT_EQ(ask(fair).value().body, "all of it");
    const HostileServer cut(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        const std::string_view part = "HTTP/1.1 200 OK\r\n\r\npart of it";
        (void)co_await stream.write(part);
    }));  // RFC 9112 section 9.8: without close_notify it may be cut off
    const auto outcome = ask(cut);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::broken);
}

// RFC 9110 section 15.2: a client must get over interim responses that it did not ask for.
TEST(HostileServer, MayBeginWithInterimResponses) {
    const HostileServer server(
        answering("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    const auto outcome = ask(server);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->status, 200);
    EXPECT_EQ(outcome->body, "ok");
}

TEST(HostileServer, WithoutEndMeetsTheLimits) {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    for (const auto& [beginning, piece] : std::vector<std::pair<std::string, std::string>>{
             {ok, "X-Header: again and again\r\n"},
             {"HTTP/1.1 200 ", std::string(1000, 'x')},
             {ok + "X: ", std::string(1000, 'x')},
             {ok + "\r\n", std::string(1000, 'x')},
             {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"},
             {ok + "Transfer-Encoding: chunked\r\n\r\n",
              "3e8\r\n" + std::string(1000, 'x') + "\r\n"},
             {ok + "Transfer-Encoding: chunked\r\n\r\n1;x=", std::string(1000, 'x')},
             {ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: again and again\r\n"},
             {ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", std::string(1000, 'x')},
         }) {
        const HostileServer server(endless(beginning, piece));
        Policy policy = patient();
        policy.limits = {.header_bytes = 4096, .body_bytes = 10'000};
        const auto outcome = ask(server, policy);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::bad_response) << piece.substr(0, 20);
        EXPECT_EQ(outcome.error().message, "the response is larger than the policy's limits")
            << beginning << piece.substr(0, 20);
    }
}

TEST(HostileServer, WithAnExactlyAllowedBodyIsHeardOut) {
    Policy policy = patient();
    policy.limits.body_bytes = 10;
    const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: ";
    const HostileServer just(answering(ok + "10\r\n\r\n0123456789"));
    EXPECT_EQ(ask(just, policy).value().body, "0123456789");
    const HostileServer beyond(answering(ok + "11\r\n\r\n0123456789a"));
    EXPECT_EQ(ask(beyond, policy).error().kind, Failure::Kind::bad_response);
}

asio::awaitable<void> silence(tcp::socket& socket) {
    boost::system::error_code gone;
    co_await socket.async_wait(tcp::socket::wait_error,
                               asio::redirect_error(asio::use_awaitable, gone));
}

TEST(HostileServer, ThatAcceptsAndSaysNothingTimesOut) {
    const HostileServer server(
        [](tcp::socket socket) -> asio::awaitable<void> { co_await silence(socket); });
    Policy policy = patient();
    policy.timeouts.handshake = soon;
    const auto outcome = ask(server, policy);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out);
    EXPECT_THAT(outcome.error().message, HasSubstr("no answer within"));
    ASSERT_THAT(outcome.error().receipt.attempts, SizeIs(1));
    EXPECT_EQ(outcome_name(outcome.error().receipt.attempts[0].outcome), "timed_out");
    EXPECT_TRUE(outcome.error().receipt.attempts[0].observation.client_hello);
}

// A list with a hole has a second run; silence is no reason to offer it.
TEST(HostileServer, ThatIsSilentIsOfferedNothingLower) {
    const HostileServer server(
        [](tcp::socket socket) -> asio::awaitable<void> { co_await silence(socket); });
    Policy policy = patient();
    policy.versions = set_of("1.0,1.2");
    policy.timeouts.handshake = soon;
    const auto outcome = ask(server, policy);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out);
    EXPECT_THAT(outcome.error().receipt.attempts, SizeIs(1));
}

TEST(HostileServer, ThatClosesOrResetsIsOfferedNothingLower) {
    for (const bool reset : {false, true}) {
        std::atomic<int> connections{0};
        const HostileServer server([&, reset](tcp::socket socket) -> asio::awaitable<void> {
            ++connections;
            std::array<char, 600> hello;
            (void)co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
            if (reset) {
                socket.set_option(asio::socket_base::linger(true, 0));
            }
            socket.close();  // not left to the destructor, which would not reset
        });
        Policy policy = patient();
        policy.versions = set_of("1.0,1.2");
        const auto outcome = ask(server, policy);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::handshake);
        EXPECT_THAT(outcome.error().message, HasSubstr("not tried: TLSv1 (--holes retry"));
        ASSERT_THAT(outcome.error().receipt.attempts, SizeIs(1));
        EXPECT_EQ(outcome_name(outcome.error().receipt.attempts[0].outcome),
                  reset ? "aborted" : "closed");
        EXPECT_EQ(connections, 1);
    }
}

TEST(HostileServer, ThatSpeaksPlainHttpIsNamedAsSuch) {
    const HostileServer server([](tcp::socket socket) -> asio::awaitable<void> {
        const std::string_view answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
        co_await silence(socket);
    });
    const auto outcome = ask(server);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::handshake);
    EXPECT_EQ(outcome.error().receipt.negotiated(), nullptr);
}

TEST(HostileServer, ThatNeverAnswersTheRequestTimesOut) {
    const HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        co_await stream.drain();
    }));
    const auto outcome = ask(server, impatient());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out);
}

// The deadline is for the whole request: bytes that trickle in do not move it.
TEST(HostileServer, ThatTricklesTimesOut) {
    const HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        const std::string_view beginning = "HTTP/1.1 200 OK\r\n\r\n";
        (void)co_await stream.write(beginning);
        const std::string_view drop = "x";
        while (true) {
            const IoResult result = co_await stream.write(drop);
            if (result.status != IoStatus::ok) {
                co_return;
            }
            stream.expires_after(5ms);
            co_await stream.drain();
            stream.expires_after(1s);
        }
    }));
    const auto outcome = ask(server, impatient());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out);
}

TEST(Port, ThatNobodyListensOnIsUnreachable) {
    asio::io_context context;
    // Bound, it is given to nobody else meanwhile; it refuses, since nothing listens.
    const tcp::socket held(context, {asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = held.local_endpoint().port();
    Session session(patient());
    const auto outcome = session.get(fmt::format("https://127.0.0.1:{}/", port));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::unreachable);
    EXPECT_EQ(outcome.error().message,
              fmt::format("cannot connect to 127.0.0.1:{}: Connection refused", port));
    EXPECT_THAT(outcome.error().receipt.attempts, IsEmpty());
}

TEST(Name, ThatNobodyKnowsIsUnreachable) {
    const std::string name = std::string(64, 'a') + ".invalid";  // too long to be asked for
    Session session(patient());
    const auto outcome = session.get("https://" + name + "/");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::unreachable);
    EXPECT_THAT(outcome.error().message, HasSubstr(name + ":443: the name does not resolve"));
}

// The resolver is let go only once the request is over, so the request cannot have waited for it.
TEST(Name, ThatDoesNotResolveInTimeTimesOut) {
    const auto gate = std::make_shared<std::promise<void>>();
    Policy policy = patient();
    policy.timeouts.connect = soon;
    policy.resolver = [opened = gate->get_future().share()](const std::string&) {
        opened.wait();
        return Result<std::vector<asio::ip::address>>(Error{"too late"});
    };
    {
        Session session(policy);
        const auto outcome = session.get("https://slow.example/");
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out);
        EXPECT_EQ(outcome.error().message, "the name slow.example did not resolve in time");
    }
    gate->set_value();  // with nobody left to hear of it
}

TEST(Name, IsLookedUpWhereThePolicySays) {
    TestServer server("all");
    const auto port = parse_url(server.url()).value().port;
    Policy policy = patient();
    policy.resolver = [](const std::string&) {
        return Result<std::vector<asio::ip::address>>(
            std::vector<asio::ip::address>{asio::ip::address_v4::loopback()});
    };
    policy.check_server_name = false;
    policy.trust.certificates = {};
    policy.trust.verify = false;
    Session session(policy);
    const auto outcome = session.get(fmt::format("https://elsewhere.example:{}/healthz", port));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->status, 200);
}

}  // namespace
}  // namespace tlsmatrix::client::hostile_test
