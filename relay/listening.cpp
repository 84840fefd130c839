#include <boost/asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/relay/detail/listening.hpp>

namespace tlsmatrix::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int max_choices = 64;  // of a port

// bound_to is on that port, or any; what does not do is the error.
tcp::acceptor bound_to(asio::io_context& context, const tcp::endpoint& endpoint,
                       error_code& error) {
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    // Otherwise Asio waits for another connection where one was aborted.
    if (!error) {
        acceptor.set_option(asio::socket_base::enable_connection_aborted(true), error);
    }
    if (!error) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
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
    return acceptor;
}

bool has_no_such_address(const error_code& error) {
    return error == asio::error::address_family_not_supported ||
           error == boost::system::errc::address_not_available;
}

}  // namespace

std::string endpoint_text(const tcp::endpoint& endpoint) {
    return endpoint.address().is_v6()
               ? fmt::format("[{}]:{}", endpoint.address().to_string(), endpoint.port())
               : fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
}

std::vector<tcp::acceptor> listen_on(asio::io_context& context,
                                     const std::vector<tcp::endpoint>& endpoints) {
    // A port that is free on one address may be taken on the other.
    for (int choices = endpoints.front().port() == 0 ? max_choices : 1;; --choices) {
        std::vector<tcp::acceptor> acceptors;
        error_code error;
        tcp::endpoint endpoint;
        for (std::size_t i = 0; i < endpoints.size() && !error; ++i) {
            endpoint = endpoints[i];
            endpoint.port(i == 0 ? endpoint.port() : acceptors.front().local_endpoint().port());
            tcp::acceptor acceptor = bound_to(context, endpoint, error);
            if (!error) {
                acceptors.push_back(std::move(acceptor));
            } else if (i > 0 && has_no_such_address(error)) {
                error = {};
            }
        }
        if (!error) {
            return acceptors;
        }
        if (error != asio::error::address_in_use || choices == 1) {
            throw SetupError(
                fmt::format("cannot listen on {} ({}): name another address with --listen",
                            endpoint_text(endpoint), error.message()));
        }
    }
}

}  // namespace tlsmatrix::relay
