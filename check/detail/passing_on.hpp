// Bytes from one socket to another, and an end to it. Internal.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tlsmatrix::check {

// reset closes a connection so that the other end sees a reset.
void reset(boost::asio::ip::tcp::socket& socket);

// pass_both_ways passes on what either end sends, and how it ends: an end of file as one, a reset
// as a reset. It is over when both ends are; `owner` keeps the sockets until then.
[[nodiscard]] boost::asio::awaitable<void> pass_both_ways(boost::asio::ip::tcp::socket& near,
                                                          boost::asio::ip::tcp::socket& far,
                                                          std::shared_ptr<void> owner);

}  // namespace tlsmatrix::check
