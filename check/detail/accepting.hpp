// Listening for a client under check, and not losing one that still waits in the queue. Internal.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace tlsmatrix::check {

using TakeSocket = std::function<void(boost::asio::ip::tcp::socket)>;

// listen_on is an acceptor on an address, any port. Throws SetupError.
[[nodiscard]] boost::asio::ip::tcp::acceptor listen_on(boost::asio::io_context& context,
                                                       std::string_view address);

// accept_each hands over each connection until the acceptor, which outlives it, is closed.
[[nodiscard]] boost::asio::awaitable<void> accept_each(boost::asio::ip::tcp::acceptor& acceptor,
                                                       TakeSocket take);

// accept_last hands over what still waits in the queue, and closes the acceptor.
void accept_last(boost::asio::ip::tcp::acceptor& acceptor, const TakeSocket& take);

// Attended counts the connections that somebody attends to, so that their end can be awaited. On
// the context's thread; it outlives them.
class Attended {
  public:
    explicit Attended(boost::asio::io_context& context) : context_(context), changed_(context) {}

    // add starts what attends to one; what it throws leaves the context's run.
    void add(boost::asio::awaitable<void> attendance);
    // settle waits until all are over, for `patience` at most.
    [[nodiscard]] boost::asio::awaitable<void> settle(std::chrono::milliseconds patience);
    [[nodiscard]] std::size_t under_way() const { return under_way_; }

  private:
    boost::asio::io_context& context_;
    std::size_t under_way_ = 0;
    boost::asio::steady_timer changed_;
};

}  // namespace tlsmatrix::check
