#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/relay/detail/relay_connection.hpp>

namespace tlsmatrix::relay {

namespace asio = boost::asio;
using boost::system::error_code;
using process::token;

RelayConnection::RelayConnection(Socket socket, const std::vector<Attack>& attacks,
                                 std::uint64_t seed, const std::function<void(HandshakeTold)>& told)
    : client(std::move(socket)),
      server(client.get_executor()),
      timer(client.get_executor()),
      pause(client.get_executor()),
      tell(told) {
    if (!attacks.empty()) {
        at_server.emplace();
        tamper.emplace(attacks, seed);
    }
}

std::chrono::microseconds RelayConnection::now() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
}

void RelayConnection::conclude(const Ending& ending) {
    if (std::exchange(is_told, true)) {
        return;
    }
    HandshakeTold made = watch.conclude(ending, now());
    made.number = number;
    made.client = peer;
    made.started = started;
    if (tamper) {
        made.attacked = tamper->done();
        HandshakeTold other_side = at_server->conclude(ending, now());
        if (other_side.seen.client_hello && !made.attacked.empty()) {
            made.server_side = ServerSide{std::move(other_side.seen), std::move(other_side.outcome),
                                          std::move(other_side.told.sentence)};
        }
    }
    tell(std::move(made));
}

void RelayConnection::end(Sender from, Ending::Kind kind) {
    if (!first_end) {
        first_end = {kind, from};
    }
    watch.on_end(from);
    if (at_server) {
        at_server->on_end(from);
    }
}

void RelayConnection::close(bool reset) {
    for (Socket* socket : {&client, &server}) {
        error_code ignored;
        if (reset) {
            socket->set_option(asio::socket_base::linger(true, 0), ignored);
        }
        socket->close(ignored);
    }
    timer.cancel();
    pause.cancel();
    closed = true;
}

void RelayConnection::look_whether_settled() {
    if (watch.settled() && (!at_server || at_server->settled())) {
        conclude({});
    }
}

// Whoever has gone tells of that by its own direction, once what it has said is read. What went
// lost for another reason would be missing in the middle of what is passed on.
bool RelayConnection::is_sent(Sender to, const error_code& error) {
    if (!error || closed) {
        return !closed;
    }
    if (first_end || error == asio::error::broken_pipe || error == asio::error::connection_reset) {
        error_code ignored;
        (to == Sender::server ? server : client).shutdown(Socket::shutdown_receive, ignored);
        return true;
    }
    conclude({.kind = Ending::Kind::broken,
              .words = fmt::format("the relay cannot send to the {} ({}), and reset both ends",
                                   to == Sender::server ? "server" : "client", error.message())});
    close(true);
    return false;
}

asio::awaitable<bool> RelayConnection::pass_on(Sender from, std::span<const std::uint8_t> bytes) {
    if (!tamper) {
        watch.on_bytes(from, bytes, now());
        look_whether_settled();
        Socket& to = from == Sender::client ? server : client;
        const auto [error, count] =
            co_await asio::async_write(to, asio::buffer(bytes.data(), bytes.size()), token);
        co_return is_sent(other(from), error);
    }
    (from == Sender::client ? watch : *at_server).on_bytes(from, bytes, now());
    const std::vector<Move> moves = tamper->on_bytes(from, bytes);
    for (const Move& move : moves) {
        const bool goes_on = co_await carry_out(move);
        if (!goes_on || closed) {
            co_return false;
        }
    }
    look_whether_settled();
    co_return true;
}

asio::awaitable<bool> RelayConnection::carry_out(const Move& move) {
    const auto on_purpose = [this] {
        return Ending{
            .kind = Ending::Kind::broken,
            .words = fmt::format("attacked on purpose: {}", fmt::join(tamper->done(), ", "))};
    };
    switch (move.kind) {
        case Move::Kind::write: {
            const bool up = move.to == Sender::server;
            (up ? *at_server : watch).on_bytes(other(move.to), move.bytes, now());
            const auto [error, count] =
                co_await asio::async_write(up ? server : client, asio::buffer(move.bytes), token);
            co_return is_sent(move.to, error);
        }
        case Move::Kind::wait:
            pause.expires_after(move.wait);
            (void)co_await pause.async_wait(token);
            co_return true;
        case Move::Kind::reset:
            conclude(on_purpose());
            close(true);
            co_return false;
        case Move::Kind::close: {
            error_code ignored;
            first_end = on_purpose();
            watch.on_end(Sender::server);
            client.shutdown(Socket::shutdown_send, ignored);
            server.close(ignored);
            co_return true;
        }
        case Move::Kind::stall:
            first_end = on_purpose();
            co_return true;
    }
    co_return true;
}

}  // namespace tlsmatrix::relay
