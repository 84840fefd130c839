#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <tlsmatrix/check/detail/passing_on.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// A client may treat an end of file and a reset differently: neither becomes the other here.
asio::awaitable<void> pump(tcp::socket& from, tcp::socket& to) {
    std::array<std::uint8_t, 16384> buffer{};
    error_code error;
    while (!error) {
        const auto [failed, bytes] =
            co_await from.async_read_some(asio::buffer(buffer), process::token);
        error = failed;
        if (bytes > 0) {
            const auto filled = asio::buffer(buffer.data(), bytes);
            co_await asio::async_write(to, filled, process::token);
        }
    }
    if (error == asio::error::connection_reset) {
        reset(to);
    } else {
        to.shutdown(tcp::socket::shutdown_send, error);
    }
}

// OtherWay is the direction that is not the caller's.
struct OtherWay {
    explicit OtherWay(const asio::any_io_executor& executor) : ended(executor) {
        ended.expires_at(asio::steady_timer::time_point::max());
    }
    bool over = false;
    asio::steady_timer ended;  // never expires: it is cancelled
};

}  // namespace

void reset(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

asio::awaitable<void> pass_both_ways(tcp::socket& near, tcp::socket& far,
                                     std::shared_ptr<void> owner) {
    error_code ignored;
    near.set_option(tcp::no_delay(true), ignored);
    far.set_option(tcp::no_delay(true), ignored);
    const auto other = std::make_shared<OtherWay>(near.get_executor());
    asio::co_spawn(near.get_executor(), pump(far, near),
                   [owner, other](const std::exception_ptr& failure) {
                       other->over = true;
                       other->ended.cancel();
                       process::rethrow(failure);
                   });
    co_await pump(near, far);
    if (!other->over) {
        co_await other->ended.async_wait(process::token);
    }
}

}  // namespace tlsmatrix::check
