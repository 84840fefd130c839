#include <chrono>
#include <functional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <tlsmatrix/matrix/detail/server_sights.hpp>

namespace tlsmatrix::matrix::server_sights_test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr ServerSights::Key key{8443, 40000};

// Sights is the object under test and the context that it and its askers run on.
struct Sights {
    void note(ServerSights::Key of, HandshakeOutcome outcome, std::uint64_t requests = 0) {
        server::ConnectionFacts facts;
        facts.local.port = of.first;
        facts.peer.port = of.second;
        facts.outcome = std::move(outcome);
        server::AccessEntry entry;
        entry.connection = &facts;
        entry.requests = requests;
        sights.note(entry);
    }

    // ask gives what wait gives, after `meanwhile` has been done while it waits.
    std::optional<HandshakeOutcome> ask(std::chrono::milliseconds patience,
                                        const std::function<void()>& meanwhile = nullptr) {
        std::optional<HandshakeOutcome> seen;
        asio::co_spawn(
            context,
            [](ServerSights& from, std::chrono::milliseconds for_long,
               std::optional<HandshakeOutcome>& into) -> asio::awaitable<void> {
                into = co_await from.wait(key, for_long);
            }(sights, patience, seen),
            [](std::exception_ptr) {});
        if (meanwhile) {
            asio::post(context, meanwhile);
        }
        context.restart();
        context.run();
        return seen;
    }

    asio::io_context context{1};
    ServerSights sights{context};
};

const HandshakeOutcome closed = Closed{"gone"};
const HandshakeOutcome aborted = Aborted{"reset"};

TEST(ServerSights, GivesWhatCameBeforeItWasAskedFor) {
    Sights it;
    it.note(key, closed);
    EXPECT_EQ(it.ask(10s), closed);
}

TEST(ServerSights, WaitsForWhatComesLater) {
    Sights it;
    EXPECT_EQ(it.ask(10s, [&it] { it.note(key, closed); }), closed);
}

TEST(ServerSights, GivesNothingWhereNothingComesInTime) {
    Sights it;
    it.note({8443, 40001}, closed);
    it.note({8444, 40000}, closed);
    EXPECT_EQ(it.ask(5ms), std::nullopt);
}

TEST(ServerSights, ForgetsWhatItGave) {
    Sights it;
    it.note(key, closed);
    EXPECT_EQ(it.ask(10s), closed);
    EXPECT_EQ(it.ask(5ms), std::nullopt);
}

TEST(ServerSights, TakesTheLatestOfOnePortAndTheFirstEntryOfAConnection) {
    Sights it;
    it.note(key, closed);
    it.note(key, aborted, 1);
    it.note(key, closed, 2);
    EXPECT_EQ(it.ask(10s), aborted);
}

}  // namespace
}  // namespace tlsmatrix::matrix::server_sights_test
