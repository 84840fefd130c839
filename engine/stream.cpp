#include <array>
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tlsmatrix/base/cancelled.hpp>
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Stream::State : std::enable_shared_from_this<Stream::State> {
    explicit State(tcp::socket connected)
        : socket(std::move(connected)), timer(socket.get_executor()) {}

    // Moving the deadline is cheap: a wait that is armed already is left alone unless it is too
    // late.
    void expire_at(Clock::time_point when) {
        deadline = when;
        expired = false;
        if (!armed || when < timer.expiry()) {
            arm();
        }
    }

    void arm() {
        armed = true;
        timer.expires_at(deadline);
        timer.async_wait([self = shared_from_this()](error_code error) {
            if (!error) {
                self->on_timer();
            }
        });
    }

    void on_timer() {
        armed = false;
        if (deadline == Clock::time_point::max()) {
            return;
        }
        if (Clock::now() < deadline) {
            arm();
            return;
        }
        expired = true;
        error_code ignored;
        socket.cancel(ignored);
    }

    // A handler that is due already runs all the same, and finds no deadline to wait for.
    void close() {
        deadline = Clock::time_point::max();
        timer.cancel();
        error_code ignored;
        socket.close(ignored);
    }

    tcp::socket socket;
    asio::steady_timer timer;
    Clock::time_point deadline = Clock::time_point::max();
    Clock::time_point started = Clock::now();
    bool armed = false;
    bool expired = false;
};

namespace {

template <class Started>
std::chrono::milliseconds since(Started started) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Stream::Clock::now() - started);
}

tcp::socket prepared(tcp::socket socket) {
    error_code ignored;  // a peer that has gone already shows at the first read
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    return socket;
}

}  // namespace

Stream::Stream(tcp::socket socket, ServerContext context)
    : state_(std::make_shared<State>(prepared(std::move(socket)))),
      transport_(state_->socket.native_handle()),
      connection_(std::move(context), transport_) {}

Stream::Stream(tcp::socket socket, ClientContext context, const std::string& server_name)
    : state_(std::make_shared<State>(prepared(std::move(socket)))),
      transport_(state_->socket.native_handle()),
      connection_(std::move(context), transport_, server_name) {}

Stream::~Stream() {
    state_->close();
}

void Stream::expires_after(Clock::duration duration) {
    state_->expire_at(Clock::now() + duration);
}
void Stream::expires_never() {
    state_->deadline = Clock::time_point::max();
    if (state_->armed) {  // an armed wait would keep the io_context running
        state_->armed = false;
        state_->timer.cancel();
    }
}
tcp::socket& Stream::socket() {
    return state_->socket;
}
bool Stream::timed_out() const {
    return state_->expired;
}

// While there is always something to read nobody waits, and the timer's handler has no turn.
bool Stream::is_late() {
    const bool bound = state_->deadline != Clock::time_point::max();
    state_->expired = state_->expired || (bound && Clock::now() >= state_->deadline);
    return state_->expired;
}

asio::awaitable<IoStatus> Stream::wait(Progress progress) {
    return progress == Progress::wants_write ? wait_write() : wait_read();
}

asio::awaitable<IoStatus> Stream::wait(IoStatus status) {
    return status == IoStatus::wants_write ? wait_write() : wait_read();
}

IoStatus Stream::waited(error_code error) const {
    if (state_->expired) {
        return IoStatus::timed_out;
    }
    return error ? IoStatus::failed : IoStatus::ok;
}

// To receive is the wait: Asio, told only to wait, would make a system call of its own for it.
asio::awaitable<IoStatus> Stream::wait_read(bool readable) {
    const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
    if (cancelled) {
        co_return IoStatus::failed;
    }
    error_code error;
    if (!state_->expired && !readable && !transport_.has_news()) {
        const auto room = transport_.room();
        std::size_t count = 0;
        std::tie(error, count) = co_await state_->socket.async_receive(
            asio::buffer(room.data(), room.size()), asio::as_tuple(asio::use_awaitable));
        if (error != asio::error::operation_aborted) {
            transport_.received(count, error == asio::error::eof ? 0 : error.value());
            error = {};
        }
    }
    co_return waited(error);
}

