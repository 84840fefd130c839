// A Connection on an Asio socket, as coroutines, with one deadline.
//   Stream stream(std::move(socket), context);
//   stream.expires_after(10s);
//   HandshakeOutcome outcome = co_await stream.handshake();
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/engine/connection.hpp>

namespace tlsmatrix {

// Stream carries a TLS connection on a socket that it owns. All calls come from the socket's
// executor, one at a time. It is our own, not asio::ssl::stream, because that keeps two 17 KB
// buffers and a BIO pair for every connection: docs/performance.md has the measurement. In a
// coroutine that was cancelled, what would have to wait ends with failed.
class Stream {
  public:
    using Clock = std::chrono::steady_clock;

    // The socket must be connected; it is made non-blocking and gets TCP_NODELAY.
    Stream(boost::asio::ip::tcp::socket socket, ServerContext context);
    Stream(boost::asio::ip::tcp::socket socket, ClientContext context,
           const std::string& server_name);
    // Destroying a stream closes the socket at once.
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // expires_after sets the deadline of everything that follows, until it is set again. Past it
    // the call under way, and each later one, ends with timed_out. A new stream has none.
    void expires_after(Clock::duration duration);
    void expires_never();

    [[nodiscard]] boost::asio::awaitable<HandshakeOutcome> handshake();
    // receive_raw adds what the peer sent, as it came: for whoever looks at a hello before libssl
    // does. put_back gives it to the handshake that follows. truncated is the end of the stream.
    [[nodiscard]] boost::asio::awaitable<IoStatus> receive_raw(std::vector<std::uint8_t>& into);
    void put_back(std::vector<std::uint8_t> bytes) { transport_.put_back(std::move(bytes)); }
    // read gives at least one byte, or a status that is not ok.
    [[nodiscard]] boost::asio::awaitable<IoResult> read(std::span<char> into);
    // wait_readable waits, without trying to read, until there is something to: ok, or timed_out,
    // or failed where the socket was cancelled. For when nothing is likely to have come yet.
    [[nodiscard]] boost::asio::awaitable<IoStatus> wait_readable();
    // is_silent asks the socket whether anything came while nobody waited: data that nobody asked
    // for, the peer's end, an error. What came is read, so the stream is of no use where it is
    // false.
    [[nodiscard]] bool is_silent();
    // read_now and write_now do what can be done without a wait; wants_read or wants_write where
    // that is nothing, or not all. Either is followed by read or write, with what is left.
    [[nodiscard]] IoResult read_now(std::span<char> into);
    [[nodiscard]] IoResult write_now(std::span<const char> from);
    // write gives ok once every byte is with the system; `bytes` tells how far it came.
    [[nodiscard]] boost::asio::awaitable<IoResult> write(std::span<const char> from);
    // shutdown sends close_notify, then FIN. close_notify_now sends the first alone, for whoever
    // lets go of the stream next, which sends the other. Where it needs a wait it gives false, and
    // shutdown goes on.
    [[nodiscard]] bool close_notify_now() { return !is_waiting(connection_.shutdown()); }
    [[nodiscard]] boost::asio::awaitable<void> shutdown();
    // drain reads and drops what the peer still sends, until it closes or the deadline passes, so
    // that the last answer is not lost to a reset (RFC 9112 section 9.6).
    [[nodiscard]] boost::asio::awaitable<void> drain();

    // pause lets the time pass until the deadline, and ends before it where the socket is
    // cancelled, or where the peer has reset the connection.
    [[nodiscard]] boost::asio::awaitable<void> pause();

    [[nodiscard]] Connection& connection() { return connection_; }
    [[nodiscard]] const Connection& connection() const { return connection_; }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket();
    // timed_out tells whether a call has ended for the deadline.
    [[nodiscard]] bool timed_out() const;

  private:
    struct State;

    [[nodiscard]] bool is_late();

    // The waits end with ok, timed_out or failed, as wait_readable does.
    [[nodiscard]] boost::asio::awaitable<IoStatus> wait(Progress progress);
    [[nodiscard]] boost::asio::awaitable<IoStatus> wait(IoStatus status);
    [[nodiscard]] boost::asio::awaitable<IoStatus> wait_read(bool readable = false);
    [[nodiscard]] boost::asio::awaitable<IoStatus> wait_write();
    [[nodiscard]] IoStatus waited(boost::system::error_code error) const;

    std::shared_ptr<State> state_;  // shared with the timer's handler, which may run later
    PrefetchedTransport transport_;
    Connection connection_;
};

}  // namespace tlsmatrix
