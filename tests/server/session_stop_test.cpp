// What a stop does to connections in every state.
#include <algorithm>
#include <future>
#include <memory>
#include <vector>

#include "tests/server/session_support.hpp"
#include <tlsmatrix/server/detail/worker.hpp>

namespace tlsmatrix::server::session_stop_test {
namespace {

// A stop that waits for a deadline or a delay takes far longer than a busy machine does without.
constexpr std::chrono::minutes for_ever{10};
constexpr auto promptly = patience;

void let_nothing_pass(Settings& settings) {
    for (auto deadline :
         {&Deadlines::handshake, &Deadlines::header, &Deadlines::body_idle, &Deadlines::body_total,
          &Deadlines::write, &Deadlines::keep_alive, &Deadlines::linger, &Deadlines::stop}) {
        settings.deadlines.*deadline = for_ever;
    }
}

// Stopping stops a server in a thread of its own. Where that takes too long, its end is made short.
class Stopping {
  public:
    explicit Stopping(Bench& bench)
        : bench_(bench),
          done_(std::async(std::launch::async, [&bench] { bench.server().stop(); })) {}
    ~Stopping() {
        if (!is_done_within(0s)) {
            bench_.server().stop_now();
        }
    }
    Stopping(const Stopping&) = delete;
    Stopping& operator=(const Stopping&) = delete;
    [[nodiscard]] bool is_done_within(std::chrono::milliseconds time) const {
        return done_.wait_for(time) == std::future_status::ready;
    }

  private:
    Bench& bench_;
    std::future<void> done_;
};

// use makes a client one that was answered, and whose connection is kept alive.
void use(Client& client) {
    EXPECT_EQ(outcome_name(client.shake_hands()), "negotiated");
    EXPECT_TRUE(client.send(get("/healthz")));
    EXPECT_TRUE(client.receive_until("ok\n").ends_with("ok\n"));
}

TEST(Stop, IsNotHeldUpBySilentAndIdleConnections) {
    Bench bench(let_nothing_pass);
    Client silent(bench.port());
    Client unused(bench.port());
    (void)unused.shake_hands();
    Client idle(bench.port());  // accepted last, so the others are known to the server
    use(idle);
    EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    Stopping stopping(bench);
    EXPECT_TRUE(stopping.is_done_within(promptly));
    EXPECT_EQ(silent.receive_all_plain(), "");
    EXPECT_EQ(unused.receive_all(), "");
    EXPECT_EQ(idle.receive_all(), "");
    EXPECT_EQ(idle.end(), IoStatus::closed);
    std::string lines[] = {bench.next_line(), bench.next_line()};
    std::sort(std::begin(lines), std::end(lines));
    EXPECT_EQ(lines[0], "-|000|aborted|the server stopped before the client sent a hello");
    EXPECT_EQ(lines[1], "-|000|closed|negotiated, but the server stopped before a request came");
    EXPECT_EQ(bench.lines_left(), 0U);
}

TEST(Stop, FinishesTheRequestInFlight) {
    Bench bench(let_nothing_pass);
    Client idle(bench.port());
    use(idle);
    Client busy(bench.port());
    (void)busy.shake_hands();
    ASSERT_TRUE(busy.send(
        "POST /testpost HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"));
    EXPECT_TRUE(busy.receive().starts_with("HTTP/1.1 100 "));
    Stopping stopping(bench);
    EXPECT_EQ(idle.receive_all(), "") << "closed, and by that the stop is known to be under way";
    EXPECT_FALSE(stopping.is_done_within(0s));
    ASSERT_TRUE(busy.send("body"));
    const std::string answer = busy.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_EQ(busy.end(), IoStatus::closed);
    EXPECT_TRUE(stopping.is_done_within(promptly));
}

TEST(Stop, CutsADelayShort) {
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.handler = [](const Request& request, const ConnectionFacts&) {
            return Response{.body = "ok\n",
                            .delay = request.target == "/" ? for_ever : std::chrono::minutes(0)};
        };
    });
    Client idle(bench.port());
    use(idle);
    Client delayed(bench.port());
    (void)delayed.shake_hands();
    ASSERT_TRUE(delayed.send(get("/")));
    use(idle);  // the delay has begun before this was answered
    Stopping stopping(bench);
    const std::string answer = delayed.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_TRUE(stopping.is_done_within(promptly));
}

// The answer that is under way when the stop comes still promises to keep the connection.
TEST(Stop, ClosesAConnectionThatBecomesIdleAfterwards) {
    constexpr std::size_t size = 16 << 20;  // more than the buffers of both sockets hold
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.handler = [](const Request&, const ConnectionFacts&) {
            return Response{.body = std::string(size, 'x')};
        };
    });
    Client silent(bench.port());
    Client busy(bench.port());  // accepted behind it
    (void)busy.shake_hands();
    ASSERT_TRUE(busy.send(get("/")));
    std::string answer = busy.receive();
    EXPECT_EQ(answer.find("Connection: close"), std::string::npos);
    Stopping stopping(bench);
    EXPECT_EQ(silent.receive_all_plain(), "") << "closed by the stop";
    answer += busy.receive_all();
    EXPECT_EQ(body_of(answer).size(), size);
    EXPECT_TRUE(stopping.is_done_within(promptly));
}

