#include <array>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/check/detail/resetting_server.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t record_header = 5;
constexpr std::size_t message_header = 4;
constexpr std::size_t longest_hello = std::size_t{64} * 1024;

// HelloReader puts the records of a hello together. A hello may be split over several of them.
class HelloReader {
  public:
    // feed tells whether the hello is there, or will never be.
    bool feed(std::span<const std::uint8_t> bytes) {
        records_.insert(records_.end(), bytes.begin(), bytes.end());
        while (records_.size() >= record_header) {
            const std::size_t length =
                record_header + static_cast<std::size_t>(records_[3] << 8 | records_[4]);
            if (records_[0] != 22) {
                return true;
            }
            if (records_.size() < length) {
                break;
            }
            const auto begin = records_.begin();
            message_.insert(message_.end(), begin + record_header,
                            begin + static_cast<std::ptrdiff_t>(length));
            records_.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
        }
        return is_complete() || records_.size() + message_.size() > longest_hello;
    }

    [[nodiscard]] std::optional<ClientHello> hello() const { return parse_client_hello(message_); }

  private:
    [[nodiscard]] bool is_complete() const {
        return message_.size() >= message_header &&
               message_.size() >=
                   message_header +
                       static_cast<std::size_t>(message_[1] << 16 | message_[2] << 8 | message_[3]);
    }

    std::vector<std::uint8_t> records_;
    std::vector<std::uint8_t> message_;
};

void reset(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

}  // namespace

ResettingServer::ResettingServer(asio::io_context& context)
    : context_(context), acceptor_(context), heard_(context) {
    const tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
    error_code error;
    acceptor_.open(any.protocol(), error);
    if (!error) {
        acceptor_.bind(any, error);
    }
    if (!error) {
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        throw SetupError(fmt::format(
            "cannot listen on 127.0.0.1 ({}): is the loopback interface up?", error.message()));
    }
}

std::uint16_t ResettingServer::port() const {
    return acceptor_.local_endpoint().port();
}

asio::awaitable<void> ResettingServer::run() {
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(process::token);
        if (!error) {
            take(std::move(socket));
        }
    }
}

void ResettingServer::take(tcp::socket socket) {
    const std::size_t index = sights_.size();
    sights_.push_back({.serial = index + 1,
                       .observation = {},
                       .outcome = Aborted{"reset by the server on purpose"},
                       .cause = {},
                       .line = {}});
    ++unheard_;
    asio::co_spawn(context_, hear_out(std::move(socket), index), [](std::exception_ptr failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
}

asio::awaitable<void> ResettingServer::hear_out(tcp::socket socket, std::size_t index) {
    HelloReader reader;
    std::array<std::uint8_t, 4096> buffer{};
    for (bool over = false; !over;) {
        const auto room = asio::buffer(buffer);
        const auto [error, bytes] = co_await socket.async_read_some(room, process::token);
        over = error || reader.feed({buffer.data(), bytes});
    }
    sights_[index].observation.client_hello = reader.hello();
    reset(socket);
    --unheard_;
    heard_.cancel();
}

asio::awaitable<std::vector<ConnectionSight>> ResettingServer::settle(
    std::chrono::milliseconds patience) {
    error_code error;
    acceptor_.non_blocking(true, error);
    while (!error) {
        tcp::socket socket(context_);
        acceptor_.accept(socket, error);
        if (!error) {
            take(std::move(socket));
        }
    }
    acceptor_.close(error);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (unheard_ > 0 && std::chrono::steady_clock::now() < deadline) {
        heard_.expires_at(deadline);
        co_await heard_.async_wait(process::token);
    }
    co_return sights_;
}

}  // namespace tlsmatrix::check
