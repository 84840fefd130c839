// Stands between clients and a server, passes on what both say, and tells each handshake.
//   RelayServer relay(context, settings);  asio::co_spawn(context, relay.run(), handler);
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/relay/attack.hpp>
#include <tlsmatrix/relay/handshake_told.hpp>

namespace tlsmatrix::relay {

struct RelayConnection;

// RelaySettings is where to listen, where to pass on to, and for how long.
struct RelaySettings {
    std::vector<boost::asio::ip::tcp::endpoint> to;  // of one server; the first that answers
    // All on one port, the first one's; of those behind it one may be of a kind that this machine
    // has not.
    std::vector<boost::asio::ip::tcp::endpoint> listen;
    unsigned max_connections = 256;  // at once; further ones wait in the system's queue
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds handshake{10'000};  // from the client's connection to the end of it
    std::chrono::milliseconds idle{60'000};       // behind it, without a byte from either end
    std::vector<Attack> attacks = {};             // on every connection
    std::uint64_t seed = 1;                       // of what they make up
    // told hears of each handshake once it is over, on the context's thread.
    std::function<void(HandshakeTold)> told = {};
};

// RelayServer listens from its construction. It lives on its context's one thread, and outlives
// what runs there: stop, then run the context out. Of each connection it holds 16 KB a direction
// and what WireWatch does.
class RelayServer {
  public:
    // Throws SetupError where it cannot listen.
    RelayServer(boost::asio::io_context& context, RelaySettings settings);
    ~RelayServer();
    RelayServer(const RelayServer&) = delete;
    RelayServer& operator=(const RelayServer&) = delete;

    // endpoint is the first that it listens on.
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const;

    // run accepts until stop.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // settle waits until no connection is under way, for `patience` at most.
    [[nodiscard]] boost::asio::awaitable<void> settle(std::chrono::milliseconds patience);
    // stop accepts no more, and ends and tells what is under way.
    void stop();

  private:
    [[nodiscard]] boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
    [[nodiscard]] boost::asio::awaitable<void> carry(std::shared_ptr<RelayConnection> connection);
    [[nodiscard]] boost::asio::awaitable<bool> reach(std::shared_ptr<RelayConnection> shared);
    [[nodiscard]] boost::asio::awaitable<void> pump(std::shared_ptr<RelayConnection> connection,
                                                    Sender from);
    [[nodiscard]] boost::asio::awaitable<void> watch_time(
        std::shared_ptr<RelayConnection> connection);
    void wake();

    boost::asio::io_context& context_;
    RelaySettings settings_;
    std::vector<boost::asio::ip::tcp::acceptor> acceptors_;
    // Both are cancelled when a connection has ended. Each has its waits alone: whoever sets a
    // timer anew wakes all that wait for it.
    boost::asio::steady_timer room_;
    boost::asio::steady_timer settled_;
    std::vector<std::shared_ptr<RelayConnection>> under_way_;
    std::uint64_t accepted_ = 0;
};

}  // namespace tlsmatrix::relay
