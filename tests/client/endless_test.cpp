// Servers that always have something to read, within every limit: the deadline and cancel hold all
// the same.
#include <chrono>
#include <future>
#include <string>

#include <gtest/gtest.h>

#include "tests/client/hostile_server.hpp"
#include "tests/client/support.hpp"

namespace tlsmatrix::client::endless_test {
namespace {

using namespace std::chrono_literals;

constexpr auto leeway = 3s;  // on however busy a machine

// One byte of a body costs its server 1,000 on the wire, so no limit of the body is met.
const std::string beginning = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunks() {
    std::string pieces;
    for (int i = 0; i < 64; ++i) {
        pieces += "1;x=" + std::string(1000, 'x') + "\r\nx\r\n";
    }
    return pieces;
}

Policy policy_with(std::chrono::milliseconds total) {
    Policy policy = policy_of("all");
    policy.timeouts.total = total;
    return policy;
}

TEST(EndlessServer, ThatIsFastTimesOut) {
    const HostileServer server(endless(beginning, chunks()));
    const auto started = std::chrono::steady_clock::now();
    Session session(policy_with(300ms));
    const auto outcome = session.get(server.url());
    EXPECT_LT(std::chrono::steady_clock::now() - started, 300ms + leeway);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::timed_out) << outcome.error().message;
}

TEST(EndlessServer, ThatIsFastCanBeCancelled) {
    std::promise<void> asked;
    const HostileServer server(speaking([&](Stream& stream) -> boost::asio::awaitable<void> {
        (void)co_await request_of(stream);
        (void)co_await stream.write(beginning);
        const std::string piece = chunks();
        for (int sent = 0;; ++sent) {
            const IoResult result = co_await stream.write(piece);
            if (result.status != IoStatus::ok) {
                co_return;
            }
            if (sent == 0) {
                asked.set_value();
            }
        }
    }));
    Session session(policy_with(20s));
    const auto started = std::chrono::steady_clock::now();
    auto outcome = std::async(std::launch::async, [&] { return session.get(server.url()); });
    asked.get_future().wait();
    session.cancel();
    const auto got = outcome.get();
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, Failure::Kind::cancelled) << got.error().message;
}

}  // namespace
}  // namespace tlsmatrix::client::endless_test
