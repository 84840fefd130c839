// Connections that never came to an answer: what the client is told, and what the line says.
#include <future>
#include <stdexcept>

#include <openssl/ssl.h>

#include "tests/server/session_support.hpp"

namespace tlsmatrix::server::session_failures_test {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

ClientContextSettings offering(std::string_view protocols) {
    ClientContextSettings settings = client_settings();
    settings.adjust = [protocols](ssl_ctx_st* context) {
        SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                                static_cast<unsigned>(protocols.size()));
    };
    return settings;
}

TEST(Session, WritesALineForAClientThatGoesMidway) {
    constexpr std::string_view midway =
        "-|000|closed|negotiated, then closed before the request "
        "was complete";
    constexpr std::string_view before = "-|000|closed|negotiated, then closed without a request";
    const struct {
        std::string_view sent;
        std::string_view line;
    } rows[] = {
        {"", before},
        {"GET / HT", midway},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234", midway},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n12", midway},
    };
    constexpr void (*ways[])(Client&) = {
        [](Client& client) { client.close_notify(); },
        [](Client& client) { client.close(); },
    };
    Bench bench;
    for (const auto& row : rows) {
        for (const auto way : ways) {
            Client client(bench.port());
            (void)client.shake_hands();
            ASSERT_TRUE(client.send(row.sent));
            way(client);
            EXPECT_EQ(bench.next_line(), row.line) << row.sent;
        }
    }
}

// A reset takes away what was sent before it and not read yet, so it comes once that was read.
TEST(Session, WritesALineForAClientThatResetsMidway) {
    Bench bench;
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 100 "));
    client.reset();
    EXPECT_EQ(bench.next_line(),
              "-|000|closed|negotiated, then closed before the request was complete");
}

// The server's thread is held until the second client has come and gone.
TEST(Session, KnowsThePortOfAClientThatResetBeforeItWasSeen) {
    std::promise<void> gone;
    std::promise<std::uint16_t> seen;
    Bench bench([&](Settings& settings) {
        settings.connection_watcher = [&](const ConnectionEvent& event) {
            if (event.kind == ConnectionEvent::Kind::opened && event.serial == 1) {
                gone.get_future().wait();
            } else if (event.kind == ConnectionEvent::Kind::opened) {
                seen.set_value(event.peer_port);
            }
        };
    });
    const Client first(bench.port());
    Client second(bench.port());
    const std::uint16_t port = second.local_port();
    second.reset();
    gone.set_value();
    EXPECT_EQ(seen.get_future().get(), port);
    EXPECT_EQ(bench.next_line(),
              "-|000|aborted|the client reset the connection before its hello was here");
}

TEST(Session, ReportsAnExceptionAndEndsThatConnectionAlone) {
    std::promise<std::string> reported;
    Bench bench([&](Settings& settings) {
        settings.reporter = [&](std::string_view message) {
            reported.set_value(std::string(message));
        };
        settings.connection_watcher = [](const ConnectionEvent& event) {
            if (event.kind == ConnectionEvent::Kind::opened && event.serial == 1) {
                throw std::runtime_error("of a watcher");
            }
        };
    });
    Client first(bench.port());
    EXPECT_EQ(first.receive_all_plain(), "");
    EXPECT_EQ(reported.get_future().get(), "a session ended unexpectedly: of a watcher");
    Client second(bench.port());
    (void)second.shake_hands();
    ASSERT_TRUE(second.send(get("/")));
    EXPECT_EQ(bench.next_line(), "GET / HTTP/1.1|200|negotiated|-");
}

TEST(Session, TellsAPlainHttpClientWhatThisPortIs) {
    Bench bench(read_to_the_end);
    const std::string body = fmt::format(
        "This port speaks TLS, and this request came in plain HTTP.\nUse https://127.0.0.1:{}/ "
        "instead.\n",
        bench.port());
    for (const std::string_view method :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"}) {
        Client client(bench.port());
        // More than is read before the answer, all of it before the answer is read.
        ASSERT_TRUE(client.send_plain(
            fmt::format("{} / HTTP/1.1\r\nHost: a\r\n\r\n{}", method, std::string(100'000, 'x'))));
        const std::string answer = client.receive_all_plain();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << method << answer;
        EXPECT_TRUE(has(answer, "\r\nConnection: close\r\n"));
        EXPECT_EQ(body_of(answer), method == "HEAD" ? "" : body);
        EXPECT_EQ(bench.next_line(),
                  "-|000|aborted|the client speaks plain HTTP, and this port speaks TLS: the "
                  "server ended the connection; use https");
    }
}

TEST(Session, SaysNothingToWhoeverSpeaksSomethingElse) {
    Bench bench;
    for (const std::string_view sent : {"SSH-2.0-OpenSSH_9.2\r\n", "GETTY", "\r\n\r\n\r\n"}) {
        Client client(bench.port());
        ASSERT_TRUE(client.send_plain(sent));
        EXPECT_EQ(client.receive_all_plain(), "");
        EXPECT_EQ(bench.next_line(), "-|000|aborted|the first bytes that came are not TLS");
    }
}

TEST(Session, ChoosesHttp11WhereItIsOffered) {
    Bench bench;
    Client client(bench.port(), offering("\x02h2\x08http/1.1"));
    ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
    EXPECT_EQ(client.connection().negotiated_alpn(), "http/1.1");
    ASSERT_TRUE(client.send(get("/tls")));
    EXPECT_TRUE(has(client.receive_until("}\n"), R"("alpn":"http/1.1")"));
}

TEST(Session, ChoosesHttp10WhereItAloneIsOffered) {
    Bench bench;
    Client client(bench.port(), offering("\x02h2\x08http/1.0"));
    ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
    EXPECT_EQ(client.connection().negotiated_alpn(), "http/1.0");
}

TEST(Session, RefusesAClientThatOffersOtherProtocolsAlone) {
    Bench bench;
    for (const ProtocolVersion version : all_versions) {
        ClientContextSettings settings = offering("\x02h2\x08http/0.9");
        settings.versions = {version};
        Client client(bench.port(), std::move(settings));
        EXPECT_EQ(client.shake_hands(),
                  HandshakeOutcome(Refused{
                      {alert_code::no_application_protocol, AlertLevel::fatal, Sender::server}}));
        EXPECT_EQ(bench.next_line(),
                  "-|000|refused|the client offers h2,http/0.9 by ALPN, and the server speaks "
                  "http/1.1");
    }
}

}  // namespace
}  // namespace tlsmatrix::server::session_failures_test
