#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/check/detail/scripted_server.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/tls/server_flight.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::check::scripted_server_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Bytes hello_record(std::uint16_t version) {
    HelloParts parts;
    parts.legacy_version = version;
    return record_bytes(22, client_hello_bytes(parts));
}

constexpr std::chrono::milliseconds patience{5000};

// Stranger dials the server, says something, and does what a client does with an answer.
struct Meeting {
    std::vector<ConnectionSight> sights;
    Bytes answer;
    error_code end;  // of the client's reading
};

// One that `leaves` goes once it has said its words, and reads nothing.
Meeting meet(const Script& script, const Bytes& words, const Bytes& reply = {},
             bool leaves = false) {
    asio::io_context context;
    ScriptedServer server(context, script);
    asio::co_spawn(context, server.run(), asio::detached);
    Meeting meeting;
    const auto client = [&]() -> asio::awaitable<void> {
        tcp::socket socket(context);
        co_await socket.async_connect({asio::ip::address_v4::loopback(), server.port()},
                                      process::token);
        co_await asio::async_write(socket, asio::buffer(words), process::token);
        std::array<std::uint8_t, 512> buffer{};
        if (leaves) {
            socket.close();
            meeting.sights = co_await server.settle(patience);
            context.stop();
            co_return;
        }
        const auto [error, bytes] =
            co_await socket.async_read_some(asio::buffer(buffer), process::token);
        meeting.end = error;
        meeting.answer.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(bytes));
        if (!reply.empty()) {
            co_await asio::async_write(socket, asio::buffer(reply), process::token);
        }
        socket.close();
        meeting.sights = co_await server.settle(patience);
        context.stop();
    };
    asio::co_spawn(context, client(), [](std::exception_ptr failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    context.run();
    return meeting;
}

TEST(ScriptedServer, ResetsOnceTheHelloIsThere) {
    const Meeting met = meet({.attack = Attack::reset}, hello_record(0x0303));
    EXPECT_EQ(met.end, asio::error::connection_reset);
    ASSERT_EQ(met.sights.size(), 1U);
    EXPECT_TRUE(met.sights.front().attacked);
    EXPECT_EQ(met.sights.front().observation.client_hello->legacy_version, 0x0303);
}

TEST(ScriptedServer, ClosesForAnEndOfFile) {
    const Meeting met = meet({.attack = Attack::end_of_file}, hello_record(0x0303));
    EXPECT_EQ(met.end, asio::error::eof);
}

TEST(ScriptedServer, SendsTheAlertThatItIsToldTo) {
    for (const auto& [attack, code] :
         {std::pair{Attack::alert_40, 40}, {Attack::alert_70, 70}, {Attack::alert_80, 80}}) {
        const Meeting met = meet({.attack = attack}, hello_record(0x0303));
        EXPECT_THAT(met.answer, ::testing::ElementsAre(21, 3, 3, 0, 2, 2, code));
    }
}

const Script old_hello{.hello_version = 0x0301, .hello_suite = 0xc013};

TEST(ScriptedServer, AnswersWithAServerHelloAndHearsWhatTheClientMakesOfIt) {
    const Meeting met = meet(old_hello, hello_record(0x0303), Bytes{21, 3, 1, 0, 2, 2, 70});
    const auto answer = parse_server_hello(std::span(met.answer).subspan(5));
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(*answer, (ServerHello{.version = 0x0301, .cipher_suite = 0xc013}));
    const auto* refused = std::get_if<Refused>(&met.sights.front().outcome);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->alert, (Alert{70, AlertLevel::fatal, Sender::client}));
    EXPECT_EQ(met.sights.front().cause,
              "the server chose TLSv1, which the client does not accept: a hello without "
              "supported_versions names its highest version alone, TLSv1.2");
}

TEST(ScriptedServer, TellsAClientThatClosesFromOneThatGoesOn) {
    const Meeting closes = meet(old_hello, hello_record(0x0303));
    EXPECT_TRUE(std::holds_alternative<Closed>(closes.sights.front().outcome));
    EXPECT_THAT(closes.sights.front().cause,
                ::testing::StartsWith("the client closed the connection without an alert after the "
                                      "server chose TLSv1"));
    // The beginning of a ClientKeyExchange: it has no reason to wait.
    const Meeting goes_on = meet(old_hello, hello_record(0x0303), Bytes{22, 3, 1, 0, 70, 16});
    EXPECT_TRUE(std::holds_alternative<TimedOut>(goes_on.sights.front().outcome));
}

// What came in place of a hello is told in the words of every other log.
TEST(ScriptedServer, NotesWhoSendsNoHello) {
    struct Sent {
        const char* claim;
        Bytes sent;
        std::string stray;
        std::string cause;
    };
    const std::vector<Sent> cases{
        {"plain HTTP", Bytes{'G', 'E', 'T', ' ', '/', ' ', '\n'}, "GET /",
         "the client speaks plain HTTP, and this port speaks TLS: the server ended the connection; "
         "use https"},
        {"another protocol", Bytes{'S', 'S', 'H', '-', '2', '.', '0'}, "SSH-2",
         "the first bytes that came are not TLS"},
        {"half a hello", Bytes{22, 3, 1, 0, 200, 1}, "",
         "the client closed the connection without an alert, 6 bytes into its hello"},
        {"nothing", Bytes{}, "",
         "the client closed the connection without an alert, and had sent nothing"},
    };
    for (const Sent& each : cases) {
        const Meeting met = meet({.attack = Attack::end_of_file}, each.sent, {}, true);
        EXPECT_EQ(met.sights.front().observation.stray, each.stray) << each.claim;
        EXPECT_EQ(met.sights.front().cause, each.cause) << each.claim;
        EXPECT_FALSE(met.sights.front().observation.client_hello.has_value()) << each.claim;
    }
}

TEST(ServerFlight, CarriesRenegotiationInfoWhereTheHelloAsksForIt) {
    ClientHello hello;
    EXPECT_EQ(server_hello_record(hello, 0x0301, 0xc013).size(), 5U + 4 + 2 + 32 + 1 + 2 + 1);
    hello.cipher_suites = {0x00ff};
    EXPECT_EQ(server_hello_record(hello, 0x0301, 0xc013).size(), 5U + 4 + 2 + 32 + 1 + 2 + 1 + 7);
}

TEST(ServerFlight, ReadsAHelloInTheEncodingOfSslv2) {
    Bytes words{0x80, 0, 1, 3, 3, 0, 3, 0, 0, 0, 16, 0, 0, 0x2f};
    words.insert(words.end(), 16, 0xab);
    words[1] = static_cast<std::uint8_t>(words.size() - 2);
    HelloReader reader;
    EXPECT_FALSE(reader.feed(std::span(words).first(10)));
    EXPECT_TRUE(reader.feed(std::span(words).subspan(10)));
    ASSERT_TRUE(reader.hello().has_value());
    EXPECT_EQ(reader.hello()->legacy_version, 0x0303);
}

TEST(ServerFlight, PutsAHelloInManyRecordsTogether) {
    HelloParts parts;
    parts.legacy_version = 0x0302;
    const Bytes message = client_hello_bytes(parts);
    HelloReader reader;
    for (std::size_t i = 0; i + 1 < message.size(); ++i) {
        EXPECT_FALSE(reader.feed(record_bytes(22, {message[i]})));
    }
    EXPECT_TRUE(reader.feed(record_bytes(22, {message.back()})));
    EXPECT_EQ(reader.hello()->legacy_version, 0x0302);
}

}  // namespace
}  // namespace tlsmatrix::check::scripted_server_test
