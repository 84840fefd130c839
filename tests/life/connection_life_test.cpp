// Every order of what can happen to a connection, one handler at a time on this thread, under a
// clock that stands still: it ends once, and has its line.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "tests/life/fake_clock.hpp"
#include "tests/server/session_support.hpp"
#include <tlsmatrix/server/detail/worker.hpp>

namespace tlsmatrix::server::connection_life_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Where a connection stands when all begins.
enum class Stage { silent, half_hello, shaking_hands, negotiated, half_request, answering, idle };

constexpr Stage stages[] = {Stage::silent,     Stage::half_hello,   Stage::shaking_hands,
                            Stage::negotiated, Stage::half_request, Stage::answering,
                            Stage::idle};

// What can happen to it: S a stop, N a second one, T its timers fall due, C what it waits for
// comes, R its client resets, M the server makes room for others.
constexpr std::string_view events = "SNTCRM";

// How many handlers run between two events.
enum class Pace { none, one, all };

std::vector<std::string> orders_up_to(std::size_t most) {
    std::vector<std::string> orders{""};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        if (orders[i].size() == most) {
            continue;
        }
        for (const char event : events) {
            if (orders[i].find(event) == std::string::npos) {
                orders.push_back(orders[i] + event);
            }
        }
    }
    return orders;
}

std::string request(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n";
}

// Life is one connection of a worker whose handlers run when this thread lets them.
class Life {
  public:
    explicit Life(Stage stage) : stage_(stage) {
        settings_.watcher = [this](const AccessEntry&) { ++lines; };
        settings_.connection_watcher = [this](const ConnectionEvent& event) {
            ++(event.kind == ConnectionEvent::Kind::opened ? opened : closed);
        };
        settings_.reporter = fail_on_report;
        worker_ = std::make_unique<Worker>(settings_, proof_ports_, serial_);
        nudge_.emplace(worker_->context());
        begin();
        reach();
    }
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    ~Life() { end(); }

    void happen(char event) {
        switch (event) {
            case 'S':
                stopped_ = true;
                worker_->stop();
                break;
            case 'N':
                dropped_ = true;
                worker_->stop_now();
                break;
            case 'T':
                pass(80s);
                break;
            case 'C':
                go_on();
                break;
            case 'R':
                has_reset_ = true;
                client_->reset();
                break;
            default:
                pass(300ms);
                worker_->make_room();
        }
    }

    void run(Pace pace) {
        if (pace == Pace::one) {
            worker_->context().poll_one();
        } else if (pace == Pace::all) {
            worker_->context().poll();
        }
    }

    // come_to_an_end lets time pass until nothing is left to do.
    void come_to_an_end() {
        for (int turn = 0; turn < 40 && !(dropped_ || (closed > 0 && !stopped_)); ++turn) {
            worker_->context().poll();
            if (worker_->context().stopped()) {
                break;
            }
            pass(5s);
        }
        has_finished = dropped_ || !stopped_ || worker_->context().stopped();
    }

    // end is what a server does behind its last worker.
    void end() {
        if (worker_) {
            client_.reset();
            nudge_.reset();
            worker_.reset();
        }
    }

    [[nodiscard]] bool dropped() const { return dropped_; }

    int opened = 0;
    int closed = 0;
    int lines = 0;
    bool has_finished = false;

  private:
    // Asio asks the kernel when to look at its clock, and the kernel's goes its own way: what
    // expires at once has it look.
    void pass(std::chrono::nanoseconds duration) {
        fake_clock::advance(duration);
        nudge_->expires_at(Stream::Clock::time_point::min());
        nudge_->async_wait([](boost::system::error_code) {});
        nudge_->cancel();
    }

    static ServerContext context() {
        static const ServerContext made([] {
            ServerContextSettings settings{ListenerSettings{}};
            settings.credentials = test_credentials();
            return settings;
        }());
        return made;
    }

