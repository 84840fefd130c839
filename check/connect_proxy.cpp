#include <array>

#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <tlsmatrix/check/detail/connect_proxy.hpp>
#include <tlsmatrix/check/detail/passing_on.hpp>
#include <tlsmatrix/check/sight.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct ConnectProxy::Visit {
    explicit Visit(tcp::socket client) : socket(std::move(client)), server(socket.get_executor()) {}

    tcp::socket socket;
    tcp::socket server;
};

ConnectProxy::ConnectProxy(asio::io_context& context, std::vector<std::string> names,
                           std::uint16_t server_port)
    : names_(std::move(names)),
      server_port_(server_port),
      acceptor_(listen_on(context, loopback_address)),
      attended_(context) {}

std::uint16_t ConnectProxy::port() const {
    return acceptor_.local_endpoint().port();
}

asio::awaitable<void> ConnectProxy::run() {
    return accept_each(acceptor_, [this](tcp::socket socket) { take(std::move(socket)); });
}

void ConnectProxy::take(tcp::socket socket) {
    attended_.add(attend(std::make_shared<Visit>(std::move(socket))));
}

asio::awaitable<void> ConnectProxy::attend(std::shared_ptr<Visit> visit) {
    std::string received;
    std::array<char, 4096> buffer{};
    bool gone = false;
    while (!gone && !is_head_over(received)) {
        const auto [error, bytes] =
            co_await visit->socket.async_read_some(asio::buffer(buffer), process::token);
        received.append(buffer.data(), bytes);
        gone = bool(error);
    }
    if (received.empty()) {
        co_return;
    }
    const ProxyAnswer answer = answer_to(received, names_);
    seen_.add(answer);
    if (answer.connects()) {
        co_await connect(visit, received.substr(received.find("\r\n\r\n") + 4));
    } else {
        co_await refuse(visit, answer);
    }
}

asio::awaitable<void> ConnectProxy::refuse(std::shared_ptr<Visit> visit,
                                           const ProxyAnswer& answer) {
    const std::string body = fmt::format("tlsmatrix check: {}\n", answer.sentence);
    const std::string response = fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
        answer.status, server::reason_phrase(answer.status), body.size(), body);
    co_await asio::async_write(visit->socket, asio::buffer(response), process::token);
    error_code error;
    visit->socket.shutdown(tcp::socket::shutdown_send, error);
    // The client reads what it was sent, and goes.
    std::array<char, 4096> buffer{};
    while (!error) {
        const auto [failed, bytes] =
            co_await visit->socket.async_read_some(asio::buffer(buffer), process::token);
        error = failed;
    }
}

// The server sees the connection before the client hears of it, so that none that the client made
// is missing in what the server saw.
asio::awaitable<void> ConnectProxy::connect(std::shared_ptr<Visit> visit, std::string behind_head) {
    const tcp::endpoint server(asio::ip::address_v4::loopback(), server_port_);
    const auto [error] = co_await visit->server.async_connect(server, process::token);
    if (error) {
        reset(visit->socket);
        co_return;
    }
    constexpr std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";
    co_await asio::async_write(visit->socket, asio::buffer(established), process::token);
    // Some send their hello at once.
    co_await asio::async_write(visit->server, asio::buffer(behind_head), process::token);
    co_await pass_both_ways(visit->socket, visit->server, visit);
}

asio::awaitable<Proxied> ConnectProxy::settle(std::chrono::milliseconds patience) {
    accept_last(acceptor_, [this](tcp::socket socket) { take(std::move(socket)); });
    co_await attended_.settle(patience);
    co_return seen_;
}

}  // namespace tlsmatrix::check
