#include <algorithm>
#include <array>
#include <exception>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/relay/detail/wire_watch.hpp>
#include <tlsmatrix/relay/relay_server.hpp>

namespace tlsmatrix::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

using process::token;
constexpr std::size_t piece = std::size_t{16} * 1024;
constexpr std::chrono::milliseconds retry{20};

void rethrow(const std::exception_ptr& failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

std::string text_of(const tcp::endpoint& endpoint) {
    return endpoint.address().is_v6()
               ? fmt::format("[{}]:{}", endpoint.address().to_string(), endpoint.port())
               : fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
}

}  // namespace

// Connection is one client and the server behind, shared by the coroutines that carry it.
struct RelayServer::Connection {
    Connection(tcp::socket socket, std::function<void(HandshakeTold)>& told)
        : client(std::move(socket)),
          server(client.get_executor()),
          timer(client.get_executor()),
          tell(told) {}

    [[nodiscard]] std::chrono::microseconds now() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
    }
    // conclude tells of it, once.
    void conclude(const Ending& ending) {
        if (std::exchange(is_told, true)) {
            return;
        }
        HandshakeTold made = watch.conclude(ending, now());
        made.number = number;
        made.client = peer;
        made.started = started;
        tell(std::move(made));
    }
    void close(bool reset) {
        for (tcp::socket* socket : {&client, &server}) {
            error_code ignored;
            if (reset) {
                socket->set_option(asio::socket_base::linger(true, 0), ignored);
            }
            socket->close(ignored);
        }
        timer.cancel();
        closed = true;
    }

    tcp::socket client;
    tcp::socket server;
    asio::steady_timer timer;  // cancelled when the connection is over
    std::function<void(HandshakeTold)>& tell;
    std::uint64_t number = 0;
    std::string peer;
    Clock::time_point begun = Clock::now();
    Clock::time_point heard = begun;
    std::chrono::system_clock::time_point started = std::chrono::system_clock::now();
    WireWatch watch;
    unsigned pumping = 0;
    // The other end may still have something to say, an alert for instance.
    std::optional<Ending> first_end;
    bool is_told = false;
    bool closed = false;
};

RelayServer::RelayServer(asio::io_context& context, RelaySettings settings)
    : context_(context), settings_(std::move(settings)), acceptor_(context), changed_(context) {
    error_code error;
    acceptor_.open(settings_.listen.protocol(), error);
    // Otherwise Asio waits for another connection where one was aborted.
    if (!error) {
        acceptor_.set_option(asio::socket_base::enable_connection_aborted(true), error);
    }
    if (!error) {
        acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) {
        acceptor_.bind(settings_.listen, error);
    }
    if (!error) {
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        throw SetupError(fmt::format("cannot listen on {} ({}): name another address with --listen",
                                     text_of(settings_.listen), error.message()));
    }
}

RelayServer::~RelayServer() = default;

tcp::endpoint RelayServer::endpoint() const {
    return acceptor_.local_endpoint();
}

asio::awaitable<void> RelayServer::run() {
    while (acceptor_.is_open()) {
        if (under_way_.size() >= settings_.max_connections) {
            changed_.expires_at(Clock::time_point::max());
            (void)co_await changed_.async_wait(token);
            continue;
        }
        auto [error, socket] = co_await acceptor_.async_accept(token);
        if (error && acceptor_.is_open()) {  // out of descriptors, which others give back
            asio::steady_timer pause(context_, retry);
            (void)co_await pause.async_wait(token);
        }
        if (error) {
            continue;
        }
        error_code gone;
        const tcp::endpoint peer = socket.remote_endpoint(gone);
        const auto connection = std::make_shared<Connection>(std::move(socket), settings_.told);
        connection->number = ++accepted_;
        connection->peer = gone ? "a client that was gone at once" : text_of(peer);
        under_way_.push_back(connection);
        asio::co_spawn(context_, carry(connection),
                       [this, connection](const std::exception_ptr& failure) {
                           std::erase(under_way_, connection);
                           changed_.cancel();
                           rethrow(failure);
                       });
    }
}