    void begin() {
        tcp::acceptor acceptor(worker_->context(), {asio::ip::address_v4::loopback(), 0});
        client_ = std::make_unique<Client>(acceptor.local_endpoint().port());
        tcp::endpoint peer;
        tcp::socket socket = acceptor.accept(peer);
        auto pinned = std::make_shared<PinnedContext>(
            PinnedContext{"life", VersionSet::all(), Engine::exact, {"127.0.0.1", 1}, context()});
        worker_->start_session({std::move(socket), peer}, std::move(pinned));
        worker_->context().poll();
    }

    // Its own words go on as far as what came from the other end lets them.
    void talk() {
        for (int turn = 0; turn < 20; ++turn) {
            worker_->context().poll();
            (void)client_->connection().handshake();
        }
    }

    void say(std::string_view text) {
        EXPECT_TRUE(client_->send(text));
        worker_->context().poll();
    }

    void reach() {
        if (stage_ == Stage::half_hello) {
            EXPECT_TRUE(client_->send_plain(std::string_view("\x16\x03\x01\x02\x00\x01", 6)));
        }
        if (stage_ == Stage::shaking_hands) {
            EXPECT_TRUE(client_->send_hello());
        }
        worker_->context().poll();
        if (stage_ < Stage::negotiated) {
            return;
        }
        const int flags = ::fcntl(client_->socket(), F_GETFL);
        ::fcntl(client_->socket(), F_SETFL, flags | O_NONBLOCK);
        talk();
        if (stage_ == Stage::half_request) {
            say(request("/healthz"));
        } else if (stage_ == Stage::answering) {
            say(request("/delay/5") + "\r\n");
        } else if (stage_ == Stage::idle) {
            say(request("/healthz") + "\r\n");
        }
    }

    // What the stage waits for, or a part of it.
    void go_on() {
        if (has_reset_) {
            return;
        }
        switch (stage_) {
            case Stage::silent:
                (void)client_->send_hello();
                break;
            case Stage::half_hello:
                (void)client_->send_plain(std::string_view("\x00\x01\xfc", 3));
                break;
            case Stage::shaking_hands:
                (void)client_->connection().handshake();
                break;
            case Stage::negotiated:
                (void)client_->send(request("/healthz") + "Connection: close\r\n\r\n");
                break;
            case Stage::half_request:
                (void)client_->send("Connection: close\r\n\r\n");
                break;
            case Stage::answering:
                client_->close_notify();
                break;
            case Stage::idle:
                client_->end_sending();
                break;
        }
    }

    Stage stage_;
    Settings settings_;
    ProofPorts proof_ports_;
    std::atomic<std::uint64_t> serial_{0};
    std::unique_ptr<Worker> worker_;
    std::optional<asio::steady_timer> nudge_;
    std::unique_ptr<Client> client_;
    bool has_reset_ = false;
    bool stopped_ = false;
    bool dropped_ = false;
};

TEST(Life, OfAConnectionEndsOnceWithOneLineInEveryOrderOfEvents) {
    long lives = 0;
    for (const std::string& order : orders_up_to(4)) {
        for (const Stage stage : stages) {
            for (const Pace pace : {Pace::none, Pace::one, Pace::all}) {
                SCOPED_TRACE("stage " + std::to_string(static_cast<int>(stage)) + ", events " +
                             order + ", pace " + std::to_string(static_cast<int>(pace)));
                Life life(stage);
                ASSERT_EQ(life.opened, 1);
                for (const char event : order) {
                    life.happen(event);
                    life.run(pace);
                }
                life.come_to_an_end();
                EXPECT_TRUE(life.has_finished) << "a handler is left behind the stop";
                const int before = life.closed;
                life.end();
                EXPECT_EQ(life.closed, 1);
                EXPECT_TRUE(life.dropped() || before == 1) << "it outlived its deadlines";
                EXPECT_LE(life.lines, 1);
                EXPECT_TRUE(life.dropped() || life.lines == 1);
                ++lives;
            }
        }
        if (::testing::Test::HasFailure()) {
            break;
        }
    }
    RecordProperty("lives", static_cast<int>(lives));
}

}  // namespace
}  // namespace tlsmatrix::server::connection_life_test
