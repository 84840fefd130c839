// A body that goes on: it is told as it comes, and ends with itself, with its client, or with the
// server.
#include <atomic>
#include <mutex>

#include "tests/server/session_support.hpp"

namespace tlsmatrix::server::session_feed_test {
namespace {

// Spring gives what a test has put in, and counts those that are there.
class Spring final : public Feed {
  public:
    explicit Spring(std::atomic<int>& open) : open_(open) { ++open_; }
    ~Spring() override { --open_; }

    std::optional<std::string> next() override {
        const std::lock_guard lock(mutex_);
        return over_ && text_.empty() ? std::nullopt : std::optional(std::exchange(text_, {}));
    }
    void put(std::string text, bool over = false) {
        const std::lock_guard lock(mutex_);
        text_ = std::move(text);
        over_ = over;
    }

  private:
    std::atomic<int>& open_;
    std::mutex mutex_;
    std::string text_;
    bool over_ = false;
};

class SessionFeed : public testing::Test {
  protected:
    std::atomic<int> open_{0};
    std::weak_ptr<Spring> spring_;
    std::mutex mutex_;
    Bench bench_{[this](Settings& settings) {
        settings.handler = [this](const Request&, const ConnectionFacts&) {
            auto made = std::make_shared<Spring>(open_);
            const std::lock_guard lock(mutex_);
            spring_ = made;
            return Response{.content_type = "text/event-stream", .body = "first\n", .feed = made};
        };
    }};

    void put(std::string text, bool over = false) {
        const std::lock_guard lock(mutex_);
        const auto spring = spring_.lock();
        ASSERT_NE(spring, nullptr);
        spring->put(std::move(text), over);
    }
};

TEST_F(SessionFeed, IsToldAsItComesAndClosesAtItsEnd) {
    Client client(bench_.port());
    client.shake_hands();
    ASSERT_TRUE(client.send(get("/")));
    const std::string begun = client.receive_until("first\n");
    EXPECT_NE(begun.find("Connection: close\r\n"), std::string::npos) << begun;
    EXPECT_EQ(begun.find("Content-Length"), std::string::npos) << begun;
    EXPECT_EQ(begun.find("Transfer-Encoding"), std::string::npos) << begun;
    put("second\n");
    EXPECT_EQ(client.receive_until("second\n"), "second\n");
    put("third\n", true);
    EXPECT_EQ(client.receive_all(), "third\n");
    EXPECT_EQ(client.end(), IoStatus::closed);
    EXPECT_EQ(bench_.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    EXPECT_EQ(bench_.body_bytes(), std::string_view("first\nsecond\nthird\n").size());
    EXPECT_EQ(open_, 0);
}

TEST_F(SessionFeed, EndsWithItsClient) {
    const std::vector<std::function<void(Client&)>> ends{
        [](Client& client) { client.close(); }, [](Client& client) { client.reset(); },
        [](Client& client) { client.close_notify(); },
        [](Client& client) { client.send(get("/another")); }};
    for (const auto& end : ends) {
        Client client(bench_.port());
        client.shake_hands();
        ASSERT_TRUE(client.send(get("/")));
        client.receive_until("first\n");
        end(client);
        EXPECT_EQ(bench_.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    }
}

TEST_F(SessionFeed, EndsWithTheServer) {
    Client client(bench_.port());
    client.shake_hands();
    ASSERT_TRUE(client.send(get("/")));
    client.receive_until("first\n");
    bench_.server().stop();
    EXPECT_EQ(bench_.next_line(), "GET / HTTP/1.1|200|negotiated|-");
    EXPECT_EQ(open_, 0);
}

TEST_F(SessionFeed, HasNoBodyForAHead) {
    Client client(bench_.port());
    client.shake_hands();
    ASSERT_TRUE(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_TRUE(client.receive_all().ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace tlsmatrix::server::session_feed_test
