// A proxy of HTTP's CONNECT, behind which one server answers for the names of a check. Internal.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/check/detail/accepting.hpp>
#include <tlsmatrix/check/proxied.hpp>

namespace tlsmatrix::check {

// ConnectProxy listens on 127.0.0.1, any port, from its construction. It connects to `server_port`
// of 127.0.0.1 and nowhere else. On the context's thread.
class ConnectProxy {
  public:
    // Throws SetupError.
    ConnectProxy(boost::asio::io_context& context, std::vector<std::string> names,
                 std::uint16_t server_port);
    ConnectProxy(const ConnectProxy&) = delete;
    ConnectProxy& operator=(const ConnectProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    // run accepts until the listener is closed. Start it with co_spawn; this object outlives it.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // settle is called once the client has gone: it takes what still waits in the queue, stops
    // listening, and waits until every tunnel is over, for `patience` at most. Then all that the
    // client sent has reached the server.
    [[nodiscard]] boost::asio::awaitable<Proxied> settle(std::chrono::milliseconds patience);

  private:
    struct Visit;
    void take(boost::asio::ip::tcp::socket socket);
    boost::asio::awaitable<void> attend(std::shared_ptr<Visit> visit);
    boost::asio::awaitable<void> refuse(std::shared_ptr<Visit> visit, const ProxyAnswer& answer);
    boost::asio::awaitable<void> connect(std::shared_ptr<Visit> visit, std::string behind_head);

    const std::vector<std::string> names_;
    const std::uint16_t server_port_;
    boost::asio::ip::tcp::acceptor acceptor_;
    Proxied seen_;
    Attended attended_;
};

}  // namespace tlsmatrix::check
