#include <algorithm>
#include <array>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <tlsmatrix/check/detail/passing_on.hpp>
#include <tlsmatrix/check/detail/scripted_server.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/server_flight.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// A client that goes on after a ServerHello says nothing, as one that takes its time does: this is
// how long it may take, many times what a refusal takes.
constexpr std::chrono::milliseconds reaction{1'500};

std::optional<std::uint8_t> alert_of(Attack attack) {
    switch (attack) {
        case Attack::alert_40:
            return 40;
        case Attack::alert_70:
            return 70;
        case Attack::alert_80:
            return 80;
        case Attack::reset:
        case Attack::end_of_file:
        case Attack::silence:
            break;
    }
    return std::nullopt;
}

void tell_cause(ConnectionSight& sight) {
    sight.cause = account::of({.seen = sight.observation, .outcome = sight.outcome}).sentence;
}

// What is no record of TLS's handshakes says by its first bytes what it is.
void tell_no_hello(ConnectionSight& sight, const Bytes& received, bool gone) {
    constexpr std::size_t header = 5;
    constexpr std::uint8_t handshake_record = 22;
    Observation& seen = sight.observation;
    seen.received = received.size();
    const bool is_tls = received.size() >= 2 && received[0] == handshake_record && received[1] == 3;
    if (!is_tls) {
        const auto begun = std::min(received.size(), header);
        seen.stray.assign(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(begun));
    }
    if (gone && seen.stray.empty()) {
        sight.outcome = Closed{"the client closed the connection without an alert"};
    } else {
        sight.outcome = Aborted{"the client sent no hello that can be read"};
    }
    tell_cause(sight);
}

}  // namespace

struct ScriptedServer::Connection {
    explicit Connection(tcp::socket client)
        : socket(std::move(client)), server(socket.get_executor()) {}

    tcp::socket socket;
    tcp::socket server;  // where it is served
    Bytes received;
    HelloReader reader;
    ConnectionSight sight;
    bool served = false;
    std::uint16_t passed_from = 0;  // the port of our own that the server sees
    bool late = false;              // nothing came after the ServerHello
};

ScriptedServer::ScriptedServer(asio::io_context& context, Script script)
    : context_(context),
      acceptor_(listen_on(context, script.exposed ? every_address : loopback_address)),
      script_(script),
      attended_(context) {}

std::uint16_t ScriptedServer::port() const {
    return acceptor_.local_endpoint().port();
}

asio::awaitable<void> ScriptedServer::run() {
    return accept_each(acceptor_, [this](tcp::socket socket) { take(std::move(socket)); });
}

void ScriptedServer::take(tcp::socket socket) {
    auto connection = std::make_shared<Connection>(std::move(socket));
    connections_.push_back(connection);
    connection->sight.serial = connections_.size();
    error_code gone;
    const tcp::endpoint client = connection->socket.remote_endpoint(gone);
    connection->sight.client = client.address().to_string();
    connection->sight.client_port = client.port();
    attended_.add(attend(connection));
}

asio::awaitable<void> ScriptedServer::attend(std::shared_ptr<Connection> connection) {
    std::array<std::uint8_t, 4096> buffer{};
    bool over = false;
    bool gone = false;
    while (!over && !gone) {
        const auto [error, bytes] =
            co_await connection->socket.async_read_some(asio::buffer(buffer), process::token);
        connection->received.insert(connection->received.end(), buffer.begin(),
                                    buffer.begin() + static_cast<std::ptrdiff_t>(bytes));
        over = connection->reader.feed({buffer.data(), bytes});
        gone = bool(error);
    }
    connection->sight.observation.client_hello = connection->reader.hello();
    const auto& hello = connection->sight.observation.client_hello;
    if (!hello) {
        tell_no_hello(connection->sight, connection->received, gone);
    }
    if (hello && script_.spared && !script_.spared->is_below(offer_of(*hello)) &&
        script_.server_port != 0) {
        co_await serve(connection);
    } else if (hello || !gone) {
        co_await act(connection);
    }
}

asio::awaitable<void> ScriptedServer::act(std::shared_ptr<Connection> connection) {
    if (script_.attack) {
        co_await attack(*connection);
    } else if (connection->sight.observation.client_hello) {
        co_await answer(connection);
    }
    reset(connection->socket);
}