TEST(Stop, RecordsAndEndsARequestThatTakesTooLong) {
    for (const std::string_view part : {
             "GET / HT",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n12",
         }) {
        Bench bench([](Settings& settings) {
            let_nothing_pass(settings);
            settings.deadlines.stop = soon;
        });
        Client busy(bench.port());
        (void)busy.shake_hands();
        ASSERT_TRUE(busy.send(part));
        Client other(bench.port());
        use(other);
        EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
        bench.server().stop();
        EXPECT_EQ(bench.lines_left(), 1U);
        EXPECT_EQ(bench.next_line(),
                  "-|000|closed|negotiated, but the server stopped before the request was complete")
            << part;
        EXPECT_EQ(busy.receive_all(), "");
        EXPECT_EQ(busy.end(), IoStatus::closed);
    }
}

// Each byte begins a wait of its own, so to end the one of the moment would not be enough.
TEST(Stop, RecordsAndEndsARequestWhoseBytesKeepComing) {
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.deadlines.stop = soon;
    });
    Client busy(bench.port());
    (void)busy.shake_hands();
    ASSERT_TRUE(
        busy.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  "Content-Length: 1000000\r\n\r\n"));
    EXPECT_TRUE(busy.receive().starts_with("HTTP/1.1 100 "));
    Stopping stopping(bench);
    while (!stopping.is_done_within(1ms) && busy.send("x")) {
    }
    EXPECT_TRUE(stopping.is_done_within(promptly));
    EXPECT_EQ(bench.lines_left(), 1U);
    EXPECT_EQ(bench.next_line(),
              "-|000|closed|negotiated, but the server stopped before the request was complete");
}

TEST(Stop, RecordsAndEndsAHandshakeThatTakesTooLong) {
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.deadlines.stop = soon;
    });
    Client slow(bench.port());
    ASSERT_TRUE(slow.send_hello());
    Client other(bench.port());
    use(other);
    EXPECT_EQ(bench.next_line(), "GET /healthz HTTP/1.1|200|negotiated|-");
    bench.server().stop();
    EXPECT_EQ(bench.lines_left(), 1U);
    EXPECT_EQ(bench.next_line(), "-|000|aborted|the server stopped before the handshake was over");
}

// The client reads nothing, so that not even the goodbye finds room.
TEST(Stop, RecordsAndEndsAnAnswerThatTakesTooLong) {
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.deadlines.stop = soon;
        settings.deadlines.linger = soon;
        settings.handler = [](const Request&, const ConnectionFacts&) {
            return Response{.body = std::string(16 << 20, 'x')};
        };
    });
    Client deaf(bench.port());
    (void)deaf.shake_hands();
    ASSERT_TRUE(deaf.send(get("/")));
    EXPECT_TRUE(deaf.has_news(patience));
    bench.server().stop();
    EXPECT_EQ(bench.lines_left(), 1U);
    EXPECT_EQ(bench.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    (void)deaf.receive_all();
    EXPECT_EQ(deaf.end(), IoStatus::truncated);
}

std::shared_ptr<const PinnedContext> pinned_to_all() {
    ServerContextSettings context;
    context.versions = VersionSet::all();
    context.credentials = test_credentials();
    return std::make_shared<PinnedContext>(
        PinnedContext{"all", VersionSet::all(), Engine::exact, Address{}, ServerContext(context)});
}

// A connection that was accepted beforehand may come to its worker after the stop did.
TEST(Stop, LimitsASessionThatBeginsBehindIt) {
    Settings settings;
    let_nothing_pass(settings);
    settings.deadlines.stop = soon;
    std::string cause;
    settings.watcher = [&](const AccessEntry& entry) { cause = entry.connection->cause; };
    const ProofPorts proof_ports;
    std::atomic<std::uint64_t> serial = 0;
    Worker worker(settings, proof_ports, serial);
    boost::asio::ip::tcp::acceptor acceptor(
        worker.context(), {boost::asio::ip::address_v4::loopback(), std::uint16_t{0}});
    Client client(acceptor.local_endpoint().port());
    boost::asio::ip::tcp::endpoint peer;
    auto socket = acceptor.accept(worker.context(), peer);
    worker.stop();
    worker.start_session({std::move(socket), peer}, pinned_to_all());
    const auto ran = std::async(std::launch::async, [&] { worker.run(); });
    (void)client.shake_hands();
    EXPECT_TRUE(client.send("GET / HT"));
    EXPECT_EQ(ran.wait_for(promptly), std::future_status::ready);
    worker.stop_now();
    ran.wait();
    EXPECT_EQ(cause, "negotiated, but the server stopped before the request was complete");
}

TEST(Stop, NowDropsEverything) {
    auto bench = std::make_unique<Bench>(let_nothing_pass);
    Client silent(bench->port());
    Client busy(bench->port());
    (void)busy.shake_hands();
    // Half a request is what a stop waits for: a delay it would cut short, and race with what
    // follows.
    ASSERT_TRUE(busy.send("GET / HT"));
    Client idle(bench->port());
    use(idle);
    Stopping waiting(*bench);
    bench->server().stop_now();
    EXPECT_TRUE(waiting.is_done_within(promptly));
    bench.reset();
    EXPECT_EQ(silent.receive_all_plain(), "");
    (void)busy.receive_all();
    (void)idle.receive_all();
    EXPECT_EQ(busy.end(), IoStatus::truncated);
}

TEST(Stop, EndsASessionOnEveryThread) {
    Bench bench([](Settings& settings) {
        let_nothing_pass(settings);
        settings.threads = 4;
    });
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 16; ++i) {
        clients.push_back(std::make_unique<Client>(bench.port()));
        use(*clients.back());
    }
    Stopping stopping(bench);
    EXPECT_TRUE(stopping.is_done_within(promptly));
}

}  // namespace
}  // namespace tlsmatrix::server::session_stop_test
