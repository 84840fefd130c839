// The two ends that stream_choice sets against each other: a coroutine server with one thread, and
// a blocking client in another process.
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <type_traits>

#include <netinet/tcp.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "bench/stream_choice_streams.hpp"

namespace stream_choice {

inline constexpr std::string_view request_text =
    "GET /health HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
inline constexpr std::string_view response_text =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 43\r\n\r\n"
    R"({"status":"ok","version":"1.0","uptime":12})";

template <class Stream>
asio::awaitable<void> session(Stream stream) {
    auto handshake = co_await stream.handshake();
    if (std::get<0>(handshake)) {
        co_return;
    }
    std::array<char, 1024> buffer;
    std::size_t used = 0;
    while (true) {
        auto [error, count] = co_await stream.read(
            asio::buffer(buffer.data() + used, buffer.size() - used), used == 0);
        if (error) {
            if (error == asio::error::eof) {
                co_await stream.shutdown();
            }
            co_return;
        }
        used += count;
        if (!std::string_view(buffer.data(), used).ends_with("\r\n\r\n")) {
            if (used == buffer.size()) {
                co_return;
            }
            continue;
        }
        used = 0;
        for (std::size_t sent = 0; sent < response_text.size();) {
            auto [failed, written] = co_await stream.write(
                asio::buffer(response_text.data() + sent, response_text.size() - sent));
            if (failed) {
                co_return;
            }
            sent += written;
        }
    }
}

template <class Stream, class Context>
asio::awaitable<void> accept_connections(tcp::acceptor acceptor, Context& context,
                                         const Variant& variant, int connections) {
    for (int i = 0; i < connections; ++i) {
        auto [error, socket] = co_await acceptor.async_accept(token);
        if (error) {
            die("accept: " + error.message());
        }
        socket.set_option(tcp::no_delay(true));
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, session(Stream(std::move(socket), context, variant)),
                       asio::detached);
    }
}

// serve prints its port, and ends when as many connections have come and gone.
inline void serve(const Variant& variant, int connections) {
    std::signal(SIGPIPE, SIG_IGN);  // a socket BIO writes with write(2)
    asio::ssl::context context(make_server_context(variant));
    SSL_CTX& native = *context.native_handle();
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    const auto run = [&]<class Stream>(auto& its_context, std::type_identity<Stream>) {
        asio::co_spawn(
            io, accept_connections<Stream>(std::move(acceptor), its_context, variant, connections),
            asio::detached);
        io.run();
    };
    switch (variant.kind) {
        case Kind::asio:
            return run(context, std::type_identity<AsioStream>());
        case Kind::thin:
            return run(native, std::type_identity<ThinStream<Kind::thin>>());
        case Kind::peek:
            return run(native, std::type_identity<ThinStream<Kind::peek>>());
        case Kind::prefetch:
            return run(native, std::type_identity<ThinStream<Kind::prefetch>>());
    }
}

// Client makes blocking connections of one version: 12 or 13.
class Client {
  public:
    explicit Client(int version) : context_(SSL_CTX_new(TLS_client_method())) {
        const int protocol = version == 13 ? TLS1_3_VERSION : TLS1_2_VERSION;
        SSL_CTX_set_min_proto_version(context_, protocol);
        SSL_CTX_set_max_proto_version(context_, protocol);
    }
    ~Client() { SSL_CTX_free(context_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    [[nodiscard]] SSL* connect(std::uint16_t port) const {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        const int one = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            die(std::string("connect: ") + std::strerror(errno));
        }
        SSL* ssl = SSL_new(context_);
        SSL_set_fd(ssl, socket);
        if (SSL_connect(ssl) != 1) {
            die("SSL_connect");
        }
        return ssl;
    }

    static void request(SSL* ssl) {
        ask(ssl);
        listen(ssl);
    }

    static void ask(SSL* ssl) {
        if (SSL_write(ssl, request_text.data(), static_cast<int>(request_text.size())) <= 0) {
            die("SSL_write");
        }
    }

    static void listen(SSL* ssl) {
        std::array<char, 1024> buffer;
        for (std::size_t got = 0; got < response_text.size();) {
            const int count =
                SSL_read(ssl, buffer.data() + got, static_cast<int>(buffer.size() - got));
            if (count <= 0) {
                die("SSL_read");
            }
            got += static_cast<std::size_t>(count);
        }
    }

    static void close(SSL* ssl) {
        const int socket = SSL_get_fd(ssl);
        if (SSL_shutdown(ssl) == 0) {
            SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        ::close(socket);
    }

  private:
    SSL_CTX* context_;
};

inline void pin_to(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
}

// ServerProcess is this program once more, run with "serve" on a core of its own.
class ServerProcess {
  public:
    explicit ServerProcess(const Variant& variant) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) {
            die("pipe");
        }
        pid_ = ::fork();
        if (pid_ == 0) {
            pin_to(1);
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            ::execl("/proc/self/exe", "stream_choice", "serve", variant.name.c_str(), "1000000",
                    nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        FILE* in = ::fdopen(ends[0], "r");
        int port = 0;
        if (std::fscanf(in, "%d", &port) != 1) {
            die("the server did not start");
        }
        std::fclose(in);
        port_ = static_cast<std::uint16_t>(port);
    }
    ~ServerProcess() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    // cpu_seconds is its user and system time, as getrusage would tell it.
    [[nodiscard]] double cpu_seconds() const {
        clockid_t clock{};
        timespec time{};
        if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
            die("cpu clock");
        }
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

    [[nodiscard]] long resident_kib() const {
        std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with("VmRSS:")) {
                return std::stol(line.substr(6));
            }
        }
        return 0;
    }

  private:
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace stream_choice
