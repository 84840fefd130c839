// Internal. One hello, one answer: the scan's whole use of the network.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/base/byte_writer.hpp>
#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/key_exchange.hpp>
#include <tlsmatrix/scan/pace.hpp>

namespace tlsmatrix::scan {

// Limits is how long one connection may take, and how many there may be.
struct Limits {
    std::chrono::duration<double> patience{5};  // from its start to its answer
    double per_second = 0;                      // connections; 0 is without a limit
};

// Dialler opens a connection for each hello, reads until the answer tells, and closes it. One at a
// time, no faster than the limit, and never beyond the deadline.
class Dialler {
  public:
    using Clock = std::chrono::steady_clock;

    Dialler(boost::asio::ip::tcp::endpoint endpoint, const Limits& limits,
            Clock::time_point deadline)
        : endpoint_(std::move(endpoint)),
          patience_(std::chrono::duration_cast<Clock::duration>(limits.patience)),
          deadline_(deadline),
          pace_(limits.per_second) {}

    // ask never fails: what goes wrong is an Ending. Past the deadline it asks nobody. `cut` bytes
    // go first, in a segment of their own; 0: all at once.
    [[nodiscard]] boost::asio::awaitable<Answer> ask(Bytes hello, std::size_t cut = 0);
    // ask_for_exchange reads on behind a ServerHello, until the group of the key exchange is known.
    struct Exchanged {
        Answer answer;
        KeyExchange exchange = {};
    };
    [[nodiscard]] boost::asio::awaitable<Exchanged> ask_for_exchange(Bytes hello);
    // warned is the first warning that came before a hello, and the hello's version.
    struct Warned {
        Alert warning;
        std::uint16_t version = 0;
    };
    [[nodiscard]] const std::optional<Warned>& warned() const { return warned_; }

    [[nodiscard]] bool is_over() const { return Clock::now() >= deadline_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }
    [[nodiscard]] const boost::asio::ip::tcp::endpoint& endpoint() const { return endpoint_; }

  private:
    [[nodiscard]] boost::asio::awaitable<Exchanged> ask(Bytes hello, std::size_t cut,
                                                        bool for_exchange);

    boost::asio::ip::tcp::endpoint endpoint_;
    Clock::duration patience_;
    Clock::time_point deadline_;
    Pace pace_;
    std::size_t connections_ = 0;
    std::optional<Warned> warned_ = {};
};

}  // namespace tlsmatrix::scan
