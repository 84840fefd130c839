// A server that resets every connection once it has read the hello: what a client does then shows
// whether it retries with less. Internal.
#pragma once

#include <chrono>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/check/sight.hpp>

namespace tlsmatrix::check {

// ResettingServer listens on 127.0.0.1, any port, from its construction. On the context's thread.
class ResettingServer {
  public:
    // Throws SetupError.
    explicit ResettingServer(boost::asio::io_context& context);
    ResettingServer(const ResettingServer&) = delete;
    ResettingServer& operator=(const ResettingServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // run accepts until the listener is closed. Start it with co_spawn; this object outlives it.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // settle is called once the client has gone: it takes what still waits in the queue, stops
    // listening, waits for what was sent, for `patience` at most, and returns all connections in
    // order.
    [[nodiscard]] boost::asio::awaitable<std::vector<ConnectionSight>> settle(
        std::chrono::milliseconds patience);

  private:
    void take(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> hear_out(boost::asio::ip::tcp::socket socket, std::size_t index);

    boost::asio::io_context& context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<ConnectionSight> sights_;
    std::size_t unheard_ = 0;  // connections whose hello is still being read
    boost::asio::steady_timer heard_;
};

}  // namespace tlsmatrix::check
