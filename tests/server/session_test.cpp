// Connections as a client sees them, over real sockets: what is answered, and the lines of each.
#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <vector>

#include "tests/server/session_support.hpp"

namespace tlsmatrix::server::session_test {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

TEST(Session, AnswersRequestAfterRequestOnOneConnection) {
    Bench bench;
    Client client(bench.port());
    ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
    for (int turn = 0; turn < 3; ++turn) {
        ASSERT_TRUE(client.send(get("/healthz")));
        const std::string answer = client.receive_until("ok\n");
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        EXPECT_FALSE(has(answer, "Connection")) << answer;
        EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    }
    client.close_notify();
    client.close();
    bench.server().stop();
    EXPECT_EQ(bench.lines_left(), 0U) << "the end of a connection that was used is no news";
}

TEST(Session, AnswersAtEveryVersion) {
    Bench bench;
    for (const ProtocolVersion version : all_versions) {
        ClientContextSettings settings = client_settings();
        settings.versions = {version};
        Client client(bench.port(), std::move(settings));
        ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
        for (int turn = 0; turn < 2; ++turn) {
            ASSERT_TRUE(client.send(get("/healthz")));
            EXPECT_TRUE(client.receive_until("ok\n").ends_with("ok\n")) << wire_name(version);
        }
    }
}

TEST(Session, AnswersPipelinedRequestsInOrder) {
    Bench bench;
    Client client(bench.port());
    (void)client.shake_hands();
    std::string asked;
    for (int turn = 200; turn < 260; ++turn) {
        asked += get(fmt::format("/status/{}", turn));
    }
    ASSERT_TRUE(client.send(asked + get("/healthz", "Connection: close\r\n")));
    const std::string answers = client.receive_all();
    std::size_t at = 0;
    for (int turn = 200; turn < 260; ++turn) {
        at = answers.find(fmt::format("HTTP/1.1 {} ", turn), at);
        ASSERT_NE(at, std::string::npos) << turn;
        EXPECT_EQ(bench.next_line(),
                  fmt::format("GET /status/{0} HTTP/1.1|{0}|negotiated|-", turn));
    }
    EXPECT_TRUE(answers.ends_with("ok\n"));
}

// The first request's handler waits until the other client's has come too, so that both are there.
TEST(Session, GivesOthersATurnBetweenPipelinedRequests) {
    constexpr int most = 200;
    std::promise<void> begun;
    std::promise<void> both_are_there;
    std::atomic<int> answered{0};
    Bench bench([&](Settings& settings) {
        settings.handler = [&](const Request& request, const ConnectionFacts&) {
            if (request.target == "/count" && ++answered == 1) {
                begun.set_value();
                both_are_there.get_future().wait_for(patience);
            }
            return Response{.body = fmt::format("{} before", answered.load())};
        };
    });
    Client other(bench.port());
    (void)other.shake_hands();
    ASSERT_TRUE(other.send(get("/hello")));
    ASSERT_TRUE(has(other.receive_until("before"), "0 before"));
    Client client(bench.port());
    (void)client.shake_hands();
    std::string asked;
    for (int turn = 0; turn < most; ++turn) {
        asked += get("/count");
    }
    ASSERT_TRUE(client.send(asked));
    begun.get_future().wait_for(patience);
    ASSERT_TRUE(other.send(get("/hello")));
    both_are_there.set_value();
    const std::string answer = other.receive_until("before");
    EXPECT_FALSE(has(answer, fmt::format("{} before", most))) << answer;
}

TEST(Session, ClosesWhereTheClientLeavesNoChoice) {
    constexpr std::string_view keep = "Connection: keep-alive\r\n";
    const struct {
        std::string asked;
        std::string_view said;
        bool closes;
    } rows[] = {
        {get("/healthz", "Connection: close\r\n"), "Connection: close\r\n", true},
        {"GET /healthz HTTP/1.0\r\n\r\n", "Connection: close\r\n", true},
        {fmt::format("GET /healthz HTTP/1.0\r\n{}\r\n", keep), keep, false},
        {"GET\r\n\r\n", "Connection: close\r\n", true},
    };
    Bench bench;
    for (const auto& row : rows) {
        Client client(bench.port());
        (void)client.shake_hands();
        ASSERT_TRUE(client.send(row.asked));
        const std::string answer = row.closes ? client.receive_all() : client.receive();
        EXPECT_TRUE(has(answer, row.said)) << answer;
        EXPECT_EQ(client.end(), row.closes ? IoStatus::closed : IoStatus::ok)
            << "close_notify comes before the end";
    }
}

TEST(Session, AsksForTheBodyOfAClientThatWaitsToBeAsked) {
    Bench bench;
    Client client(bench.port());
    (void)client.shake_hands();
    const std::string_view head =
        "POST /testpost HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
    ASSERT_TRUE(client.send(head));
    EXPECT_EQ(client.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
    ASSERT_TRUE(client.send("bo"));
    ASSERT_TRUE(client.send("dy"));
    EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 200 OK\r\n"));
    ASSERT_TRUE(client.send(std::string(head) + "body"));
    EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 200 OK\r\n"))
        << "the body was there already";
    EXPECT_EQ(bench.next_line(), "POST /testpost HTTP/1.1|200|negotiated|-");
    EXPECT_EQ(bench.next_line(), "POST /testpost HTTP/1.1|200|negotiated|-");
}

TEST(Session, StreamsInChunksOrUntilTheEnd) {
    Bench bench;
    Client modern(bench.port());
    (void)modern.shake_hands();
    ASSERT_TRUE(modern.send(get("/stream/2")));
    const std::string chunked = modern.receive_until("0\r\n\r\n");
    EXPECT_TRUE(has(chunked, "\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_FALSE(has(chunked, "Content-Length"));
    EXPECT_FALSE(has(chunked, "Connection"));
    ASSERT_TRUE(modern.send("HEAD /stream/2 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz")));
    EXPECT_TRUE(has(modern.receive_until("ok\n"), "chunked\r\n")) << "the header, and no body";

    Client old(bench.port());
    (void)old.shake_hands();
    ASSERT_TRUE(old.send("GET /stream/2 HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"));
    const std::string plain = old.receive_all();
    EXPECT_EQ(old.end(), IoStatus::closed);
    EXPECT_TRUE(has(plain, "\r\nConnection: close\r\n"));
    EXPECT_FALSE(has(plain, "chunked"));
    EXPECT_FALSE(has(plain, "Content-Length"));
    const std::string lines = body_of(plain);
    EXPECT_TRUE(lines.starts_with(R"({"args":{})")) << lines;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

// libssl has read the request with the handshake then, and the socket will not tell of it.
TEST(Session, AnswersARequestThatCameInOnePieceWithTheHandshake) {
    for (const std::size_t more : {0UL, 450UL, 2000UL}) {
        Bench bench;
        Client client(bench.port());
        ASSERT_TRUE(client.send_hello());
        client.hold_back(true);
        ASSERT_EQ(outcome_name(client.shake_hands()), "negotiated");
        ASSERT_TRUE(client.send(get("/healthz", "X: " + std::string(more, 'x') + "\r\n")));
        client.hold_back(false);
        EXPECT_TRUE(client.receive_until("ok\n").starts_with("HTTP/1.1 200 OK\r\n")) << more;
        EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    }
}

// The client sends all of its body before it reads: an answer must survive that.
TEST(Session, IsHeardByAClientThatStillTalks) {
    Bench bench(read_to_the_end);
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(
        client.send("POST /testpost HTTP/1.1\r\nHost: a\r\nContent-Length: 8388608\r\n\r\n"));
    EXPECT_TRUE(client.send(std::string(8 << 20, 'x')));
    const std::string answer = client.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 Content Too Large\r\n"));
    EXPECT_EQ(client.end(), IoStatus::closed);
    EXPECT_EQ(bench.next_line(), "POST /testpost HTTP/1.1|413|negotiated|-");
}

TEST(Session, AnswersForAHandlerThatThrows) {
    Bench bench([](Settings& settings) {
        settings.handler = [](const Request& request, const ConnectionFacts&) -> Response {
            if (request.target == "/number") {
                throw 7;
            }
            throw std::runtime_error("no more tea");
        };
    });
    Client client(bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send(get("/tea") + get("/number", "Connection: close\r\n")));
    const std::string answers = client.receive_all();
    EXPECT_TRUE(has(answers, "The handler of this request failed: no more tea\n")) << answers;
    EXPECT_TRUE(has(answers, "it threw something that is no std::exception\n")) << answers;
    EXPECT_EQ(bench.next_line(), "GET /tea HTTP/1.1|500|negotiated|-");
    EXPECT_EQ(bench.next_line(), "GET /number HTTP/1.1|500|negotiated|-");
}

// The JSON line is the one that keeps a number as it is.
TEST(Session, AnswersAndRecordsAStatusOutOfRangeAs500) {
    for (const int status : {-1, 0, 99, 1000}) {
        std::string json;
        Bench bench([&](Settings& settings) {
            settings.handler = [status](const Request&, const ConnectionFacts&) {
                return Response{.status = status, .chunks = {"tea\n"}};
            };
            settings.watcher = [&json, also = settings.watcher](const AccessEntry& entry) {
                LogFormat::parse("json").value().append(entry, json);
                also(entry);
            };
        });
        Client client(bench.port());
        (void)client.shake_hands();
        ASSERT_TRUE(client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
        const std::string answer = client.receive_all();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n")) << answer;
        EXPECT_EQ(body_of(answer), "tea\n");
        EXPECT_EQ(bench.next_line(), "GET / HTTP/1.0|500|negotiated|-") << status;
        EXPECT_TRUE(has(json, "\"status\":500,")) << json;
    }
}

TEST(Session, DelaysAnAnswerAndThoseBehindIt) {
    Bench bench;
    Client client(bench.port());
    (void)client.shake_hands();
    const auto before = std::chrono::steady_clock::now();
    ASSERT_TRUE(client.send(get("/delay/0.05") + get("/healthz")));
    const std::string answers = client.receive_until("ok\n");
    EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
    EXPECT_LT(answers.find("/delay/0.05"), answers.find("ok\n"));
    EXPECT_EQ(bench.next_line(), "GET /delay/0.05 HTTP/1.1|200|negotiated|-");
}

TEST(Session, ServesIpv6) {
    Bench bench([](Settings& settings) { settings.listeners.front().host = "::1"; });
    Client client(AF_INET6, bench.port());
    (void)client.shake_hands();
    ASSERT_TRUE(client.send("GET /get HTTP/1.0\r\n\r\n"));
    const std::string answer = client.receive_all();
    EXPECT_TRUE(has(answer, R"("origin":"::1")"));
    EXPECT_TRUE(has(answer, fmt::format(R"("url":"https://[::1]:{}/get")", bench.port())));

    Client plain(AF_INET6, bench.port());
    ASSERT_TRUE(plain.send_plain("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_TRUE(
        has(plain.receive_all_plain(), fmt::format("Use https://[::1]:{}/ ", bench.port())));
}

TEST(Session, RunsOnAsManyThreadsAsAskedFor) {
    constexpr unsigned threads = 4;
    std::mutex mutex;
    std::set<std::thread::id> seen;
    Bench bench([&](Settings& settings) {
        settings.threads = threads;
        settings.handler = [&](const Request&, const ConnectionFacts&) {
            const std::lock_guard lock(mutex);
            seen.insert(std::this_thread::get_id());
            return Response{.body = "ok\n"};
        };
    });
    std::vector<std::thread> users;
    for (unsigned user = 0; user < 2 * threads; ++user) {
        users.emplace_back([&bench] {
            Client client(bench.port());
            (void)client.shake_hands();
            for (int turn = 0; turn < 20; ++turn) {
                EXPECT_TRUE(client.send(get("/")));
                EXPECT_TRUE(client.receive_until("ok\n").ends_with("ok\n"));
            }
        });
    }
    for (std::thread& user : users) {
        user.join();
    }
    EXPECT_EQ(seen.size(), threads);
    for (unsigned line = 0; line < 2 * threads * 20; ++line) {
        ASSERT_EQ(bench.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    }
}

}  // namespace
}  // namespace tlsmatrix::server::session_test
