// A request that is cancelled ends there, whatever it waits for, and nothing is begun after it.
//
// The client and its io_context are in the test's own thread: poll goes on until the client can do
// nothing but wait, so it is known in which wait the cancellation finds it.

#include <atomic>
#include <chrono>
#include <future>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "tests/client/hostile_server.hpp"
#include "tests/client/support.hpp"
#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client::cancel_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto long_enough = 20s;  // a test that comes near it has failed
constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Policy patient() {
    Policy policy = policy_of("all");
    policy.timeouts = {long_enough, long_enough, long_enough};
    return policy;
}

bool has_come(const std::future<void>& fact) {
    return fact.wait_for(0s) == std::future_status::ready;
}

// Asking is a session with one request under way at a time.
class Asking {
  public:
    explicit Asking(Policy policy = patient()) : session_(std::move(policy)) {}

    void begin(Request request) {
        outcome_.reset();
        context_.restart();
        asio::co_spawn(context_, session_.async_request(std::move(request)),
                       asio::bind_cancellation_slot(
                           signal_.slot(), [this](std::exception_ptr thrown, Outcome outcome) {
                               EXPECT_EQ(thrown, nullptr);
                               outcome_ = std::move(outcome);
                           }));
    }
    // until goes on until the other end has said so, and then until there is nothing but to wait.
    void until(const std::future<void>& fact) {
        const auto latest = std::chrono::steady_clock::now() + long_enough;
        while (!has_come(fact) && std::chrono::steady_clock::now() < latest) {
            context_.run_one_for(1ms);
        }
        ASSERT_TRUE(has_come(fact));
        context_.poll();
    }
    // answer_of makes a request that is not cancelled.
    Outcome answer_of(Request request) {
        begin(std::move(request));
        while (!outcome_) {
            context_.run_one();
        }
        return *outcome_;
    }
    void cancel() {
        signal_.emit(asio::cancellation_type::terminal);
        context_.poll();
    }

    [[nodiscard]] asio::io_context& context() { return context_; }
    // outcome is empty where the request goes on.
    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  private:
    asio::io_context context_{1};
    asio::cancellation_signal signal_;
    std::optional<Outcome> outcome_;
    Session session_;
};

void expect_cancelled(const Outcome& outcome) {
    ASSERT_FALSE(outcome) << outcome->status;
    EXPECT_EQ(outcome.error().kind, Failure::Kind::cancelled);
    EXPECT_EQ(outcome.error().message, "the request was cancelled");
}

TEST(Cancel, EndsARequestThatBlocksAnotherThread) {
    std::promise<void> asked;
    const HostileServer server(speaking([&asked](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        asked.set_value();
        co_await stream.drain();
    }));
    Session session(patient());
    auto outcome = std::async(std::launch::async, [&] { return session.get(server.url()); });
    asked.get_future().wait();
    session.cancel();
    expect_cancelled(outcome.get());
}

TEST(Cancel, BetweenRequestsEndsNone) {
    TestServer server("all");
    Session session(patient());
    for (int i = 0; i < 2; ++i) {
        session.cancel();
        const auto outcome = session.get(server.url());
        ASSERT_TRUE(outcome) << outcome.error().message;
    }
}

// A connection that breaks under a GET is replaced in silence: this one did not break.
TEST(Cancel, OfAGetOnAConnectionThatWasKeptDialsNoOther) {
    std::promise<void> asked_again;
    std::atomic<int> connections{0};
    const HostileServer server(speaking([&](Stream& stream) -> asio::awaitable<void> {
        ++connections;
        (void)co_await request_of(stream);
        (void)co_await stream.write(ok);
        (void)co_await request_of(stream);
        asked_again.set_value();
        co_await stream.drain();
    }));
    Asking asking;
    ASSERT_TRUE(asking.answer_of({.url = server.url()}));
    asking.begin({.url = server.url()});
    asking.until(asked_again.get_future());
    asking.cancel();
    ASSERT_TRUE(asking.outcome()) << "the request goes on";
    expect_cancelled(*asking.outcome());
    EXPECT_TRUE(asking.outcome()->error().receipt.reused);
    EXPECT_EQ(connections, 1);
}

// FullListener has no room for one connection more: who dials it waits.
class FullListener {
  public:
    explicit FullListener(asio::io_context& context) : acceptor_(context), occupant_(context) {
        acceptor_.open(tcp::v4());
        acceptor_.bind({asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        occupant_.connect(acceptor_.local_endpoint());
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    tcp::acceptor acceptor_;
    tcp::socket occupant_;
};

TEST(Cancel, WhileItDialsTriesNoOtherAddress) {
    std::promise<void> gate;
    Policy policy = patient();
    policy.resolver = [opened = gate.get_future().share()](const std::string&) {
        opened.wait();
        return Result<Addresses>(Addresses(2, asio::ip::address_v4::loopback()));
    };
    Asking asking(policy);
    const FullListener full(asking.context());
    asking.begin({.url = fmt::format("https://full.example:{}/", full.port())});
    asking.context().poll();
    gate.set_value();
    asking.context().run_one();  // the resolver's answer, the one thing that can come
    asking.context().poll();
    ASSERT_FALSE(asking.outcome());
    asking.cancel();
    ASSERT_TRUE(asking.outcome()) << "the request goes on";
    expect_cancelled(*asking.outcome());
}

// A body that no buffer between the two ends has room for.
TEST(Cancel, OfAnUploadThatIsStuckReadsNoAnswer) {
    std::promise<void> coming;
    const HostileServer server(speaking([&coming](Stream& stream) -> asio::awaitable<void> {
        (void)co_await stream.wait_readable();
        coming.set_value();
        co_await stream.pause();
    }));
    Asking asking;
    asking.begin(
        {.method = "POST", .url = server.url(), .body = std::string(std::size_t{64} << 20U, 'x')});
    asking.until(coming.get_future());
    ASSERT_FALSE(asking.outcome());
    asking.cancel();
    ASSERT_TRUE(asking.outcome()) << "the request goes on";
    expect_cancelled(*asking.outcome());
}

}  // namespace
}  // namespace tlsmatrix::client::cancel_test
