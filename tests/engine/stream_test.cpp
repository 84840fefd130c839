#include <chrono>
#include <exception>
#include <functional>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::stream_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using enum ProtocolVersion;

constexpr auto soon = 40ms;
constexpr auto never_needed = 30s;

MemoryBench& contexts() {
    static MemoryBench made(self_signed(p256_key()));
    return made;
}

// Loopback is two connected sockets and the context that both are driven by.
class Loopback {
  public:
    Loopback() {
        tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        client_.connect(acceptor.local_endpoint());
        server_ = acceptor.accept();
    }

    [[nodiscard]] tcp::socket& client() { return client_; }
    [[nodiscard]] tcp::socket& server() { return server_; }
    [[nodiscard]] std::unique_ptr<Stream> client_stream(VersionSet versions = VersionSet::all()) {
        return std::make_unique<Stream>(std::move(client_), contexts().client_context(versions),
                                        "localhost");
    }
    [[nodiscard]] std::unique_ptr<Stream> server_stream(VersionSet versions = VersionSet::all()) {
        return std::make_unique<Stream>(std::move(server_), contexts().server_context({versions}));
    }

    // run ends when every coroutine is over: a deadline that is still armed does not hold it up.
    void spawn(asio::awaitable<void> work) {
        ++going_;
        asio::co_spawn(context_, std::move(work), [this](std::exception_ptr exception) {
            if (--going_ == 0) {
                context_.stop();
            }
            if (exception) {
                std::rethrow_exception(exception);
            }
        });
    }
    void run() { context_.run(); }
    [[nodiscard]] asio::io_context& context() { return context_; }
    // run_cancelled cancels a coroutine before its first wait, and runs it for as long as it has
    // none.
    void run_cancelled(asio::awaitable<void> work) {
        asio::cancellation_signal signal;
        asio::co_spawn(context_, cancelled(signal, std::move(work)),
                       asio::bind_cancellation_slot(signal.slot(), [](std::exception_ptr thrown) {
                           EXPECT_EQ(thrown, nullptr);
                       }));
        context_.poll();
    }

  private:
    static asio::awaitable<void> cancelled(asio::cancellation_signal& signal,
                                           asio::awaitable<void> work) {
        co_await asio::this_coro::throw_if_cancelled(false);
        signal.emit(asio::cancellation_type::terminal);
        co_await std::move(work);
    }

    asio::io_context context_{1};
    int going_ = 0;
    tcp::socket client_{context_};
    tcp::socket server_{context_};
};

// outcome_of runs one end's handshake to its end while `other` does its worst.
HandshakeOutcome outcome_of(Loopback& loopback, Stream& stream,
                            const std::function<void()>& other = nullptr) {
    HandshakeOutcome outcome = Aborted{"never ended"};
    loopback.spawn([](Stream& it, HandshakeOutcome& into) -> asio::awaitable<void> {
        into = co_await it.handshake();
    }(stream, outcome));
    if (other) {
        other();
    }
    loopback.run();
    return outcome;
}

void reset(tcp::socket& socket) {
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
}

TEST(Stream, IsTimedOutBySilence) {
    Loopback loopback;
    const auto stream = loopback.client_stream();
    const auto before = Stream::Clock::now();
    stream->expires_after(soon);
    const HandshakeOutcome outcome = outcome_of(loopback, *stream);
    const auto passed = Stream::Clock::now() - before;
    ASSERT_EQ(outcome_name(outcome), "timed_out");
    EXPECT_GE(passed, soon);
    // It counts from the handshake's beginning, which may come any time after its deadline was set.
    EXPECT_LE(std::get<TimedOut>(outcome).after, passed);
    EXPECT_TRUE(stream->timed_out());
}

TEST(Stream, IsTimedOutBySilenceAtTheServerToo) {
    Loopback loopback;
    const auto stream = loopback.server_stream();
    stream->expires_after(soon);
    EXPECT_EQ(outcome_name(outcome_of(loopback, *stream)), "timed_out");
}

TEST(Stream, IsNotSavedByBytesThatTrickleIn) {
    Loopback loopback;
    const auto stream = loopback.server_stream();
    stream->expires_after(soon);
    // A record that never becomes whole.
    const auto outcome = outcome_of(loopback, *stream, [&loopback] {
        asio::write(loopback.client(), asio::buffer("\x16\x03\x01\x01", 4));
    });
    EXPECT_EQ(outcome_name(outcome), "timed_out");
}

TEST(Stream, IsAbortedByAReset) {
    Loopback loopback;
    const auto stream = loopback.server_stream();
    stream->expires_after(never_needed);
    const auto outcome = outcome_of(loopback, *stream, [&loopback] { reset(loopback.client()); });
    ASSERT_EQ(outcome_name(outcome), "aborted");
    EXPECT_EQ(describe(outcome), "the connection to the client broke: Connection reset by peer");
}

TEST(Stream, IsClosedByAClose) {
    Loopback loopback;
    const auto stream = loopback.server_stream();
    stream->expires_after(never_needed);
    const auto outcome = outcome_of(loopback, *stream, [&loopback] { loopback.client().close(); });
    EXPECT_EQ(outcome,
              HandshakeOutcome(Closed{"the client closed the connection without an alert"}));
}

TEST(Stream, ShakesHandsAndSetsNoDelay) {
    Loopback loopback;
    const auto client = loopback.client_stream();
    const auto server = loopback.server_stream({tls_1_1});
    HandshakeOutcome seen_by_server = Aborted{"never ended"};
    const auto seen_by_client = outcome_of(loopback, *client, [&] {
        loopback.spawn([](Stream& it, HandshakeOutcome& into) -> asio::awaitable<void> {
            into = co_await it.handshake();
        }(*server, seen_by_server));
    });
    EXPECT_EQ(std::get<Negotiated>(seen_by_client).version, tls_1_1);
    EXPECT_EQ(seen_by_server, seen_by_client);
    tcp::no_delay no_delay;
    client->socket().get_option(no_delay);
    EXPECT_TRUE(no_delay.value());
}

