// Alerts that do not end a handshake, and those that do whatever they call themselves.
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::warning_test {
namespace {

using enum ProtocolVersion;

const Bytes unrecognized_name{21, 3, 3, 0, 2, 1, 112};

// Pair is both ends, and the wire between them that a test writes on.
struct Pair {
    explicit Pair(VersionSet of_client, VersionSet of_server, bool trusting = true)
        : client(ClientContext(client_of(of_client, trusting)), wire.end(Sender::client), ""),
          server(ServerContext(server_of(of_server)), wire.end(Sender::server)) {}

    static const Credentials& credentials() {
        static const Credentials made = self_signed(p256_key());
        return made;
    }
    static ClientContextSettings client_of(VersionSet versions, bool trusting) {
        ClientContextSettings settings;
        settings.versions = versions;
        settings.trust.certificates = {
            (trusting ? credentials() : self_signed(p256_key())).chain.front()};
        return settings;
    }
    static ServerContextSettings server_of(VersionSet versions) {
        ServerContextSettings settings;
        settings.versions = versions;
        settings.credentials = credentials();
        return settings;
    }

    // run goes on until neither end gets any further; whoever fails closes its side.
    void run() {
        for (std::size_t before = 0; before != wire.events();) {
            before = wire.events();
            for (auto [end, which] :
                 {std::pair(&client, Sender::client), {&server, Sender::server}}) {
                if (end->handshake() == Progress::failed) {
                    wire.close(which);
                }
            }
        }
    }

    MemoryWire wire;
    Connection client;
    Connection server;
};

constexpr Alert fatal(Sender sender, std::uint8_t description) {
    return {description, AlertLevel::fatal, sender};
}

TEST(Warning, OfTheServerLeavesTheRefusalToWhoeverRefuses) {
    Pair pair({tls_1_2}, {tls_1_1});
    pair.wire.put(Sender::server, unrecognized_name);
    pair.run();
    EXPECT_EQ(pair.client.outcome(), HandshakeOutcome(Refused{fatal(Sender::client, 70)}));
    EXPECT_EQ(pair.server.outcome(), HandshakeOutcome(Refused{fatal(Sender::client, 70)}));
}

TEST(Warning, OfTheServerIsNotItsWordOnACertificate) {
    Pair pair({tls_1_2}, {tls_1_2}, false);
    pair.wire.put(Sender::server, unrecognized_name);
    pair.run();
    const HandshakeOutcome outcome = pair.client.outcome();
    const auto* refused = std::get_if<Refused>(&outcome);
    ASSERT_NE(refused, nullptr) << describe(outcome);
    EXPECT_EQ(refused->alert.sender, Sender::client);
    EXPECT_NE(pair.client.certificate_error(), "");
}

TEST(Warning, LetsAHandshakeSucceed) {
    Pair pair({tls_1_2}, {tls_1_2});
    pair.wire.put(Sender::server, unrecognized_name);
    pair.run();
    EXPECT_EQ(outcome_name(pair.client.outcome()), "negotiated");
    EXPECT_EQ(pair.client.observation().decisive_alert(), nullptr);
    ASSERT_EQ(pair.client.observation().alerts.size(), 1U);
    EXPECT_TRUE(pair.client.observation().alerts.front().plaintext);
}

// libssl gives up after five, and it is then the server that stops.
TEST(Warning, ThatComesFiveTimesIsRefusedByTheServer) {
    Pair pair({tls_1_2}, {tls_1_2});
    EXPECT_EQ(pair.client.handshake(), Progress::wants_read);
    for (unsigned count = 0; count < 5; ++count) {
        pair.wire.put(Sender::client, unrecognized_name);
    }
    EXPECT_EQ(pair.server.handshake(), Progress::failed);
    EXPECT_EQ(pair.server.outcome(), HandshakeOutcome(Refused{fatal(Sender::server, 10)}));
}

TEST(Warning, At13EndsTheHandshakeAsAFatalAlertDoes) {
    Pair pair({tls_1_3}, {tls_1_3});
    EXPECT_EQ(pair.client.handshake(), Progress::wants_read);
    EXPECT_EQ(pair.server.handshake(), Progress::wants_read);
    pair.wire.put(Sender::client, {{21, 3, 3, 0, 2, 1, 48}});
    EXPECT_EQ(pair.server.handshake(), Progress::failed);
    EXPECT_EQ(pair.server.outcome(),
              HandshakeOutcome(Refused{{48, AlertLevel::warning, Sender::client}}));
}

struct Farewell {
    Bytes records;
    std::string_view reason;
};

TEST(Farewell, InAHandshakeIsAnEndAndNoFault) {
    for (const Farewell& each : std::vector<Farewell>{
             {{21, 3, 3, 0, 2, 1, 0}, "the client ended the handshake with close_notify"},
             {{21, 3, 3, 0, 2, 2, 0}, "the client ended the handshake with close_notify"},
             {{21, 3, 3, 0, 2, 1, 90, 21, 3, 3, 0, 2, 1, 0},
              "the client ended the handshake with user_canceled"},
         }) {
        Pair pair({tls_1_2}, {tls_1_2});
        EXPECT_EQ(pair.client.handshake(), Progress::wants_read);
        EXPECT_EQ(pair.server.handshake(), Progress::wants_read);
        pair.wire.put(Sender::client, each.records);
        EXPECT_EQ(pair.server.handshake(), Progress::failed);
        EXPECT_EQ(pair.server.outcome(), HandshakeOutcome(Closed{std::string(each.reason)}));
    }
}

}  // namespace
}  // namespace tlsmatrix::warning_test
