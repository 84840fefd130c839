#include <array>

#include <boost/asio/write.hpp>

#include <tlsmatrix/check/detail/passing_on.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void reset(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

asio::awaitable<void> pump(tcp::socket& from, tcp::socket& to) {
    std::array<std::uint8_t, 16384> buffer{};
    for (error_code error; !error;) {
        const auto [failed, bytes] =
            co_await from.async_read_some(asio::buffer(buffer), process::token);
        error = failed;
        if (bytes > 0) {
            const auto filled = asio::buffer(buffer.data(), bytes);
            co_await asio::async_write(to, filled, process::token);
        }
    }
    error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace tlsmatrix::check
