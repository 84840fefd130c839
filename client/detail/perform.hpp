// A request from its URL to its outcome: policy, connection, exchange, redirects. Internal.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/client/detail/mounts.hpp>
#include <tlsmatrix/client/detail/pool.hpp>
#include <tlsmatrix/client/message.hpp>

namespace tlsmatrix::client {

// perform makes the request under the policy of its URL, and follows redirects as far as that
// policy allows, each under the policy of its own URL. A request that went out on a connection of
// the pool which turns out dead is made again on a fresh one, but only if its method is safe (RFC
// 9110 section 9.2.1): a POST is never sent twice in silence.
[[nodiscard]] boost::asio::awaitable<Outcome> perform(Mounts& mounts, Pool& pool, Request request);

}  // namespace tlsmatrix::client
