// Binds an address and hands accepted sockets to the workers in turn. Internal.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/server/detail/worker.hpp>

namespace tlsmatrix::server {

// bind_listener opens, binds and listens, on each address of the listener: one, or the two of
// both_loopback_addresses, of which ::1 is left out where this machine has none. One acceptor
// serves all threads: with SO_REUSEPORT a second server would bind the same port in silence. Throws
// SetupError naming the address.
[[nodiscard]] std::vector<boost::asio::ip::tcp::acceptor> bind_listener(
    boost::asio::io_context& context, const ListenerSettings& settings);

// accept_connections runs until the acceptor is closed. Out of descriptors it waits and says so at
// most once a second, and goes on.
[[nodiscard]] boost::asio::awaitable<void> accept_connections(
    boost::asio::ip::tcp::acceptor& acceptor, std::shared_ptr<const PinnedContext> pinned,
    std::vector<Worker*> workers);

}  // namespace tlsmatrix::server
