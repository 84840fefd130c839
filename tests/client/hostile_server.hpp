// Servers that misbehave: a script for each connection, in a thread of their own.
//   HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> { ... }));
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "tests/client/support.hpp"
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::client {

class HostileServer {
  public:
    using Script = std::function<boost::asio::awaitable<void>(boost::asio::ip::tcp::socket)>;

    explicit HostileServer(Script script)
        : script_(std::move(script)),
          acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
          thread_([this] { run(); }) {}
    ~HostileServer() {
        context_.stop();
        thread_.join();
    }
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    [[nodiscard]] std::string url() const { return fmt::format("https://{}/", where()); }
    [[nodiscard]] std::string where() const {
        return fmt::format("127.0.0.1:{}", acceptor_.local_endpoint().port());
    }

  private:
    // A peer that goes away in the middle is what these scripts are for; a script that fails in any
    // other way would make its test see something else than it names.
    static void expect_gone(std::exception_ptr exception) {
        try {
            if (exception) {
                std::rethrow_exception(std::move(exception));
            }
        } catch (const boost::system::system_error&) {
        } catch (const std::exception& error) {
            fail_on_report(error.what());
        }
    }

    void run() {
        boost::asio::co_spawn(context_, accept(), expect_gone);
        context_.run();
    }

    boost::asio::awaitable<void> accept() {
        while (true) {
            auto socket = co_await acceptor_.async_accept(boost::asio::use_awaitable);
            boost::asio::co_spawn(context_, script_(std::move(socket)), expect_gone);
        }
    }

    Script script_;
    boost::asio::io_context context_{1};
    boost::asio::ip::tcp::acceptor acceptor_;
    std::thread thread_;
};

inline const ServerContext& hostile_context() {
    static const ServerContext made = [] {
        ServerContextSettings settings;
        settings.versions = VersionSet::all();
        settings.credentials = credentials();
        return ServerContext(std::move(settings));
    }();
    return made;
}

// speaking shakes hands as it should, and leaves the rest to the script.
inline HostileServer::Script speaking(std::function<boost::asio::awaitable<void>(Stream&)> script) {
    return [script = std::move(script)](
               boost::asio::ip::tcp::socket socket) -> boost::asio::awaitable<void> {
        Stream stream(std::move(socket), hostile_context());
        stream.expires_after(std::chrono::seconds(30));
        (void)co_await stream.handshake();
        co_await script(stream);
    };
}

// request_of reads the head of a request.
inline boost::asio::awaitable<std::string> request_of(Stream& stream) {
    std::string head;
    std::string room(4096, '\0');
    while (head.find("\r\n\r\n") == std::string::npos) {
        const IoResult result = co_await stream.read(room);
        if (result.status != IoStatus::ok) {
            break;
        }
        head.append(room, 0, result.bytes);
    }
    co_return head;
}

// answering sends these bytes for the first request of each connection, and says goodbye.
inline HostileServer::Script answering(std::string bytes) {
    return speaking([bytes = std::move(bytes)](Stream& stream) -> boost::asio::awaitable<void> {
        (void)co_await request_of(stream);
        (void)co_await stream.write(bytes);
        co_await stream.shutdown();
        co_await stream.drain();
    });
}

// endless repeats a piece behind a beginning for as long as the client takes it.
inline HostileServer::Script endless(std::string beginning, std::string piece) {
    return speaking([beginning, piece](Stream& stream) -> boost::asio::awaitable<void> {
        (void)co_await request_of(stream);
        (void)co_await stream.write(beginning);
        while (true) {
            const IoResult result = co_await stream.write(piece);
            if (result.status != IoStatus::ok) {
                co_return;
            }
        }
    });
}

}  // namespace tlsmatrix::client
