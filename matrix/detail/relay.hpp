// Internal. Stands between clients and servers and cuts what both say; see RecordSplitter.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tlsmatrix::matrix {

// Relay listens on a port of its own for each server behind it, on loopback. It lives on its
// context's one thread, and must outlive what it has begun there: close, then run the context out.
class Relay {
  public:
    explicit Relay(boost::asio::io_context& context) : context_(context) {}

    // front_of is the port to dial in a server's place; made when first asked for. Throws
    // SetupError where no port is to be had.
    [[nodiscard]] std::uint16_t front_of(std::uint16_t server_port);
    // seen_port is the client's port as the server saw it, once: it is forgotten then. nullopt
    // where the client's connection never came to the server.
    [[nodiscard]] std::optional<std::uint16_t> seen_port(std::uint16_t front,
                                                         std::uint16_t client_port);
    // close takes no more connections; those under way end with their ends.
    void close();

  private:
    using tcp = boost::asio::ip::tcp;

    boost::asio::awaitable<void> accept(tcp::acceptor& acceptor, std::uint16_t front,
                                        std::uint16_t server_port);
    boost::asio::awaitable<void> carry(tcp::socket client, std::uint16_t front,
                                       std::uint16_t server_port);

    boost::asio::io_context& context_;
    std::map<std::uint16_t, std::unique_ptr<tcp::acceptor>> acceptors_;  // by the server's port
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint16_t> seen_;
};

}  // namespace tlsmatrix::matrix
