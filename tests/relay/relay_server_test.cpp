#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/relay/relay_server.hpp>

namespace tlsmatrix::relay::relay_server_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// A server that says nothing: the connection stays under way.
TEST(RelayServer, IsIdleWhileItIsFullAndSettles) {
    asio::io_context context;
    const tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
    tcp::acceptor server(context, loopback);
    RelaySettings settings{.to = {server.local_endpoint()}, .listen = {loopback}};
    settings.max_connections = 1;
    std::size_t told = 0;
    settings.told = [&told](const HandshakeTold&) { ++told; };
    RelayServer relay(context, settings);
    tcp::socket client(context);
    client.connect(relay.endpoint());
    const auto settle = [&]() -> asio::awaitable<void> {
        const auto [error, reached] = co_await server.async_accept(process::token);
        EXPECT_FALSE(error);
        co_await relay.settle(std::chrono::milliseconds(200));
        relay.stop();
    };
    asio::co_spawn(context, relay.run(), process::rethrow);
    asio::co_spawn(context, settle(), process::rethrow);
    constexpr std::size_t few = 200;
    EXPECT_LT(context.run(), few);
    EXPECT_EQ(told, 1U);
}

}  // namespace
}  // namespace tlsmatrix::relay::relay_server_test
