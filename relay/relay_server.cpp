#include <algorithm>
#include <array>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/relay/detail/listening.hpp>
#include <tlsmatrix/relay/detail/relay_connection.hpp>
#include <tlsmatrix/relay/relay_server.hpp>

namespace tlsmatrix::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

using process::rethrow;
using process::token;
constexpr std::size_t piece = std::size_t{16} * 1024;
constexpr std::chrono::milliseconds retry{20};

}  // namespace

RelayServer::RelayServer(asio::io_context& context, RelaySettings settings)
    : context_(context),
      settings_(std::move(settings)),
      acceptors_(listen_on(context, settings_.listen)),
      room_(context, Clock::time_point::max()),
      settled_(context) {}

RelayServer::~RelayServer() = default;

tcp::endpoint RelayServer::endpoint() const {
    return acceptors_.front().local_endpoint();
}

asio::awaitable<void> RelayServer::run() {
    for (std::size_t i = 1; i < acceptors_.size(); ++i) {
        asio::co_spawn(context_, accept(acceptors_[i]), rethrow);
    }
    co_await accept(acceptors_.front());
}

asio::awaitable<void> RelayServer::accept(tcp::acceptor& acceptor) {
    while (acceptor.is_open()) {
        if (under_way_.size() >= settings_.max_connections) {
            (void)co_await room_.async_wait(token);
            continue;
        }
        auto [error, socket] = co_await acceptor.async_accept(token);
        if (error && acceptor.is_open()) {  // out of descriptors, which others give back
            asio::steady_timer pause(context_, retry);
            (void)co_await pause.async_wait(token);
        }
        if (error) {
            continue;
        }
        error_code gone;
        const tcp::endpoint peer = socket.remote_endpoint(gone);
        const auto connection = std::make_shared<RelayConnection>(
            std::move(socket), settings_.attacks, settings_.seed, settings_.told);
        connection->number = ++accepted_;
        connection->peer = gone ? "a client that was gone at once" : endpoint_text(peer);
        under_way_.push_back(connection);
        asio::co_spawn(context_, carry(connection),
                       [this, connection](const std::exception_ptr& failure) {
                           std::erase(under_way_, connection);
                           wake();
                           rethrow(failure);
                       });
    }
}

asio::awaitable<bool> RelayServer::reach(std::shared_ptr<RelayConnection> shared) {
    RelayConnection& connection = *shared;
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
                              endpoint_text(settings_.to.back()), last.message())});
    co_return false;
}

asio::awaitable<void> RelayServer::carry(std::shared_ptr<RelayConnection> connection) {
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
asio::awaitable<void> RelayServer::watch_time(std::shared_ptr<RelayConnection> connection) {
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

asio::awaitable<void> RelayServer::pump(std::shared_ptr<RelayConnection> connection,
                                        Sender sender) {
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
            connection->end(sender, reset ? Ending::Kind::reset : Ending::Kind::closed);
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
        const bool goes_on = co_await connection->pass_on(sender, std::span(room).first(count));
        if (!goes_on) {
            co_return;
        }
    }
}

asio::awaitable<void> RelayServer::settle(std::chrono::milliseconds patience) {
    settled_.expires_after(patience);
    while (!under_way_.empty() && Clock::now() < settled_.expiry()) {
        (void)co_await settled_.async_wait(token);
    }
}

void RelayServer::wake() {
    room_.cancel();
    settled_.cancel();
}

void RelayServer::stop() {
    error_code ignored;
    for (tcp::acceptor& acceptor : acceptors_) {
        acceptor.close(ignored);
    }
    wake();
    for (const auto& connection : std::vector(under_way_)) {
        connection->conclude({.kind = Ending::Kind::broken,
                              .words = "the relay was stopped in the middle of the handshake"});
        connection->close(true);
    }
}

}  // namespace tlsmatrix::relay
