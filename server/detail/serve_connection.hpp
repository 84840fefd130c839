// One connection, from its first byte to its last. Internal.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/server/detail/worker.hpp>

namespace tlsmatrix::server {

// serve carries a connection through its handshake and its requests, and records an entry for each
// request and for a connection that never came to one. Everything about it is local to the
// coroutine.
[[nodiscard]] boost::asio::awaitable<void> serve(Worker& worker, Accepted client,
                                                 std::shared_ptr<const PinnedContext> pinned,
                                                 UnderWay under_way);

}  // namespace tlsmatrix::server