asio::awaitable<bool> RelayServer::reach(std::shared_ptr<Connection> shared) {
    Connection& connection = *shared;
    error_code last = asio::error::host_not_found;
    for (const tcp::endpoint& each : settings_.to) {
        error_code ignored;
        connection.server.close(ignored);
        asio::steady_timer limit(context_, settings_.connect);
        limit.async_wait([shared](error_code error) {
            if (!error) {
                shared->server.close(error);
            }
        });
        const auto [error] = co_await connection.server.async_connect(each, token);
        const bool late = limit.cancel() == 0;
        last = late ? error_code(asio::error::timed_out) : error;
        if (connection.closed) {
            co_return false;
        }
        if (!last) {
            // What comes in pieces goes on in pieces, at once.
            connection.client.set_option(tcp::no_delay(true), ignored);
            connection.server.set_option(tcp::no_delay(true), ignored);
            co_return true;
        }
    }
    connection.conclude(
        {.kind = Ending::Kind::broken,
         .words = fmt::format("the relay cannot reach the server at {} ({}), and closed",
                              text_of(settings_.to.back()), last.message())});
    co_return false;
}

asio::awaitable<void> RelayServer::carry(std::shared_ptr<Connection> connection) {
    const bool reached = co_await reach(connection);
    if (reached) {
        const auto ended = [connection](const std::exception_ptr& failure) {
            if (--connection->pumping == 0) {
                connection->timer.cancel();
            }
            rethrow(failure);
        };
        connection->pumping = 2;
        asio::co_spawn(context_, pump(connection, Sender::client), ended);
        asio::co_spawn(context_, pump(connection, Sender::server), ended);
        co_await watch_time(connection);
        if (connection->first_end) {
            connection->conclude(*connection->first_end);
        }
    }
    connection->close(false);
}

// watch_time returns when both directions have ended, or their time is over.
asio::awaitable<void> RelayServer::watch_time(std::shared_ptr<Connection> connection) {
    while (connection->pumping > 0 && !connection->closed) {
        const bool begun = !connection->is_told;
        const auto deadline =
            begun ? connection->begun + settings_.handshake : connection->heard + settings_.idle;
        if (Clock::now() >= deadline) {
            connection->conclude(connection->first_end.value_or(
                Ending{.kind = Ending::Kind::timed_out, .after = settings_.handshake}));
            connection->close(true);
            co_return;
        }
        connection->timer.expires_at(deadline);
        (void)co_await connection->timer.async_wait(token);
    }
}

asio::awaitable<void> RelayServer::pump(std::shared_ptr<Connection> connection, Sender sender) {
    const bool up = sender == Sender::client;
    tcp::socket& from = up ? connection->client : connection->server;
    tcp::socket& to = up ? connection->server : connection->client;
    std::array<std::uint8_t, piece> room{};
    while (true) {
        const auto [error, count] = co_await from.async_read_some(asio::buffer(room), token);
        if (connection->closed) {
            co_return;
        }
        if (error) {
            const bool reset = error != asio::error::eof;
            if (!connection->first_end) {
                connection->first_end = {reset ? Ending::Kind::reset : Ending::Kind::closed,
                                         sender};
            }
            if (reset) {
                connection->conclude(*connection->first_end);
                connection->close(true);
            } else {
                error_code ignored;
                to.shutdown(tcp::socket::shutdown_send, ignored);
            }
            co_return;
        }
        connection->heard = Clock::now();
        const std::span bytes = std::span(room).first(count);
        connection->watch.on_bytes(sender, bytes, connection->now());
        if (connection->watch.settled()) {
            connection->conclude({});
        }
        // Where it cannot be written the other end has gone, and its own pump tells of that.
        (void)co_await asio::async_write(to, asio::buffer(bytes.data(), bytes.size()), token);
    }
}

asio::awaitable<void> RelayServer::settle(std::chrono::milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    while (!under_way_.empty() && Clock::now() < deadline) {
        changed_.expires_at(deadline);
        (void)co_await changed_.async_wait(token);
    }
}

void RelayServer::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    changed_.cancel();
    for (const auto& connection : std::vector(under_way_)) {
        connection->conclude({.kind = Ending::Kind::broken,
                              .words = "the relay was stopped in the middle of the handshake"});
        connection->close(true);
    }
}

}  // namespace tlsmatrix::relay
