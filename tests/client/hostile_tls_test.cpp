// Servers that lie below HTTP: in the hello, in what follows the handshake, and behind its end.
#include <chrono>

#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/client/hostile_server.hpp"
#include "tests/client/support.hpp"
#include "tests/support/bytes.hpp"

namespace tlsmatrix::client::hostile_tls_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

Policy patient(std::string_view versions = "all") {
    Policy policy = policy_of(versions);
    policy.timeouts = {20s, 20s, 20s};
    return policy;
}

// server_hello_of answers any hello with this version, and with a random that ends like this.
HostileServer::Script server_hello_of(std::uint16_t version, std::string_view random_end) {
    const Bytes body = joined({number(version, 2),
                               Bytes(32 - random_end.size(), 7),
                               text(random_end),
                               {0},
                               number(0xc014, 2),
                               {0}});
    return [record = record_bytes(22, handshake_message(2, body))](
               tcp::socket socket) -> asio::awaitable<void> {
        std::array<char, 4096> hello;
        (void)co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(record), asio::use_awaitable);
        while (true) {  // until the client has closed
            (void)co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
        }
    };
}

TEST(HostileServer, ThatChoosesWhatWasNotOfferedIsRefusedByAnAlert) {
    constexpr std::string_view below_1_2("DOWNGRD\0", 8);
    constexpr std::string_view is_1_2("DOWNGRD\1", 8);
    const struct {
        std::string_view offered;
        std::uint16_t chosen;
        std::string_view random_end;
        std::uint8_t alert;
    } rows[] = {
        {"1.2-1.3", 0x0302, "", alert_code::protocol_version},
        {"1.2-1.3", 0x0300, "", alert_code::protocol_version},
        {"1.0-1.1", 0x0303, "", alert_code::protocol_version},
        {"1.2", 0x0305, "", alert_code::protocol_version},
        {"all", 0x0303, is_1_2, alert_code::illegal_parameter},
        {"all", 0x0302, below_1_2, alert_code::illegal_parameter},
        {"1.0-1.2", 0x0301, below_1_2, alert_code::illegal_parameter},
    };
    for (const auto& row : rows) {
        const HostileServer server(server_hello_of(row.chosen, row.random_end));
        Session session(patient(row.offered));
        const auto outcome = session.get(server.url());
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::handshake);
        ASSERT_FALSE(outcome.error().receipt.attempts.empty());
        EXPECT_EQ(outcome.error().receipt.attempts.back().outcome,
                  HandshakeOutcome(Refused{{row.alert, AlertLevel::fatal, Sender::client}}))
            << row.offered << " " << row.chosen << ": " << outcome.error().message;
    }
}

TEST(HostileServer, ThatSendsGarbageBehindItsGoodbyeHasSaidAllBefore) {
    const HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        const std::string_view answer = "HTTP/1.1 200 OK\r\n\r\nall of it";
        (void)co_await stream.write(answer);
        (void)stream.connection().shutdown();  // close_notify, and the socket stays open
        const std::string garbage(100'000, '\x17');
        (void)co_await asio::async_write(stream.socket(), asio::buffer(garbage),
                                         asio::use_awaitable);
        co_await stream.drain();
    }));
    Session session(patient());
    const auto outcome = session.get(server.url());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->body, "all of it");
}

constexpr std::string_view flood =
    "negotiated, then the server sent more than 32 handshake messages behind one another";

TEST(HostileServer, ThatRenewsKeysWithoutEndIsGivenUp) {
    const HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
        (void)co_await request_of(stream);
        SSL* ssl = stream.connection().native();
        while (SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
               SSL_do_handshake(ssl) == 1) {
        }
    }));
    Session session(patient("1.3"));
    const auto outcome = session.get(server.url());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::broken);
    EXPECT_EQ(outcome.error().message, flood);
}

// A client that refuses to renegotiate answers each HelloRequest with a warning (RFC 5246 section
// 7.2.2), for as long as somebody asks.
TEST(HostileServer, ThatAsksToRenegotiateWithoutEndIsGivenUp) {
    for (const std::string_view version : {"1.0", "1.1", "1.2"}) {
        const HostileServer server(speaking([](Stream& stream) -> asio::awaitable<void> {
            (void)co_await request_of(stream);
            SSL* ssl = stream.connection().native();
            SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
            while (SSL_renegotiate(ssl) == 1 && SSL_do_handshake(ssl) == 1) {
            }
        }));
        Session session(patient(version));
        const auto outcome = session.get(server.url());
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::broken) << version;
        EXPECT_EQ(outcome.error().message, flood) << version;
    }
}

// libssl skips each HelloRequest during a handshake and reads on, so while they come faster than
// they are read it gives nobody else a turn: neither the deadline nor a cancellation would be seen.
TEST(HostileServer, ThatAsksToRenegotiateDuringTheHandshakeIsGivenUp) {
    const HostileServer server([](tcp::socket socket) -> asio::awaitable<void> {
        std::array<char, 4096> hello;
        (void)co_await socket.async_read_some(asio::buffer(hello), asio::use_awaitable);
        const Bytes requests = record_bytes(22, Bytes(16384, 0));  // 4096 of them
        while (true) {                                             // until the client has closed
            co_await asio::async_write(socket, asio::buffer(requests), asio::use_awaitable);
        }
    });
    Session session(patient("1.2"));
    const auto outcome = session.get(server.url());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::handshake) << outcome.error().message;
    ASSERT_FALSE(outcome.error().receipt.attempts.empty());
    EXPECT_EQ(outcome.error().receipt.attempts.back().outcome,
              HandshakeOutcome(
                  Aborted{"the server sent more than 32 handshake messages behind one another"}));
}

}  // namespace
}  // namespace tlsmatrix::client::hostile_tls_test
