// A server in this process, what it saw, and a client that blocks.
//   Bench bench;
//   Client client(bench.port());
//   client.shake_hands();
//   client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
//   EXPECT_EQ(bench.next_line(), "GET / HTTP/1.1|200|negotiated|-");
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/fail_on_report.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/server/log/log_format.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::server {

using namespace std::chrono_literals;

// What is waited for takes milliseconds; only a failure takes this long.
inline constexpr std::chrono::seconds patience{60};
// Deadlines that a test lets pass.
inline constexpr std::chrono::milliseconds soon{50};

// read_to_the_end has a server read whatever a client still sends, for as long as it takes.
inline void read_to_the_end(Settings& settings) {
    settings.deadlines.linger = patience;
}

inline const Credentials& test_credentials() {
    static const Credentials made = self_signed(p256_key());
    return made;
}

// Bench is a server with one listener and a record of its lines.
class Bench {
  public:
    explicit Bench(const std::function<void(Settings&)>& adjust = nullptr)
        : server_([&] {
              Settings settings;
              settings.listeners = {{}};
              settings.credentials = test_credentials();
              settings.pin_proof = false;
              settings.reporter = fail_on_report;
              settings.watcher = [this](const AccessEntry& entry) { note(entry); };
              if (adjust) {
                  adjust(settings);
              }
              return settings;
          }()) {}

    [[nodiscard]] Server& server() { return server_; }
    [[nodiscard]] std::uint16_t port() const { return server_.listeners().front().port; }

    // next_line is the oldest line that was not taken yet:
    // `$request|$status|$tls_outcome|$tls_cause`.
    [[nodiscard]] std::string next_line() {
        std::unique_lock lock(mutex_);
        if (!noted_.wait_for(lock, patience, [this] { return !lines_.empty(); })) {
            return "no line came";
        }
        std::string line = std::move(lines_.front());
        lines_.pop_front();
        return line;
    }
    // lines_left is how many lines were not taken; it has a meaning once the server has stopped.
    [[nodiscard]] std::size_t lines_left() {
        const std::lock_guard lock(mutex_);
        return lines_.size();
    }
    // body_bytes is `$body_bytes_sent` of the line that came last.
    [[nodiscard]] std::uint64_t body_bytes() {
        const std::lock_guard lock(mutex_);
        return body_bytes_;
    }

  private:
    void note(const AccessEntry& entry) {
        static const LogFormat format =
            LogFormat::parse("$request|$status|$tls_outcome|$tls_cause").value();
        std::string line;
        format.append(entry, line);
        line.pop_back();
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::move(line));
        body_bytes_ = entry.body_bytes_sent;
        noted_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable noted_;
    std::deque<std::string> lines_;
    std::uint64_t body_bytes_ = 0;
    Server server_;  // last: its threads use the rest
};

// connect goes to a port of the loopback address. What the socket receives then has a time limit,
// and it takes little that nobody reads, so that a server comes to feel it.
inline bool connect(int socket, int family, std::uint16_t port) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    const timeval limit{patience.count(), 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int little = 65536;
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    return family == AF_INET
               ? ::connect(socket, reinterpret_cast<const sockaddr*>(&v4), sizeof v4) == 0
               : ::connect(socket, reinterpret_cast<const sockaddr*>(&v6), sizeof v6) == 0;
}

// receive_to_end is all that a socket still gives.
inline std::string receive_to_end(int socket) {
    std::string all;
    std::string part(4096, '\0');
    for (ssize_t count = 1; count > 0;) {
        count = ::recv(socket, part.data(), part.size(), 0);
        all.append(part, 0, count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return all;
}

inline ClientContextSettings client_settings() {
    ClientContextSettings settings;
    settings.versions = VersionSet::all();
    settings.trust.certificates = {test_credentials().chain.front()};
    return settings;
}

// ClientTransport is a socket's, and hears nothing while it is deaf.
class ClientTransport final : public Transport {
  public:
    explicit ClientTransport(int socket) : socket_(socket) {}
    bool deaf = false;

    TransportResult read(std::span<std::uint8_t> into) override {
        return deaf ? TransportResult{} : socket_.read(into);
    }
    TransportResult write(std::span<const std::uint8_t> from) override {
        return socket_.write(from);
    }

  private:
    SocketTransport socket_;
};

// Client is one connection, whose calls block.
class Client {
  public:
    explicit Client(std::uint16_t port, ClientContextSettings settings = client_settings())
        : Client(AF_INET, port, std::move(settings)) {}
    Client(int family, std::uint16_t port, ClientContextSettings settings = client_settings())
        : socket_(connected(family, port)),
          transport_(socket_),
          connection_(ClientContext(std::move(settings)), transport_,
                      family == AF_INET ? "localhost" : "") {}
    ~Client() { close(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    HandshakeOutcome shake_hands() {
        while (connection_.handshake() == Progress::wants_read && wait()) {
        }
        return connection_.outcome();
    }
    // send tells whether the connection took it all.
    bool send(std::string_view text) {
        const IoResult result = connection_.write(text);
        return result.status == IoStatus::ok &&
               (result.bytes == text.size() || send(text.substr(result.bytes)));
    }
    // receive is what comes next; empty at the end, and then end() tells how it ended.
    std::string receive() {
        std::string text(16384, '\0');
        IoResult result = connection_.read(text);
        while (result.status == IoStatus::wants_read && wait()) {
            result = connection_.read(text);
        }
        end_ = result.status;
        text.resize(result.bytes);
        return text;
    }
    std::string receive_until(std::string_view ending) {
        std::string all;
        do {
            all += receive();
        } while (end_ == IoStatus::ok && !all.ends_with(ending));
        return all;
    }
    std::string receive_all() { return receive_until(never); }
    [[nodiscard]] IoStatus end() const { return end_; }

    bool send_plain(std::string_view text) {
        return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(text.size());
    }
    std::string receive_all_plain() { return receive_to_end(socket_); }
    // send_hello begins the handshake, and has shake_hands go on.
    bool send_hello() {
        transport_.deaf = true;
        const Progress progress = connection_.handshake();
        transport_.deaf = false;
        return progress == Progress::wants_read;
    }
    // hold_back keeps what is sent until it is let go, so that it travels in one piece.
    void hold_back(bool on) {
        const int value = on ? 1 : 0;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
    }
    // end_sending is the end of what the server reads; what it still says can be received.
    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    // has_news waits a little for anything to come.
    [[nodiscard]] bool has_news(std::chrono::milliseconds within) const {
        pollfd one{socket_, POLLIN, 0};
        return ::poll(&one, 1, static_cast<int>(within.count())) > 0;
    }
    void close_notify() { (void)connection_.shutdown(); }
    void close() {
        if (socket_ >= 0) {
            ::close(std::exchange(socket_, -1));
        }
    }
    [[nodiscard]] std::uint16_t local_port() const {
        sockaddr_in6 address{};
        socklen_t size = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin6_port);  // where sockaddr_in has it too
    }
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }
    [[nodiscard]] Connection& connection() { return connection_; }
    [[nodiscard]] int socket() const { return socket_; }

  private:
    static constexpr std::string_view never = "\xFF never \xFF";

    static int connected(int family, std::uint16_t port) {
        const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_TRUE(server::connect(socket, family, port)) << "cannot connect to port " << port;
        return socket;
    }

    // The socket blocks by itself; what is left to wait for is patience.
    [[nodiscard]] bool wait() const { return has_news(patience); }

    int socket_;
    ClientTransport transport_;
    Connection connection_;
    IoStatus end_ = IoStatus::ok;
};

inline std::string get(std::string_view target, std::string_view fields = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", target, fields);
}

// body_of is what stands behind the header of a response.
inline std::string body_of(const std::string& response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : response.substr(end + 4);
}

}  // namespace tlsmatrix::server
