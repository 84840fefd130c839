// What a scan takes of a server that never comes to its hello.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/dialler.hpp>

namespace tlsmatrix::scan::dialler_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

asio::awaitable<void> warn_without_end(tcp::acceptor& acceptor) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    const tlsmatrix::Bytes warning = alert_record(1, 112);
    while (true) {
        const auto [error, count] = co_await asio::async_write(socket, asio::buffer(warning),
                                                               asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
    }
}

TEST(Dialler, TakesNoMoreThanItsBoundOfAServerThatWarnsWithoutEnd) {
    asio::io_context context;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    asio::co_spawn(context, warn_without_end(acceptor), asio::detached);
    // Longer than anybody waits here: it is the bound that ends it.
    Dialler dialler(acceptor.local_endpoint(), {.patience = std::chrono::hours(1)},
                    Dialler::Clock::now() + 1h);
    auto answer = asio::co_spawn(context, dialler.ask(tlsmatrix::Bytes(100, 0)), asio::use_future);
    context.run();
    EXPECT_EQ(answer.get(),
              Answer(Ending{Ending::Kind::not_tls, "far too many bytes before a hello"}));
}

}  // namespace
}  // namespace tlsmatrix::scan::dialler_test
