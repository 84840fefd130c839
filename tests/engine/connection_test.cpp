#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/support/bytes.hpp"
#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/connection.hpp>

namespace tlsmatrix::connection_test {
namespace {

using enum ProtocolVersion;
using testing::Contains;
using testing::Each;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const Credentials& credentials() {
    static const Credentials made = self_signed(p256_key());
    return made;
}

ClientContextSettings client_of(VersionSet versions) {
    ClientContextSettings settings;
    settings.versions = versions;
    settings.trust.certificates = {credentials().chain.front()};
    return settings;
}

ServerContextSettings server_of(VersionSet versions) {
    ServerContextSettings settings;
    settings.versions = versions;
    settings.credentials = credentials();
    return settings;
}

// Pair is both ends on one wire, so that more than the handshake can be looked at.
struct Pair {
    explicit Pair(const ClientContextSettings& client_settings = client_of(VersionSet::all()),
                  const ServerContextSettings& server_settings = server_of(VersionSet::all()),
                  const std::string& name = "")
        : client(ClientContext(client_settings), wire.end(Sender::client), name),
          server(ServerContext(server_settings), wire.end(Sender::server)) {}

    void shake() {
        for (int flights = 0; flights < 4; ++flights) {
            (void)client.handshake();
            (void)server.handshake();
        }
    }

    MemoryWire wire;
    Connection client;
    Connection server;
};

std::string received(Connection& connection) {
    std::string room(64, '\0');
    const IoResult result = connection.read(room);
    EXPECT_EQ(result.status, IoStatus::ok);
    room.resize(result.bytes);
    return room;
}

IoStatus read_status(Connection& connection) {
    std::string room(64, '\0');
    return connection.read(room).status;
}

TEST(Connection, TellsVersionCipherAndGroupAlikeAtBothEnds) {
    for (const ProtocolVersion version : all_versions) {
        const Encounter met =
            shake_hands(ClientContext(client_of({version})), ServerContext(server_of({version})));
        const auto& client = std::get<Negotiated>(met.client.outcome);
        EXPECT_EQ(client.version, version);
        EXPECT_FALSE(client.cipher.empty());
        EXPECT_FALSE(client.group.empty());
        EXPECT_FALSE(client.resumed);
        EXPECT_EQ(met.server.outcome, met.client.outcome);
        EXPECT_THAT(met.client.saw.alerts, IsEmpty());
        EXPECT_THAT(met.server.saw.alerts, IsEmpty());
        EXPECT_EQ(met.client.saw.client_hello, met.server.saw.client_hello);
        EXPECT_EQ(met.client.saw.server_hello, met.server.saw.server_hello);
        EXPECT_EQ(met.client.saw.server_hello.value().version, static_cast<std::uint16_t>(version));
    }
}

TEST(Connection, HasNoGroupWithStaticRsa) {
    const Credentials rsa = self_signed(rsa_key());
    auto client = client_of({tls_1_1});
    client.ciphers = "AES256-SHA";
    client.trust.certificates = {rsa.chain.front()};
    auto server = server_of({tls_1_1});
    server.credentials = rsa;
    const Encounter met = shake_hands(ClientContext(client), ServerContext(server));
    EXPECT_EQ(met.client.outcome, HandshakeOutcome(Negotiated{tls_1_1, "AES256-SHA", "", false}));
    EXPECT_EQ(met.server.outcome, met.client.outcome);
}

TEST(Connection, CarriesDataBothWaysAndEndsWithCloseNotify) {
    for (const ProtocolVersion version : all_versions) {
        Pair pair(client_of({version}));
        pair.shake();
        EXPECT_EQ(pair.client.write(std::string_view("ping")).bytes, 4U);
        EXPECT_EQ(received(pair.server), "ping");
        EXPECT_EQ(read_status(pair.server), IoStatus::wants_read);
        EXPECT_EQ(pair.server.write(std::string_view("pong")).status, IoStatus::ok);
        EXPECT_EQ(received(pair.client), "pong");
        EXPECT_EQ(pair.server.shutdown(), Progress::done);
        EXPECT_EQ(pair.server.shutdown(), Progress::done);
        EXPECT_EQ(read_status(pair.client), IoStatus::closed);
        EXPECT_EQ(pair.client.observation().decisive_alert(), nullptr);
        EXPECT_EQ(outcome_name(pair.client.outcome()), "negotiated");
    }
}

// Gate is an end of a wire that takes nothing while it is shut.
class Gate final : public Transport {
  public:
    explicit Gate(Transport& end) : end_(end) {}
    bool shut = false;

