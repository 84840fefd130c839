// Internal. One client and the server behind it, while the relay carries what they say.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/relay/detail/wire_watch.hpp>
#include <tlsmatrix/relay/tamper.hpp>

namespace tlsmatrix::relay {

// RelayConnection is shared by the coroutines that carry it. Where nothing is attacked both ends
// see the same, and one watch is enough; otherwise `at_server` sees what the server does.
struct RelayConnection {
    using Clock = std::chrono::steady_clock;
    using Socket = boost::asio::ip::tcp::socket;

    RelayConnection(Socket socket, const std::vector<Attack>& attacks, std::uint64_t seed,
                    const std::function<void(HandshakeTold)>& told);

    [[nodiscard]] std::chrono::microseconds now() const;
    // conclude tells of it, once.
    void conclude(const Ending& ending);
    // end takes that one end says no more.
    void end(Sender from, Ending::Kind kind);
    void close(bool reset);

    // pass_on is what comes from one end, in a piece, on its way to the other. False: the
    // connection is over.
    [[nodiscard]] boost::asio::awaitable<bool> pass_on(Sender from,
                                                       std::span<const std::uint8_t> bytes);

    Socket client;
    Socket server;
    boost::asio::steady_timer timer;  // cancelled when the connection is over
    boost::asio::steady_timer pause;  // of a hello that is held back; the same
    std::function<void(HandshakeTold)> tell;
    std::uint64_t number = 0;
    std::string peer;
    Clock::time_point begun = Clock::now();
    Clock::time_point heard = begun;
    std::chrono::system_clock::time_point started = std::chrono::system_clock::now();
    WireWatch watch;
    std::optional<WireWatch> at_server;
    std::optional<Tamper> tamper;
    unsigned pumping = 0;
    // The other end may still have something to say, an alert for instance.
    std::optional<Ending> first_end;
    bool is_told = false;
    bool closed = false;

  private:
    [[nodiscard]] boost::asio::awaitable<bool> carry_out(const Move& move);
    void look_whether_settled();
    // is_sent tells whether the connection goes on after a write.
    [[nodiscard]] bool is_sent(Sender to, const boost::system::error_code& error);
};

}  // namespace tlsmatrix::relay
