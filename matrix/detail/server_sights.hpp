// What the servers of a run saw, kept until the cell that caused it asks. Internal.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>

namespace tlsmatrix::matrix {

// ServerSights carries outcomes from the servers' threads to the run's. A connection is known by
// the port that it was dialled to and the client's port.
class ServerSights {
  public:
    using Key = std::pair<std::uint16_t, std::uint16_t>;  // server's port, client's port

    explicit ServerSights(boost::asio::io_context& context) : context_(context) {}

    // note is the servers' watcher; any thread.
    void note(const server::AccessEntry& entry);
    // wait gives what the server saw of a connection, and forgets it; nullopt where nothing comes
    // in time. On the run's own thread.
    [[nodiscard]] boost::asio::awaitable<std::optional<HandshakeOutcome>> wait(
        Key key, std::chrono::milliseconds patience);

  private:
    void arrive(Key key, HandshakeOutcome outcome);

    boost::asio::io_context& context_;
    std::map<Key, HandshakeOutcome> arrived_;
    std::map<Key, boost::asio::steady_timer*> waiting_;
};

}  // namespace tlsmatrix::matrix