asio::awaitable<void> ScriptedServer::attack(Connection& connection) {
    const Attack how = *script_.attack;
    connection.sight.attacked = true;
    connection.sight.outcome = Aborted{fmt::format("attacked on purpose: {}", attack_name(how))};
    tell_cause(connection.sight);
    std::array<std::uint8_t, 4096> buffer{};
    error_code error;
    if (const auto alert = alert_of(how)) {
        const Bytes record = alert_record(*alert);
        co_await asio::async_write(connection.socket, asio::buffer(record), process::token);
    }
    if (how == Attack::reset) {
        co_return;
    }
    if (how != Attack::silence) {
        connection.socket.shutdown(tcp::socket::shutdown_send, error);
    }
    // The client reads what it was sent, and goes.
    while (!error) {
        const auto [failed, bytes] =
            co_await connection.socket.async_read_some(asio::buffer(buffer), process::token);
        error = failed;
    }
}

asio::awaitable<void> ScriptedServer::answer(std::shared_ptr<Connection> connection) {
    ConnectionSight& sight = connection->sight;
    const Bytes record = server_hello_record(*sight.observation.client_hello, script_.hello_version,
                                             script_.hello_suite);
    sight.observation.server_hello =
        ServerHello{.version = script_.hello_version, .cipher_suite = script_.hello_suite};
    co_await asio::async_write(connection->socket, asio::buffer(record), process::token);
    asio::steady_timer limit(context_, reaction);
    limit.async_wait([connection](error_code error) {
        if (!error) {
            connection->late = true;
            connection->socket.cancel(error);
        }
    });
    Bytes answer;
    std::array<std::uint8_t, 512> buffer{};
    error_code error;
    while (!error && !connection->late && !alert_in(answer) && answer.size() < buffer.size()) {
        const auto [failed, bytes] =
            co_await connection->socket.async_read_some(asio::buffer(buffer), process::token);
        error = failed;
        answer.insert(answer.end(), buffer.begin(),
                      buffer.begin() + static_cast<std::ptrdiff_t>(bytes));
    }
    limit.cancel();
    const std::string after =
        fmt::format("after a ServerHello of {}", version_code_name(script_.hello_version));
    if (const auto alert = alert_in(answer)) {
        sight.observation.alerts.push_back({*alert, true});
        sight.outcome = Refused{*alert};
        tell_cause(sight);
    } else if (connection->late || !answer.empty()) {
        sight.outcome = TimedOut{reaction};
        sight.cause = fmt::format("the client goes on {}", after);
    } else {
        sight.outcome = Closed{fmt::format("the client closed {}", after)};
        tell_cause(sight);
    }
}

asio::awaitable<void> ScriptedServer::serve(std::shared_ptr<Connection> connection) {
    connection->served = true;
    const tcp::endpoint server(asio::ip::address_v4::loopback(), script_.server_port);
    const auto [error] = co_await connection->server.async_connect(server, process::token);
    if (error) {
        co_return;
    }
    error_code gone;
    connection->passed_from = connection->server.local_endpoint(gone).port();
    const auto received = asio::buffer(connection->received);
    co_await asio::async_write(connection->server, received, process::token);
    co_await pass_both_ways(connection->socket, connection->server, connection);
}

asio::awaitable<std::vector<ConnectionSight>> ScriptedServer::settle(
    std::chrono::milliseconds patience) {
    accept_last(acceptor_, [this](tcp::socket socket) { take(std::move(socket)); });
    co_await attended_.settle(patience);
    co_return sights();
}

std::vector<ConnectionSight> ScriptedServer::sights() const {
    std::vector<ConnectionSight> sights;
    for (const auto& connection : connections_) {
        if (!connection->served) {
            sights.push_back(connection->sight);
        }
    }
    return sights;
}

std::string ScriptedServer::client_behind(std::uint16_t port) const {
    const auto found = std::find_if(connections_.rbegin(), connections_.rend(),
                                    [port](const auto& each) { return each->passed_from == port; });
    return found == connections_.rend() ? std::string() : (*found)->sight.client;
}

}  // namespace tlsmatrix::check
