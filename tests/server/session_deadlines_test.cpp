// Every deadline, against a client that lets it pass.
#include <thread>

#include "tests/server/session_support.hpp"

namespace tlsmatrix::server::session_deadlines_test {
namespace {

Bench with_deadline(std::chrono::milliseconds Deadlines::*which,
                    std::chrono::milliseconds time = soon) {
    return Bench([&](Settings& settings) { settings.deadlines.*which = time; });
}

// without_tickets is a client to which nothing comes behind the handshake, unlike in TLS 1.3.
ClientContextSettings without_tickets() {
    ClientContextSettings settings = client_settings();
    settings.versions = {ProtocolVersion::tls_1_2};
    return settings;
}

// trickle sends a byte whenever nothing came for a while, and gives what came in the end.
std::string trickle(Client& client) {
    EXPECT_FALSE(client.has_news(0ms));
    for (int sent = 0; sent < 5'000; ++sent) {
        if (client.has_news(2ms) || !client.send("x")) {
            return client.receive_all();
        }
    }
    return "nothing came";
}

TEST(Deadline, OfTheHandshakeEndsSilence) {
    Bench bench = with_deadline(&Deadlines::handshake);
    Client client(bench.port());
    EXPECT_EQ(client.receive_all_plain(), "");
    EXPECT_EQ(bench.next_line().find("-|000|timed_out|no complete hello within "), 0U);
}

TEST(Deadline, OfTheHandshakeIsNotMovedByBytesThatTrickleIn) {
    Bench bench = with_deadline(&Deadlines::handshake);
    Client client(bench.port());
    ASSERT_TRUE(client.send_plain("\x16\x03\x01\x1f\xff"));
    int sent = 0;
    for (; sent < 5'000 && !client.has_news(2ms); ++sent) {
        (void)client.send_plain("\x01");
    }
    EXPECT_LT(sent, 5'000) << "nothing came";
    EXPECT_EQ(bench.next_line().find("-|000|timed_out|no complete hello within "), 0U);
}

TEST(Deadline, OfTheFirstRequestWritesALineButNoAnswer) {
    Bench bench = with_deadline(&Deadlines::header);
    Client client(bench.port());
    (void)client.shake_hands();
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_EQ(client.end(), IoStatus::closed);
    EXPECT_EQ(bench.next_line(), "-|000|closed|negotiated, but no request came in time");
}

TEST(Deadline, OfTheHeaderIsAnswered408) {
    Bench bench = with_deadline(&Deadlines::header);
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"GET / HT", "-|408|negotiated|-"},
        {"GET / HTTP/1.1\r\nHost", "GET / HTTP/1.1|408|negotiated|-"},
    };
    for (const auto& [sent, line] : rows) {
        Client client(bench.port());
        (void)client.shake_hands();
        ASSERT_TRUE(client.send(sent));
        const std::string answer = client.receive_all();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n")) << answer;
        EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
        EXPECT_EQ(client.end(), IoStatus::closed);
        EXPECT_EQ(bench.next_line(), line);
    }
}

TEST(Deadline, OfTheHeaderIsNotMovedByBytesThatTrickleIn) {
    Bench bench = with_deadline(&Deadlines::header);
    Client client(bench.port(), without_tickets());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: "));
    EXPECT_TRUE(trickle(client).starts_with("HTTP/1.1 408 "));
}

TEST(Deadline, OfTheHeaderHoldsForEachRequestAnew) {
    Bench bench = with_deadline(&Deadlines::header);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(get("/healthz") + "GET / HT"));
    EXPECT_TRUE(client.receive_until("ok\n").ends_with("ok\n"));
    EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 408 "));
    EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    EXPECT_EQ(bench.next_line(), "-|408|negotiated|-");
}

constexpr std::string_view half_a_post =
    "POST /testpost HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n1234";

TEST(Deadline, OfAnIdleBodyIsAnswered408) {
    Bench bench = with_deadline(&Deadlines::body_idle);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(half_a_post));
    EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 408 "));
    EXPECT_EQ(client.end(), IoStatus::closed);
    EXPECT_EQ(bench.next_line(), "POST /testpost HTTP/1.1|408|negotiated|-");
}

TEST(Deadline, OfTheWholeBodyIsNotMovedByBytesThatTrickleIn) {
    Bench bench = with_deadline(&Deadlines::body_total);
    Client client(bench.port(), without_tickets());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(half_a_post));
    EXPECT_TRUE(trickle(client).starts_with("HTTP/1.1 408 "));
    EXPECT_EQ(bench.next_line(), "POST /testpost HTTP/1.1|408|negotiated|-");
}

TEST(Deadline, OfTheBodyHoldsForAClientThatWasAskedForIt) {
    Bench bench = with_deadline(&Deadlines::body_idle);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 100 "));
    EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 408 "));
}

TEST(Deadline, OfKeepAliveClosesInSilence) {
    Bench bench = with_deadline(&Deadlines::keep_alive);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(get("/healthz")));
    EXPECT_TRUE(client.receive_until("ok\n").ends_with("ok\n"));
    EXPECT_EQ(client.receive_all(), "");
    EXPECT_EQ(client.end(), IoStatus::closed);
    EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    client.close();
    bench.server().stop();
    EXPECT_EQ(bench.lines_left(), 0U);
}

TEST(Deadline, OfWritingEndsAClientThatDoesNotReadAndCountsWhatWasSent) {
    constexpr std::size_t size = 16 << 20;  // more than the buffers of both sockets hold
    Bench bench([](Settings& settings) {
        settings.deadlines.write = soon;
        settings.handler = [](const Request&, const ConnectionFacts&) {
            return Response{.body = std::string(size, 'x')};
        };
    });
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(get("/")));
    EXPECT_EQ(bench.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    EXPECT_GT(bench.body_bytes(), 0U);
    EXPECT_LT(bench.body_bytes(), size);
}

TEST(Deadline, OfWritingBoundsADelay) {
    Bench bench([](Settings& settings) {
        settings.deadlines.write = soon;
        settings.handler = [](const Request&, const ConnectionFacts&) {
            return Response{.delay = std::chrono::hours(1)};
        };
    });
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(get("/", "Connection: close\r\n")));
    EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 200 OK\r\n"));
}

// Not even a flood keeps a connection beyond it: in the end sending fails.
TEST(Deadline, OfLingeringEndsAClientThatTalksOn) {
    Bench bench = with_deadline(&Deadlines::linger);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send("GET\r\n\r\n"));
    EXPECT_TRUE(client.receive_all().starts_with("HTTP/1.1 400 "));
    const auto end = std::chrono::steady_clock::now() + patience;
    const std::string flood(1 << 20, 'x');
    while (client.send_plain(flood)) {
        ASSERT_LT(std::chrono::steady_clock::now(), end) << "it reads on for ever";
    }
}

}  // namespace
}  // namespace tlsmatrix::server::session_deadlines_test