// More than any socket buffer holds, so that the writer has to wait for the reader.
TEST(Stream, CarriesMegabytesAndEndsWithCloseNotify) {
    static constexpr std::size_t size = 4 << 20;
    Loopback loopback;
    const auto client = loopback.client_stream();
    const auto server = loopback.server_stream();
    client->expires_after(never_needed);
    server->expires_after(never_needed);
    std::size_t received = 0;
    IoStatus end = IoStatus::ok;
    loopback.spawn([](Stream& it) -> asio::awaitable<void> {
        (void)co_await it.handshake();
        const std::string body(size, 'x');
        const IoResult written = co_await it.write(body);
        EXPECT_EQ(written.status, IoStatus::ok);
        EXPECT_EQ(written.bytes, size);
        co_await it.shutdown();
    }(*server));
    loopback.spawn([](Stream& it, std::size_t& count, IoStatus& last) -> asio::awaitable<void> {
        (void)co_await it.handshake();
        std::string room(16384, '\0');
        while (last == IoStatus::ok) {
            const IoResult result = co_await it.read(room);
            count += result.bytes;
            last = result.status;
        }
    }(*client, received, end));
    loopback.run();
    EXPECT_EQ(received, size);
    EXPECT_EQ(end, IoStatus::closed);
}

TEST(Stream, TimesOutWhileReadingAndRecoversWithANewDeadline) {
    Loopback loopback;
    const auto client = loopback.client_stream();
    const auto server = loopback.server_stream();
    loopback.spawn([](Stream& it) -> asio::awaitable<void> {
        (void)co_await it.handshake();
        std::string room(16, '\0');
        it.expires_after(soon);
        IoResult result = co_await it.read(room);
        EXPECT_EQ(result.status, IoStatus::timed_out);
        result = co_await it.read(room);
        EXPECT_EQ(result.status, IoStatus::timed_out);
        it.expires_after(never_needed);
        const std::string_view ping = "ping";
        result = co_await it.write(ping);
        EXPECT_EQ(result.status, IoStatus::ok);
        result = co_await it.read(room);
        EXPECT_EQ(result.bytes, 4U);
        it.expires_never();
    }(*client));
    loopback.spawn([](Stream& it) -> asio::awaitable<void> {
        (void)co_await it.handshake();
        std::string room(16, '\0');
        const IoResult asked = co_await it.read(room);
        const std::string_view answer(room.data(), asked.bytes);
        (void)co_await it.write(answer);
        co_await it.shutdown();
    }(*server));
    loopback.run();
}

TEST(Stream, OfACancelledSocketIsNotTimedOut) {
    Loopback loopback;
    const auto stream = loopback.server_stream();
    const auto outcome = outcome_of(loopback, *stream, [&] {
        loopback.spawn([](Stream& it) -> asio::awaitable<void> {
            it.socket().cancel();
            co_return;
        }(*stream));
    });
    EXPECT_EQ(outcome, HandshakeOutcome(Aborted{"the handshake was cancelled"}));
}

// Asio ends the operation that is under way: a cancellation that comes as one is done would be
// lost.
TEST(Stream, OfACancelledCoroutineWaitsForNothing) {
    Loopback loopback;
    const auto client = loopback.client_stream();
    HandshakeOutcome outcome = Aborted{"it waits"};
    loopback.run_cancelled([](Stream& it, HandshakeOutcome& into) -> asio::awaitable<void> {
        into = co_await it.handshake();
    }(*client, outcome));
    EXPECT_EQ(outcome, HandshakeOutcome(Aborted{"the handshake was cancelled"}));
}

// A timer that has fallen due cannot be cancelled any more: its handler stands in the queue, here
// behind the one that lets the stream go. A deadline that was moved meanwhile must not arm it again
// for a stream that is no more: a server would wait for that at its end.
TEST(Stream, LeavesNothingToWaitForThoughItsTimerWasDueWhenItWent) {
    Loopback wire;
    std::unique_ptr<Stream> stream = wire.server_stream();
    stream->expires_after(1ms);
    stream->expires_after(never_needed);
    std::this_thread::sleep_until(Stream::Clock::now() + 2ms);  // past the first of the two
    asio::post(wire.context(), [&stream] { stream.reset(); });
    wire.context().run_for(never_needed / 10);
    EXPECT_TRUE(wire.context().stopped());
}

TEST(Stream, ReadsTheRefusalThatCameBeforeTheClose) {
    Loopback loopback;
    auto client = loopback.client_stream({tls_1_1});
    const auto server = loopback.server_stream({tls_1_0});
    loopback.spawn([](std::unique_ptr<Stream>& it) -> asio::awaitable<void> {
        (void)co_await it->handshake();
        it.reset();  // closes at once
    }(client));
    const auto outcome = outcome_of(loopback, *server);
    EXPECT_EQ(outcome, HandshakeOutcome(Refused{{70, AlertLevel::fatal, Sender::client}}));
}

TEST(Stream, DrainsUntilThePeerIsGone) {
    Loopback loopback;
    const auto server = loopback.server_stream();
    server->expires_after(never_needed);
    loopback.spawn([](Stream& it) -> asio::awaitable<void> { co_await it.drain(); }(*server));
    asio::write(loopback.client(), asio::buffer(std::string(20'000, 'x')));
    loopback.client().close();
    loopback.run();
    EXPECT_FALSE(server->timed_out());
}

}  // namespace
}  // namespace tlsmatrix::stream_test
