#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/complaint.hpp>
#include <tlsmatrix/server/detail/listener.hpp>

namespace tlsmatrix::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

[[noreturn]] void cannot_listen(const ListenerSettings& settings, const error_code& error) {
    std::string_view advice = "choose another address with --listen or --pin";
    if (error == asio::error::address_in_use) {
        advice = "another program listens there: stop it, or choose another port (0 takes any)";
    } else if (error == asio::error::access_denied) {
        advice = "ports below 1024 need root: choose a higher one";
    } else if (error == asio::error::no_descriptors) {
        advice = "allow the process more open files: 'ulimit -n' shows how many";
    }
    throw SetupError(fmt::format("cannot listen on {}:{} ({}): {}", settings.host, settings.port,
                                 error.message(), advice));
}

tcp::endpoint endpoint_of(const ListenerSettings& settings) {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(settings.host, error);
    if (error) {
        throw SetupError(
            fmt::format("'{}' is not an IP address: listen on 127.0.0.1 or ::1", settings.host));
    }
    return {address, settings.port};
}

bool is_passing(const error_code& error) {
    return error == asio::error::connection_aborted || error == asio::error::interrupted ||
           error == asio::error::try_again;
}

}  // namespace

tcp::acceptor bind_listener(asio::io_context& context, const ListenerSettings& settings) {
    const tcp::endpoint endpoint = endpoint_of(settings);
    tcp::acceptor acceptor(context);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        cannot_listen(settings, error);
    }
    return acceptor;
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor,
                                         std::shared_ptr<const PinnedContext> pinned,
                                         std::vector<Worker*> workers) {
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    constexpr std::chrono::milliseconds pause{100};
    constexpr std::chrono::milliseconds while_crowded{10};
    asio::steady_timer timer(acceptor.get_executor());
    Complaint complaint(workers.front()->settings().reporter);
    for (std::size_t turn = 0;; ++turn) {
        Worker& worker = *workers[turn % workers.size()];
        while (worker.crowded()) {
            worker.make_room();
            timer.expires_after(while_crowded);
            co_await timer.async_wait(token);
            if (!acceptor.is_open()) {
                co_return;
            }
        }
        tcp::endpoint peer;
        auto [error, socket] = co_await acceptor.async_accept(worker.context(), peer, token);
        if (!error) {
            worker.start_session({std::move(socket), peer}, pinned);
        } else if (!acceptor.is_open() || error == asio::error::operation_aborted) {
            co_return;
        } else if (!is_passing(error)) {
            complaint.say(
                fmt::format("cannot accept connections ({}), trying again", error.message()));
            timer.expires_after(pause);
            co_await timer.async_wait(token);
        }
    }
}

}  // namespace tlsmatrix::server
