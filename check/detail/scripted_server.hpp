// A server that is no TLS server: it reads the hello, does one thing, and looks what the client
// makes of that. Internal.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/check/detail/accepting.hpp>
#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/check/sight.hpp>

namespace tlsmatrix::check {

// Script is what is done to each connection, once its hello is there: it is attacked, or served by
// another listener, or answered with a ServerHello.
struct Script {
    std::optional<Attack> attack = {};
    std::optional<Offer> spared = {};  // hellos that offer no more go on to `server_port`
    std::uint16_t server_port = 0;
    std::uint16_t hello_version = 0;  // of the ServerHello, where there is no attack
    std::uint16_t hello_suite = 0;
    bool exposed = false;  // listens on every address
};

// ScriptedServer listens on 127.0.0.1, or on every address, any port, from its construction. On the
// context's thread.
class ScriptedServer {
  public:
    // Throws SetupError.
    ScriptedServer(boost::asio::io_context& context, Script script);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // run accepts until the listener is closed. Start it with co_spawn; this object outlives it.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // settle is called once the client has gone: it takes what still waits in the queue, stops
    // listening, waits for what was sent, for `patience` at most, and returns all connections but
    // those that were served, in order.
    [[nodiscard]] boost::asio::awaitable<std::vector<ConnectionSight>> settle(
        std::chrono::milliseconds patience);

    // activity and sights are what has come so far; of a connection that is open there is little.
    [[nodiscard]] Activity activity() const { return {connections_.size(), attended_.under_way()}; }
    [[nodiscard]] std::vector<ConnectionSight> sights() const;
    // client_behind is the address of the client whose connection is served from that port of ours;
    // empty for a port that serves no client's.
    [[nodiscard]] std::string client_behind(std::uint16_t port) const;

  private:
    using Socket = boost::asio::ip::tcp::socket;

    struct Connection;
    void take(Socket socket);
    boost::asio::awaitable<void> attend(std::shared_ptr<Connection> connection);
    boost::asio::awaitable<void> act(std::shared_ptr<Connection> connection);
    boost::asio::awaitable<void> attack(Connection& connection);
    boost::asio::awaitable<void> answer(std::shared_ptr<Connection> connection);
    boost::asio::awaitable<void> serve(std::shared_ptr<Connection> connection);

    boost::asio::io_context& context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    Script script_;
    std::vector<std::shared_ptr<Connection>> connections_;
    Attended attended_;
};

}  // namespace tlsmatrix::check
