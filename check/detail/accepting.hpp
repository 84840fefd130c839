// Listening for a client under check, and not losing one that still waits in the queue. Internal.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tlsmatrix::check {

using TakeSocket = std::function<void(boost::asio::ip::tcp::socket)>;

// listen_on_loopback is an acceptor on 127.0.0.1, any port. Throws SetupError.
[[nodiscard]] boost::asio::ip::tcp::acceptor listen_on_loopback(boost::asio::io_context& context);

// accept_each hands over each connection until the acceptor, which outlives it, is closed.
[[nodiscard]] boost::asio::awaitable<void> accept_each(boost::asio::ip::tcp::acceptor& acceptor,
                                                       TakeSocket take);

// accept_last hands over what still waits in the queue, and closes the acceptor.
void accept_last(boost::asio::ip::tcp::acceptor& acceptor, const TakeSocket& take);

}  // namespace tlsmatrix::check
