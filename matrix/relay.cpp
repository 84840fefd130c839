#include <array>
#include <chrono>
#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/detail/record_splitter.hpp>
#include <tlsmatrix/matrix/detail/relay.hpp>

namespace tlsmatrix::matrix {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto relay_token = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds retry{10};

// What goes wrong in the relay itself is a fault of the bench: it ends the run.
void rethrow(std::exception_ptr exception) {
    if (exception) {
        std::rethrow_exception(exception);
    }
}

struct Pair {
    tcp::socket client;
    tcp::socket server;

    void reset_both() {
        for (tcp::socket* socket : {&client, &server}) {
            error_code ignored;
            socket->set_option(asio::socket_base::linger(true, 0), ignored);
            socket->close(ignored);
        }
    }
};

// An end that closes is closed on the other side; one that resets is reset there.
asio::awaitable<void> pump(std::shared_ptr<Pair> pair, tcp::socket& from, tcp::socket& to) {
    RecordSplitter splitter;
    std::array<std::uint8_t, 4096> room{};
    while (true) {
        const auto [error, count] = co_await from.async_read_some(asio::buffer(room), relay_token);
        if (error == asio::error::eof) {
            error_code ignored;
            to.shutdown(tcp::socket::shutdown_send, ignored);
            co_return;
        }
        if (error) {
            pair->reset_both();
            co_return;
        }
        for (const RecordSplitter::Bytes& piece : splitter.feed(std::span(room).first(count))) {
            const auto [failed, written] =
                co_await asio::async_write(to, asio::buffer(piece), relay_token);
            if (failed) {
                // What `to` has said before it closed is still on its way through the other pump.
                break;
            }
        }
    }
}

}  // namespace

std::uint16_t Relay::front_of(std::uint16_t server_port) {
    auto& acceptor = acceptors_[server_port];
    if (!acceptor) {
        try {
            acceptor = std::make_unique<tcp::acceptor>(
                context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
            acceptor->set_option(asio::socket_base::enable_connection_aborted(true));
        } catch (const boost::system::system_error& error) {
            throw SetupError(
                fmt::format("the relay finds no port to listen on ({})", error.code().message()));
        }
        const std::uint16_t front = acceptor->local_endpoint().port();
        asio::co_spawn(context_, accept(*acceptor, front, server_port), rethrow);
    }
    return acceptor->local_endpoint().port();
}

std::optional<std::uint16_t> Relay::seen_port(std::uint16_t front, std::uint16_t client_port) {
    const auto node = seen_.extract({front, client_port});
    return node.empty() ? std::nullopt : std::optional(node.mapped());
}

void Relay::close() {
    for (auto& [port, acceptor] : acceptors_) {
        error_code ignored;
        acceptor->close(ignored);
    }
}

asio::awaitable<void> Relay::accept(tcp::acceptor& acceptor, std::uint16_t front,
                                    std::uint16_t server_port) {
    while (true) {
        auto [error, socket] = co_await acceptor.async_accept(relay_token);
        if (!acceptor.is_open()) {
            co_return;
        }
        if (error) {  // out of descriptors, which others give back
            asio::steady_timer pause(context_, retry);
            (void)co_await pause.async_wait(relay_token);
            continue;
        }
        asio::co_spawn(context_, carry(std::move(socket), front, server_port), rethrow);
    }
}

asio::awaitable<void> Relay::carry(tcp::socket client, std::uint16_t front,
                                   std::uint16_t server_port) {
    const auto pair = std::make_shared<Pair>(Pair{std::move(client), tcp::socket(context_)});
    const tcp::endpoint behind(asio::ip::address_v4::loopback(), server_port);
    const auto [error] = co_await pair->server.async_connect(behind, relay_token);
    error_code failed = error;
    error_code gone;
    const std::uint16_t client_port = pair->client.remote_endpoint(gone).port();
    if (!failed && !gone) {
        seen_[{front, client_port}] = pair->server.local_endpoint(failed).port();
        // Without this the kernel would join what has just been cut.
        pair->client.set_option(tcp::no_delay(true), failed);
        pair->server.set_option(tcp::no_delay(true), failed);
    }
    if (failed || gone) {
        pair->reset_both();
        co_return;
    }
    asio::co_spawn(context_, pump(pair, pair->client, pair->server), rethrow);
    asio::co_spawn(context_, pump(pair, pair->server, pair->client), rethrow);
}

}  // namespace tlsmatrix::matrix
