#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <tlsmatrix/engine/transport.hpp>

namespace tlsmatrix::transport_test {
namespace {

using Status = TransportResult::Status;

// Pair is two connected sockets that never block, and a transport on the first.
class Pair {
  public:
    Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
    ~Pair() {
        ::close(ends_[0]);
        close_peer();
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;

    void send(std::string_view bytes) {
        EXPECT_EQ(::send(ends_[1], bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }
    void close_peer() {
        ::close(ends_[1]);
        ends_[1] = -1;
    }
    // receive is what a wait does: as much as there is room for.
    void receive(PrefetchedTransport& transport) {
        const auto room = transport.room();
        const ssize_t count = ::recv(ends_[0], room.data(), room.size(), 0);
        EXPECT_GE(count, 0);
        transport.received(static_cast<std::size_t>(count), 0);
    }
    [[nodiscard]] int socket() const { return ends_[0]; }

  private:
    std::array<int, 2> ends_{};
};

std::string read(PrefetchedTransport& transport, std::size_t most) {
    std::array<std::uint8_t, 4096> bytes;
    const TransportResult result = transport.read(std::span(bytes).first(most));
    EXPECT_EQ(result.status == Status::moved, result.bytes > 0);
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(result.bytes)};
}

TEST(PrefetchedTransport, GivesOutWhatWasReceivedAndThenWaitsForMore) {
    Pair pair;
    PrefetchedTransport transport(pair.socket());
    pair.send("hello");
    EXPECT_EQ(read(transport, 100), "") << "nobody has received yet";
    pair.receive(transport);
    pair.send(" again");
    EXPECT_TRUE(transport.has_news());
    EXPECT_EQ(read(transport, 2), "he");
    EXPECT_EQ(read(transport, 100), "llo");
    EXPECT_FALSE(transport.has_news());
    EXPECT_EQ(read(transport, 100), "") << "what came later is received by the next wait";
    pair.receive(transport);
    EXPECT_EQ(read(transport, 100), " again");
}

TEST(PrefetchedTransport, LooksAtTheSocketWhereItIsToAskAgain) {
    Pair pair;
    PrefetchedTransport transport(pair.socket());
    pair.send("first");
    pair.receive(transport);
    EXPECT_EQ(read(transport, 100), "first");
    pair.send("second");
    transport.ask_again();
    EXPECT_EQ(read(transport, 100), "second") << "nobody has waited for it";
    EXPECT_EQ(read(transport, 100), "");
}

TEST(PrefetchedTransport, ReadsOnWhereTheRoomWasFilled) {
    Pair pair;
    PrefetchedTransport transport(pair.socket());
    const std::string sent(transport.room().size() + 100, 'x');
    pair.send(sent);
    pair.receive(transport);
    EXPECT_EQ(read(transport, 4096), sent) << "in one piece";
    EXPECT_EQ(read(transport, 4096), "");
}

TEST(PrefetchedTransport, TellsTheEndOfTheStreamBehindItsLastBytes) {
    Pair pair;
    PrefetchedTransport transport(pair.socket());
    pair.send("bye");
    pair.receive(transport);
    pair.close_peer();
    EXPECT_EQ(read(transport, 100), "bye");
    pair.receive(transport);
    std::array<std::uint8_t, 10> bytes;
    EXPECT_EQ(transport.read(bytes).status, Status::end_of_stream);
    EXPECT_EQ(transport.read(bytes).status, Status::end_of_stream);
}

TEST(PrefetchedTransport, KeepsAnErrorThatTheSystemTellsOnlyOnce) {
    const Pair pair;
    PrefetchedTransport transport(pair.socket());
    transport.received(0, ECONNRESET);
    std::array<std::uint8_t, 10> bytes;
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(transport.has_news()) << "a wait would not be told";
        const TransportResult result = transport.read(bytes);
        EXPECT_EQ(result.status, Status::failed);
        EXPECT_EQ(result.error, ECONNRESET);
    }
}

}  // namespace
}  // namespace tlsmatrix::transport_test
