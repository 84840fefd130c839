#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/complaint.hpp>
#include <tlsmatrix/server/detail/listener.hpp>
#include <tlsmatrix/server/origin.hpp>

namespace tlsmatrix::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// How often a port is chosen anew that was free on 127.0.0.1 and not on ::1. Were half of all ports
// taken there, one run in 2^64 would end without one.
constexpr int most_choices = 64;

[[noreturn]] void cannot_listen(const ListenerSettings& settings, const tcp::endpoint& endpoint,
                                const error_code& error) {
    std::string_view advice = "choose another address with --listen or --pin";
    if (error == asio::error::address_in_use) {
        advice =
            settings.port == 0
                ? "no port was free there: end programs that hold many"
                : "another program listens there: stop it, or choose another port (0 takes any)";
    } else if (error == asio::error::access_denied) {
        advice = "ports below 1024 need root: choose a higher one";
    } else if (error == asio::error::no_descriptors) {
        advice = "allow the process more open files: 'ulimit -n' shows how many";
    }
    const std::string address = host_port_of({endpoint.address().to_string(), settings.port});
    const std::string asked = host_port_of({settings.host, settings.port});
    throw SetupError(fmt::format("cannot listen on {}{} ({}): {}", address,
                                 address == asked ? "" : " for " + asked, error.message(), advice));
}

tcp::endpoint endpoint_of(const ListenerSettings& settings) {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(settings.host, error);
    if (error) {
        throw SetupError(fmt::format(
            "'{}' is not an IP address: listen on localhost, 127.0.0.1 or ::1", settings.host));
    }
    return {address, settings.port};
}

tcp::acceptor bound_acceptor(asio::io_context& context, const tcp::endpoint& endpoint,
                             error_code& error) {
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
    }
    // Otherwise Asio waits for another connection where one was aborted, though more are in the
    // queue.
    if (!error) {
        acceptor.set_option(asio::socket_base::enable_connection_aborted(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    return acceptor;
}

// The system has no IPv6, or IPv6 is switched off on the loopback interface.
bool is_not_there(const error_code& error) {
    return error == asio::error::address_family_not_supported ||
           error == boost::system::errc::address_not_available;
}

// Attempt is one to listen on some addresses with one port.
struct Attempt {
    std::vector<tcp::acceptor> acceptors = {};
    tcp::endpoint failed = {};
    error_code error = {};
};

// All are bound before the first one listens, so that nobody is let in who would be turned out.
Attempt attempt(asio::io_context& context, std::vector<tcp::endpoint> endpoints) {
    Attempt made;
    for (tcp::endpoint& endpoint : endpoints) {
        if (!made.acceptors.empty()) {
            endpoint.port(made.acceptors.front().local_endpoint().port());
        }
        tcp::acceptor acceptor = bound_acceptor(context, endpoint, made.error);
        if (!made.error) {
            made.acceptors.push_back(std::move(acceptor));
        } else if (!made.acceptors.empty() && is_not_there(made.error)) {
            made.error = {};
        } else {
            made.failed = endpoint;
            return made;
        }
    }
    for (tcp::acceptor& acceptor : made.acceptors) {
        made.failed = acceptor.local_endpoint();
        acceptor.listen(asio::socket_base::max_listen_connections, made.error);
        if (made.error) {
            return made;
        }
    }
    return made;
}

std::vector<tcp::endpoint> endpoints_of(const ListenerSettings& settings) {
    if (settings.host == both_loopback_addresses) {
        return {{asio::ip::address_v4::loopback(), settings.port},
                {asio::ip::address_v6::loopback(), settings.port}};
    }
    return {endpoint_of(settings)};
}

bool is_passing(const error_code& error) {
    return error == asio::error::connection_aborted || error == asio::error::interrupted ||
           error == asio::error::try_again || error == boost::system::errc::protocol_error;
}

}  // namespace

std::vector<tcp::acceptor> bind_listener(asio::io_context& context,
                                         const ListenerSettings& settings) {
    const std::vector<tcp::endpoint> endpoints = endpoints_of(settings);
    const bool chooses = settings.port == 0 && endpoints.size() > 1;
    Attempt made = attempt(context, endpoints);
    for (int choices = 1;
         chooses && made.error == asio::error::address_in_use && choices < most_choices;
         ++choices) {
        made = attempt(context, endpoints);
    }
    if (made.error) {
        cannot_listen(settings, made.failed, made.error);
    }
    return std::move(made.acceptors);
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
