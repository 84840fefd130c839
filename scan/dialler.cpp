#include <algorithm>
#include <array>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <tlsmatrix/scan/dialler.hpp>

namespace tlsmatrix::scan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_heard_bytes =
    100'000;  // far more than any hello, with warnings before it

// Call is one connection, which the timer closes when its time is over. The timer's handler shares
// it, since one that is due already runs even after it was cancelled.
struct Call : std::enable_shared_from_this<Call> {
    explicit Call(const asio::any_io_executor& executor) : socket(executor), timer(executor) {}

    tcp::socket socket;
    asio::steady_timer timer;
    bool timed_out = false;
    Bytes heard = {};

    void give_up_at(Dialler::Clock::time_point end) {
        timer.expires_at(end);
        timer.async_wait([call = shared_from_this()](error_code cancelled) {
            if (!cancelled) {
                call->timed_out = true;
                error_code ignored;
                call->socket.close(ignored);
            }
        });
    }

    [[nodiscard]] Ending ending_of(const error_code& error) const {
        if (timed_out) {
            return {Ending::Kind::timed_out};
        }
        return {error == asio::error::eof ? Ending::Kind::closed : Ending::Kind::reset};
    }

    // With Nagle's algorithm off, what is written first is sent first.
    asio::awaitable<void> send_first(const Bytes& hello, std::size_t cut) {
        constexpr std::chrono::milliseconds pause{30};
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        co_await asio::async_write(socket, asio::buffer(hello.data(), cut), token);
        asio::steady_timer wait(co_await asio::this_coro::executor, pause);
        co_await wait.async_wait(token);
    }

    // tells is whether what was heard is enough.
    [[nodiscard]] bool tells(const Answer& answer, bool for_exchange) const {
        return !for_exchange || !std::holds_alternative<ServerHello>(answer) ||
               read_key_exchange(heard);
    }

    asio::awaitable<Answer> talk(const Bytes& hello, std::size_t cut, bool for_exchange) {
        if (cut > 0) {
            co_await send_first(hello, cut);
        }
        // A server may refuse before it has read everything: what it said is still to be read.
        const auto rest = asio::buffer(hello) + cut;
        co_await asio::async_write(socket, rest, token);
        std::array<std::uint8_t, 4096> piece{};
        while (true) {
            const auto [error, count] = co_await socket.async_read_some(asio::buffer(piece), token);
            heard.insert(heard.end(), piece.begin(),
                         piece.begin() + static_cast<std::ptrdiff_t>(count));
            const auto answer = read_answer(heard);
            if (answer &&
                (error || heard.size() > max_heard_bytes || tells(*answer, for_exchange))) {
                co_return *answer;
            }
            if (error) {
                co_return last_answer(heard, ending_of(error));
            }
            if (heard.size() > max_heard_bytes) {
                co_return Ending{Ending::Kind::not_tls, "far too many bytes before a hello"};
            }
        }
    }
};

}  // namespace

asio::awaitable<Answer> Dialler::ask(Bytes hello, std::size_t cut) {
    Exchanged asked = co_await ask(std::move(hello), cut, false);
    co_return std::move(asked.answer);
}

asio::awaitable<Dialler::Exchanged> Dialler::ask_for_exchange(Bytes hello) {
    return ask(std::move(hello), 0, true);
}

asio::awaitable<Dialler::Exchanged> Dialler::ask(Bytes hello, std::size_t cut, bool for_exchange) {
    const auto executor = co_await asio::this_coro::executor;
    const Clock::time_point start = pace_.next(Clock::now());
    asio::steady_timer pause(executor, std::min(start, deadline_));
    co_await pause.async_wait(token);
    Exchanged asked{Ending{Ending::Kind::timed_out}};
    if (is_over()) {
        co_return asked;
    }
    ++connections_;
    const auto call = std::make_shared<Call>(executor);
    call->give_up_at(std::min(deadline_, Clock::now() + patience_));
    const auto [failed] = co_await call->socket.async_connect(endpoint_, token);
    if (failed || call->timed_out) {
        call->timer.cancel();
        std::string why = call->timed_out ? "it took too long" : failed.message();
        asked.answer = Ending{Ending::Kind::unreachable, std::move(why)};
        co_return asked;
    }
    asked.answer = co_await call->talk(hello, cut, for_exchange);
    call->timer.cancel();
    const auto warning = warning_before_hello(call->heard);
    if (const auto* chosen = std::get_if<ServerHello>(&asked.answer);
        chosen != nullptr && warning) {
        warned_ = warned_.value_or(Warned{*warning, chosen->version});
        warned_->version = std::max(warned_->version, chosen->version);
    }
    error_code ignored;
    call->socket.close(ignored);
    if (for_exchange) {
        asked.exchange = read_key_exchange(call->heard).value_or(KeyExchange{});
    }
    co_return asked;
}

}  // namespace tlsmatrix::scan
