#include <chrono>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/check/detail/accepting.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

tcp::acceptor listen_on(asio::io_context& context, std::string_view address) {
    tcp::acceptor acceptor(context);
    const tcp::endpoint any(asio::ip::make_address(address), 0);
    error_code error;
    acceptor.open(any.protocol(), error);
    // Otherwise Asio waits for another connection where one was aborted.
    if (!error) {
        acceptor.set_option(asio::socket_base::enable_connection_aborted(true), error);
    }
    if (!error) {
        acceptor.bind(any, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        throw SetupError(fmt::format("cannot listen on {} ({}): is the loopback interface up?",
                                     address, error.message()));
    }
    return acceptor;
}

asio::awaitable<void> accept_each(tcp::acceptor& acceptor, TakeSocket take) {
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(process::token);
        if (!error) {
            take(std::move(socket));
        } else if (acceptor.is_open()) {  // out of descriptors, which others give back
            asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(20));
            (void)co_await pause.async_wait(process::token);
        }
    }
}

void accept_last(tcp::acceptor& acceptor, const TakeSocket& take) {
    error_code error;
    acceptor.non_blocking(true, error);
    while (!error) {
        tcp::socket socket(acceptor.get_executor());
        acceptor.accept(socket, error);
        if (!error) {
            take(std::move(socket));
        }
    }
    acceptor.close(error);
}

void Attended::add(asio::awaitable<void> attendance) {
    ++under_way_;
    asio::co_spawn(context_, std::move(attendance), [this](const std::exception_ptr& failure) {
        --under_way_;
        changed_.cancel();
        process::rethrow(failure);
    });
}

asio::awaitable<void> Attended::settle(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (under_way_ > 0 && std::chrono::steady_clock::now() < deadline) {
        changed_.expires_at(deadline);
        co_await changed_.async_wait(process::token);
    }
}

}  // namespace tlsmatrix::check
