// What clients cannot use up: handshakes, the thread's time after them, and the reading of an
// alert.
#include <cerrno>
#include <future>
#include <memory>
#include <vector>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/server/session_support.hpp"
#include "tests/support/bytes.hpp"

namespace tlsmatrix::server::session_limits_test {
namespace {

Bench with_room_for(unsigned handshakes) {
    return Bench([&](Settings& settings) { settings.most_handshakes = handshakes; });
}

std::string healthy(Client& client) {
    EXPECT_EQ(outcome_name(client.shake_hands()), "negotiated");
    EXPECT_TRUE(client.send(get("/healthz")));
    return body_of(client.receive_until("ok\n"));
}

TEST(Limit, OfHandshakesEndsTheSilentSoThatOthersAreServed) {
    Bench bench = with_room_for(3);
    std::vector<std::unique_ptr<Client>> silent;
    for (int i = 0; i < 3; ++i) {
        silent.push_back(std::make_unique<Client>(bench.port()));
    }
    Client client(bench.port());
    EXPECT_EQ(healthy(client), "ok\n");
    // One of them at least: those that came a moment later are not old enough yet to be ended.
    EXPECT_EQ(bench.next_line(),
              "-|000|aborted|too many handshakes are under way, and no hello came from this "
              "client");
    EXPECT_EQ(silent.front()->receive_all_plain(), "");
}

// hello is a whole ClientHello that the server answers, and then waits.
std::string hello() {
    HelloParts parts;
    parts.extensions = joined({extension_bytes(10, with_length(2, codes({0x0017}))),
                               extension_bytes(13, with_length(2, codes({0x0403})))});
    const Bytes record = record_bytes(22, client_hello_bytes(parts));
    return {record.begin(), record.end()};
}

TEST(Limit, OfHandshakesMakesOthersWaitForOneThatHasSentItsHello) {
    Bench bench = with_room_for(1);
    Client slow(bench.port());
    ASSERT_TRUE(slow.send_plain(hello()));
    ASSERT_TRUE(slow.has_news(patience)) << "the server's answer has come";
    auto waiting = std::async(std::launch::async, [&bench] {
        Client client(bench.port());
        return healthy(client);
    });
    EXPECT_EQ(waiting.wait_for(400ms), std::future_status::timeout)
        << "longer than the server has patience with the silent";
    slow.reset();
    EXPECT_EQ(waiting.get(), "ok\n");
    EXPECT_EQ(bench.next_line(),
              "-|000|aborted|the connection was reset after the server chose TLSv1.2: the client's "
              "system or something on the way did that");
}

TEST(Limit, OfHandshakesDoesNotCountConnectionsThatAreInUse) {
    Bench bench = with_room_for(1);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<Client>(bench.port()));
        EXPECT_EQ(healthy(*clients.back()), "ok\n");
    }
    EXPECT_EQ(healthy(*clients.front()), "ok\n");
}

// renew_keys sends KeyUpdate messages behind one another, as many as the connection takes.
void renew_keys(Client& client, int times) {
    SSL* ssl = client.connection().native();
    for (int i = 0; i < times; ++i) {
        if (SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) != 1 || SSL_do_handshake(ssl) != 1) {
            return;
        }
    }
}

TEST(Limit, OfKeyUpdatesEndsAFlood) {
    Bench bench;
    Client client(bench.port());
    ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
    renew_keys(client, 1000);
    EXPECT_EQ(bench.next_line(),
              "-|000|closed|negotiated, then the client sent more than 32 handshake messages "
              "behind one another");
    Client other(bench.port());
    EXPECT_EQ(healthy(other), "ok\n");
}

TEST(Limit, OfKeyUpdatesIsForThoseWithoutDataBetweenThem) {
    Bench bench;
    Client client(bench.port());
    ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
    for (int i = 0; i < 20; ++i) {
        renew_keys(client, 10);
        ASSERT_TRUE(client.send(get("/healthz")));
        ASSERT_TRUE(client.receive_until("ok\n").ends_with("ok\n")) << i;
    }
}

TEST(Renegotiation, IsRefusedInEveryVersionThatHasIt) {
    Bench bench;
    for (const ProtocolVersion version :
         {ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1, ProtocolVersion::tls_1_2}) {
        ClientContextSettings settings = client_settings();
        settings.versions = {version};
        settings.adjust = [](ssl_ctx_st* context) {
            SSL_CTX_clear_options(context, SSL_OP_NO_RENEGOTIATION);
        };
        Client client(bench.port(), std::move(settings));
        ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
        ASSERT_EQ(SSL_renegotiate(client.connection().native()), 1);
        EXPECT_NE(SSL_do_handshake(client.connection().native()), 1);
        EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), SSL_R_NO_RENEGOTIATION);
    }
}

// A client that is in the middle of its bytes when it is refused would be reset by a close.
TEST(Refusal, IsReadToItsEndByAClientThatIsStillSending) {
    Bench bench([](Settings& settings) {
        settings.listeners = {{{.versions = {ProtocolVersion::tls_1_3}}}};
        read_to_the_end(settings);
    });
    Client client(bench.port());
    const std::string hello =  // TLS 1.0, one cipher suite
        "\x16\x03\x01" + std::string("\0\x2d\1\0\0\x29\3\1", 8) + std::string(32, 'r') +
        std::string("\0\0\2\0\x2f\1\0", 7);
    ASSERT_TRUE(client.send_plain(hello + std::string(200'000, 'x')));
    errno = 0;
    EXPECT_EQ(client.receive_all_plain(), std::string("\x15\3\1\0\2\2\x46", 7));
    EXPECT_EQ(errno, 0) << "an orderly end, and no reset";
    EXPECT_EQ(bench.next_line(),
              "-|000|refused|the client offers at most TLSv1 and the server speaks TLSv1.3");
}

// A client that reads the alert first may still send: to close before it ends would reset it.
TEST(Refusal, OfAHandshakeLastsUntilTheClientEnds) {
    std::promise<void> over;
    std::future<void> is_over = over.get_future();
    Bench bench([&](Settings& settings) {
        settings.listeners = {{{.versions = {ProtocolVersion::tls_1_3}}}};
        settings.connection_watcher = [&](const ConnectionEvent& event) {
            if (event.kind == ConnectionEvent::Kind::closed) {
                over.set_value();
            }
        };
        read_to_the_end(settings);
    });
    ClientContextSettings settings = client_settings();
    settings.versions = {ProtocolVersion::tls_1_2};
    Client client(bench.port(), std::move(settings));
    EXPECT_EQ(outcome_name(client.shake_hands()), "refused");
    EXPECT_EQ(is_over.wait_for(soon), std::future_status::timeout);
    EXPECT_TRUE(client.send_plain(std::string(100'000, 'x')));
    client.end_sending();
    EXPECT_EQ(is_over.wait_for(patience), std::future_status::ready);
}

}  // namespace
}  // namespace tlsmatrix::server::session_limits_test