    TransportResult read(std::span<std::uint8_t> into) override { return end_.read(into); }
    TransportResult write(std::span<const std::uint8_t> from) override {
        return shut ? TransportResult{} : end_.write(from);
    }

  private:
    Transport& end_;
};

TEST(Connection, SaysGoodbyeLaterWhereThereIsNoRoomForItYet) {
    for (const ProtocolVersion version : all_versions) {
        MemoryWire wire;
        Gate gate(wire.end(Sender::server));
        Connection client(ClientContext(client_of({version})), wire.end(Sender::client), "");
        Connection server(ServerContext(server_of({version})), gate);
        for (int flights = 0; flights < 4; ++flights) {
            (void)client.handshake();
            (void)server.handshake();
        }
        gate.shut = true;
        EXPECT_EQ(server.shutdown(), Progress::wants_write);
        EXPECT_EQ(server.shutdown(), Progress::wants_write);
        EXPECT_EQ(read_status(client), IoStatus::wants_read);
        gate.shut = false;
        EXPECT_EQ(server.shutdown(), Progress::done);
        EXPECT_EQ(read_status(client), IoStatus::closed);
    }
}

TEST(Connection, WithoutCloseNotifyIsTruncated) {
    Pair pair;
    pair.shake();
    pair.wire.close(Sender::server);
    EXPECT_EQ(read_status(pair.client), IoStatus::truncated);
}

TEST(Connection, WithBytesThatAreNotTlsFails) {
    Pair pair;
    pair.shake();
    pair.wire.put(Sender::server, text("HTTP/1.1 400 Bad Request\r\n\r\n"));
    EXPECT_EQ(read_status(pair.client), IoStatus::failed);
    EXPECT_FALSE(pair.client.failure().empty());
}

TEST(Connection, IsClosedWhereThePeerLeavesWithoutAnAlert) {
    Pair before_hello;
    before_hello.wire.close(Sender::client);
    EXPECT_EQ(before_hello.server.handshake(), Progress::failed);
    EXPECT_EQ(before_hello.server.outcome(),
              HandshakeOutcome(Closed{"the client closed the connection without an alert"}));
    Pair after_hello;
    EXPECT_EQ(after_hello.client.handshake(), Progress::wants_read);
    after_hello.wire.close(Sender::server);
    EXPECT_EQ(after_hello.client.handshake(), Progress::failed);
    EXPECT_EQ(after_hello.client.outcome(),
              HandshakeOutcome(Closed{"the server closed the connection without an alert"}));
    EXPECT_EQ(after_hello.client.shutdown(), Progress::done);
}

TEST(Connection, IsAbortedByBytesThatAreNotTls) {
    Pair at_client;
    EXPECT_EQ(at_client.client.handshake(), Progress::wants_read);
    at_client.wire.put(Sender::server, text("SSH-2.0-OpenSSH_9.2\r\n"));
    EXPECT_EQ(at_client.client.handshake(), Progress::failed);
    EXPECT_NE(outcome_name(at_client.client.outcome()), "negotiated");
    Pair at_server;
    at_server.wire.put(Sender::client, text("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_EQ(at_server.server.handshake(), Progress::failed);
    EXPECT_EQ(at_server.server.outcome(),
              HandshakeOutcome(Aborted{"the handshake failed: http request"}));
}

// FailingTransport is a socket whose peer has reset.
class FailingTransport final : public Transport {
  public:
    TransportResult read(std::span<std::uint8_t>) override {
        return {TransportResult::Status::failed, 0, ECONNRESET};
    }
    TransportResult write(std::span<const std::uint8_t> from) override {
        return {TransportResult::Status::moved, from.size()};
    }
};

TEST(Connection, IsAbortedByAReset) {
    FailingTransport transport;
    Connection client(ClientContext(client_of({tls_1_2})), transport, "");
    EXPECT_EQ(client.handshake(), Progress::failed);
    EXPECT_EQ(client.outcome(), HandshakeOutcome(Aborted{"the connection to the server broke: "
                                                         "Connection reset by peer"}));
}

TEST(Connection, ChecksTheServersNameAndSendsIt) {
    for (const std::string name : {"localhost", "127.0.0.1"}) {
        Pair pair(client_of(VersionSet::all()), server_of(VersionSet::all()), name);
        pair.shake();
        EXPECT_EQ(outcome_name(pair.server.outcome()), "negotiated") << name;
        const bool is_name = name == "localhost";  // RFC 6066 section 3: no addresses in SNI
        EXPECT_EQ(pair.server.observation().client_hello.value().server_name,
                  is_name ? std::optional(name) : std::nullopt);
        EXPECT_EQ(pair.client.certificate_error(), "");
    }
    for (const std::string name : {"elsewhere.localhost", "127.0.0.2", "::1"}) {
        Pair pair(client_of(VersionSet::all()), server_of(VersionSet::all()), name);
        pair.shake();
        EXPECT_EQ(outcome_name(pair.client.outcome()), "refused") << name;
        EXPECT_THAT(pair.client.certificate_error(), testing::HasSubstr("mismatch")) << name;
    }
}

TEST(Connection, WithoutVerificationTakesAnyCertificate) {
    auto settings = client_of(VersionSet::all());
    settings.trust = {.verify = false};
    Pair pair(settings);
    pair.shake();
    EXPECT_EQ(outcome_name(pair.client.outcome()), "negotiated");
    EXPECT_EQ(pair.client.certificate_error(), "");
}

// RFC 8446: the client's Finished comes before the server has judged the client.
TEST(Connection, OfTls13IsDoneAtTheClientBeforeTheServerRefuses) {
    auto settings = server_of({tls_1_3});
    settings.adjust = [](ssl_ctx_st* context) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    };
    Pair pair(client_of({tls_1_3}), settings);
    pair.shake();
    const Alert required{116, AlertLevel::fatal, Sender::server};
    EXPECT_EQ(outcome_name(pair.client.outcome()), "negotiated");
    EXPECT_EQ(pair.server.outcome(), HandshakeOutcome(Refused{required}));
    EXPECT_EQ(read_status(pair.client), IoStatus::failed);
    ASSERT_NE(pair.client.observation().decisive_alert(), nullptr);
    EXPECT_EQ(*pair.client.observation().decisive_alert(), required);
}

TEST(Connection, AgreesOnHttp11AndRefusesEverythingElse) {
    const auto offering = [](std::string_view wire_form) {
        auto settings = client_of(VersionSet::all());
        settings.adjust = [wire_form](ssl_ctx_st* context) {
            SSL_CTX_set_alpn_protos(context,
                                    reinterpret_cast<const unsigned char*>(wire_form.data()),
                                    static_cast<unsigned>(wire_form.size()));
        };
        return settings;
    };
    Pair both(offering("\x02h2\x08http/1.1"));
    both.shake();
    EXPECT_EQ(both.client.negotiated_alpn(), "http/1.1");
    EXPECT_EQ(both.server.negotiated_alpn(), "http/1.1");
    Pair none;
    none.shake();
    EXPECT_EQ(none.server.negotiated_alpn(), "");
    Pair other(offering("\x02h2"));
    other.shake();
    EXPECT_EQ(other.server.outcome(),
              HandshakeOutcome(Refused{{120, AlertLevel::fatal, Sender::server}}));
}

// The server's ClientHello callback runs twice here.
TEST(Connection, ObservesTheFirstHelloAndTheLastAnswerOfAHelloRetry) {
    auto client = client_of({tls_1_3});
    client.adjust = [](ssl_ctx_st* context) { SSL_CTX_set1_groups_list(context, "P-521:X25519"); };
    auto server = server_of(VersionSet::all());
    server.adjust = [](ssl_ctx_st* context) { SSL_CTX_set1_groups_list(context, "X25519"); };
    Pair pair(client, server);
    EXPECT_EQ(pair.client.handshake(), Progress::wants_read);
    EXPECT_EQ(pair.server.handshake(), Progress::wants_read);
    ASSERT_TRUE(pair.server.observation().server_hello);
    EXPECT_TRUE(pair.server.observation().server_hello->hello_retry_request);
    const auto first = pair.server.observation().client_hello;
    pair.shake();
    for (const Connection* end : {&pair.client, &pair.server}) {
        EXPECT_EQ(outcome_name(end->outcome()), "negotiated");
        EXPECT_EQ(end->observation().client_hello, first);
        EXPECT_FALSE(end->observation().server_hello.value().hello_retry_request);
    }
}

TEST(Connection, SaysThatASessionWasResumed) {
    const ClientContext client_context(client_of({tls_1_1, tls_1_2}));
    const ServerContext server_context(server_of({tls_1_2}));
    MemoryWire first_wire;
    Connection first(client_context, first_wire.end(Sender::client), "");
    Connection first_server(server_context, first_wire.end(Sender::server));
    for (int flights = 0; flights < 4; ++flights) {
        (void)first.handshake();
        (void)first_server.handshake();
    }
    SSL_SESSION* session = SSL_get1_session(first.native());
    MemoryWire wire;
    Connection second(client_context, wire.end(Sender::client), "");
    SSL_set_session(second.native(), session);
    SSL_SESSION_free(session);
    Connection server(server_context, wire.end(Sender::server));
    for (int flights = 0; flights < 4; ++flights) {
        (void)second.handshake();
        (void)server.handshake();
    }
    EXPECT_TRUE(std::get<Negotiated>(second.outcome()).resumed);
    EXPECT_EQ(second.outcome(), server.outcome());
}

int count_session(SSL* ssl, SSL_SESSION*) {
    ++*static_cast<int*>(SSL_get_app_data(ssl));
    return 0;
}

TEST(Connection, OfTls13GetsOneTicket) {
    ClientContextSettings settings = client_of({tls_1_3});
    settings.adjust = [](ssl_ctx_st* context) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
        SSL_CTX_sess_set_new_cb(context, count_session);
    };
    Pair pair(settings);
    int tickets = 0;
    SSL_set_app_data(pair.client.native(), &tickets);
    pair.shake();
    EXPECT_EQ(read_status(pair.client), IoStatus::wants_read);
    EXPECT_EQ(tickets, 1);
}

TEST(Connection, HandsOverItsRecordAndStartsANewOne) {
    Pair pair;
    pair.shake();
    EXPECT_TRUE(pair.client.take_observation().client_hello);
    EXPECT_FALSE(pair.client.observation().client_hello);
    EXPECT_EQ(outcome_name(pair.client.outcome()), "negotiated");
}

TEST(KeyLog, ReceivesTheSecretsOfItsOwnEnd) {
    std::vector<std::string> lines;
    auto client = client_of(VersionSet::all());
    client.key_log = [&lines](std::string_view line) { lines.emplace_back(line); };
    (void)shake_hands(ClientContext(client), ServerContext(server_of({tls_1_2})));
    EXPECT_THAT(lines, Each(StartsWith("CLIENT_RANDOM ")));
    EXPECT_THAT(lines, Not(IsEmpty()));
    lines.clear();
    (void)shake_hands(ClientContext(client), ServerContext(server_of({tls_1_3})));
    EXPECT_THAT(lines, Contains(StartsWith("SERVER_TRAFFIC_SECRET_0 ")));
    EXPECT_THAT(lines, Each(Not(testing::EndsWith("\n"))));
}

TEST(KeyLog, OfAServerIsItsOwnToo) {
    std::vector<std::string> lines;
    auto server = server_of({tls_1_2});
    server.key_log = [&lines](std::string_view line) { lines.emplace_back(line); };
    (void)shake_hands(ClientContext(client_of({tls_1_2})), ServerContext(server));
    EXPECT_THAT(lines, Contains(StartsWith("CLIENT_RANDOM ")));
}

}  // namespace
}  // namespace tlsmatrix::connection_test
