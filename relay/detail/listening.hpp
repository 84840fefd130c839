// Internal. Where a relay listens.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tlsmatrix::relay {

// endpoint_text is `127.0.0.1:9443` or `[::1]:9443`.
[[nodiscard]] std::string endpoint_text(const boost::asio::ip::tcp::endpoint& endpoint);

// listen_on listens on all of them, on the port of the first; one behind that is left out where
// this machine has no such address. Throws SetupError.
[[nodiscard]] std::vector<boost::asio::ip::tcp::acceptor> listen_on(
    boost::asio::io_context& context, const std::vector<boost::asio::ip::tcp::endpoint>& endpoints);

}  // namespace tlsmatrix::relay