asio::awaitable<IoStatus> Stream::wait_write() {
    const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
    if (cancelled) {
        co_return IoStatus::failed;
    }
    error_code error;
    if (!state_->expired) {
        std::tie(error) = co_await state_->socket.async_wait(tcp::socket::wait_write,
                                                             asio::as_tuple(asio::use_awaitable));
    }
    co_return waited(error);
}

asio::awaitable<HandshakeOutcome> Stream::handshake() {
    state_->started = Clock::now();
    // A server that asked libssl before the hello has come would ask in vain, and hold its buffer.
    Progress progress = connection_.is_server() ? Progress::wants_read : connection_.handshake();
    while (is_waiting(progress)) {
        const IoStatus ready = co_await wait(progress);
        if (ready == IoStatus::timed_out) {
            co_return TimedOut{since(state_->started)};
        }
        if (ready != IoStatus::ok) {
            co_return Aborted{"the handshake was cancelled"};
        }
        progress = connection_.handshake();
    }
    co_return connection_.outcome();
}

asio::awaitable<IoStatus> Stream::receive_raw(std::vector<std::uint8_t>& into) {
    std::array<std::uint8_t, 4096> piece;
    while (true) {
        const IoStatus ready = co_await wait_read();
        if (ready != IoStatus::ok) {
            co_return ready;
        }
        const TransportResult result = transport_.read(piece);
        into.insert(into.end(), piece.begin(),
                    piece.begin() + static_cast<std::ptrdiff_t>(result.bytes));
        switch (result.status) {
            case TransportResult::Status::moved:
                co_return IoStatus::ok;
            case TransportResult::Status::would_block:
                break;
            case TransportResult::Status::end_of_stream:
                co_return IoStatus::truncated;
            case TransportResult::Status::failed:
                co_return IoStatus::failed;
        }
    }
}

IoResult Stream::read_now(std::span<char> into) {
    return is_late() ? IoResult{IoStatus::timed_out, 0} : connection_.read(into);
}

asio::awaitable<IoResult> Stream::read(std::span<char> into) {
    while (true) {
        const IoResult result = read_now(into);
        if (!is_waiting(result.status)) {
            co_return result;
        }
        const IoStatus ready = co_await wait(result.status);
        if (ready != IoStatus::ok) {
            co_return IoResult{ready, 0};
        }
    }
}

asio::awaitable<IoStatus> Stream::wait_readable() {
    return wait_read(connection_.has_pending());
}

bool Stream::is_silent() {
    std::array<char, 1> byte;
    transport_.ask_again();
    return connection_.read(byte).status == IoStatus::wants_read;
}

IoResult Stream::write_now(std::span<const char> from) {
    std::size_t written = 0;
    while (written < from.size()) {
        const IoResult result = connection_.write(from.subspan(written));
        written += result.bytes;
        if (result.status != IoStatus::ok) {
            return {result.status, written};
        }
    }
    return {IoStatus::ok, written};
}

asio::awaitable<IoResult> Stream::write(std::span<const char> from) {
    std::size_t written = 0;
    while (true) {
        const IoResult result = write_now(from.subspan(written));
        written += result.bytes;
        if (!is_waiting(result.status)) {
            co_return IoResult{result.status, written};
        }
        const IoStatus ready = co_await wait(result.status);
        if (ready != IoStatus::ok) {
            co_return IoResult{ready, written};
        }
    }
}

asio::awaitable<void> Stream::shutdown() {
    Progress progress = connection_.shutdown();
    while (is_waiting(progress)) {
        const IoStatus ready = co_await wait(progress);
        if (ready != IoStatus::ok) {
            break;
        }
        progress = connection_.shutdown();
    }
    error_code ignored;
    state_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Stream::pause() {
    const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
    if (!state_->expired && !cancelled) {
        const auto token = asio::as_tuple(asio::use_awaitable);
        (void)co_await state_->socket.async_wait(tcp::socket::wait_error, token);
    }
}

// A peer may send faster than this reads, so there is a wait after every piece: in it others have
// their turn, and the deadline is seen.
asio::awaitable<void> Stream::drain() {
    std::array<std::uint8_t, 16384> dropped;
    IoStatus ready = IoStatus::ok;
    while (ready == IoStatus::ok) {
        const TransportResult result = transport_.read(dropped);
        if (result.status != TransportResult::Status::moved &&
            result.status != TransportResult::Status::would_block) {
            co_return;
        }
        ready = co_await wait_read();
    }
}

}  // namespace tlsmatrix
