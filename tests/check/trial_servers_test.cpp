#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::check::trial_servers_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using enum ProtocolVersion;

constexpr std::chrono::milliseconds patience{10'000};

CheckAuthority authority() {
    const certs::Ca ca = certs::Ca::create(certs::KeyType::ecdsa);
    CheckAuthority made{ca.root(), {}};
    for (const certs::KeyType type : {certs::KeyType::rsa, certs::KeyType::ecdsa}) {
        made.leaves[type] = ca.issue({.key_type = type});
    }
    return made;
}

Trial pinned() {
    return {.kind = Trial::Kind::pinned, .versions = {tls_1_2}, .profile = &server_profiles()[0]};
}

// run drives a coroutine to its end.
template <class Work>
void run(asio::io_context& context, Work work) {
    asio::co_spawn(context, work(), [&context](std::exception_ptr failure) {
        context.stop();
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    context.run();
}

// What the client left behind may still be at it when the client has gone: a trial is over once
// every connection is, and not before.
TEST(TrialServers, AreNotSettledWhileAConnectionIsOpen) {
    asio::io_context context;
    TrialServers servers(context, authority());
    const std::uint16_t port = servers.open(pinned());
    run(context, [&]() -> asio::awaitable<void> {
        tcp::socket socket(context);
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, process::token);
        asio::steady_timer later(context, std::chrono::milliseconds(200));
        later.async_wait([&socket](boost::system::error_code) {
            const Bytes words{'G', 'E', 'T', ' ', '/'};
            asio::write(socket, asio::buffer(words));
            socket.close();
        });
        const auto sights = co_await servers.settle(port, patience);
        EXPECT_EQ(sights.size(), 1U);
        EXPECT_FALSE(sights.empty() || sights.front().observation.stray.empty());
    });
}

TEST(TrialServers, AreSettledAtOnceWhereNobodyCame) {
    asio::io_context context;
    TrialServers servers(context, authority());
    const std::uint16_t port = servers.open(pinned());
    run(context, [&]() -> asio::awaitable<void> {
        EXPECT_TRUE((co_await servers.settle(port, patience)).empty());
    });
}

TEST(TrialServers, GiveUpOnAConnectionThatNeverEnds) {
    asio::io_context context;
    TrialServers servers(context, authority());
    const std::uint16_t port = servers.open(pinned());
    run(context, [&]() -> asio::awaitable<void> {
        tcp::socket socket(context);
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, process::token);
        EXPECT_TRUE((co_await servers.settle(port, std::chrono::milliseconds(50))).empty());
    });
}

}  // namespace
}  // namespace tlsmatrix::check::trial_servers_test
