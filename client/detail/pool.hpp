// Connections and TLS sessions that may be used again, each within its own policy. Internal.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/client/receipt.hpp>
#include <tlsmatrix/client/url.hpp>
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::client {

// PooledConnection is an idle connection and how it came to be.
struct PooledConnection {
    std::unique_ptr<Stream> stream;
    Receipt receipt;
};

// Pool keeps idle connections by policy, host and port. The policy is known by its contexts, not by
// its value: one that was replaced has other contexts, so what was made under it is never found.
class Pool {
  public:
    // take gives an idle connection on this executor that is still open, the latest first.
    [[nodiscard]] std::optional<PooledConnection> take(
        const std::shared_ptr<PolicyContexts>& contexts, const Url& url,
        const boost::asio::any_io_executor& executor);
    // put keeps a connection, within the policy's limits of time and number.
    void put(std::shared_ptr<PolicyContexts> contexts, const Url& url, PooledConnection connection);

  private:
    struct Idle {
        std::shared_ptr<PolicyContexts> contexts;  // held, so that its address is not used again
        std::string host;
        std::uint16_t port = 0;
        Stream::Clock::time_point since;
        PooledConnection connection;
    };
    void drop_stale();

    std::list<Idle> idle_;  // the latest first
};

}  // namespace tlsmatrix::client
