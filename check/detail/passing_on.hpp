// Bytes from one socket to another, and an end to it. Internal.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tlsmatrix::check {

// reset closes a connection so that the other end sees a reset.
void reset(boost::asio::ip::tcp::socket& socket);

// pump passes on what comes until there is an end of it, and passes that on too.
[[nodiscard]] boost::asio::awaitable<void> pump(boost::asio::ip::tcp::socket& from,
                                                boost::asio::ip::tcp::socket& to);

}  // namespace tlsmatrix::check
