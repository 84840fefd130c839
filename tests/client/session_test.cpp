// Requests under a policy against a real server: what is on the receipt, whatever happened.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/client/support.hpp"
#include "tests/support/fault.hpp"
#include <tlsmatrix/client/session.hpp>

namespace tlsmatrix::client::session_test {
namespace {

namespace asio = boost::asio;
using enum ProtocolVersion;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// ask makes one request of a session of its own.
Outcome ask(Policy policy, std::string url) {
    Session session(std::move(policy));
    return session.get(std::move(url));
}

TEST(Session, GivesAResponseWithAReceipt) {
    TestServer server("all");
    const auto outcome = ask(policy_of("1.2+"), server.url());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->status, 200);
    EXPECT_EQ(outcome->body, "ok\n");
    ASSERT_NE(outcome->header("CONTENT-length"), nullptr);
    EXPECT_EQ(*outcome->header("content-length"), "3");
    EXPECT_EQ(outcome->header("X-None"), nullptr);
    const Receipt& receipt = outcome->receipt;
    EXPECT_EQ(receipt.allowed, set_of("1.2+"));
    EXPECT_EQ(receipt.engine, Engine::exact);
    EXPECT_EQ(receipt.host, "127.0.0.1");
    EXPECT_EQ(receipt.port, server.port());
    EXPECT_FALSE(receipt.reused);
    EXPECT_EQ(receipt.refusal(), nullptr);
    ASSERT_NE(receipt.negotiated(), nullptr);
    EXPECT_EQ(receipt.negotiated()->version, tls_1_3);
    EXPECT_EQ(receipt.negotiated()->cipher, "TLS_AES_256_GCM_SHA384");
    ASSERT_THAT(receipt.attempts, SizeIs(1));
    const Attempt& attempt = receipt.attempts.front();
    EXPECT_EQ(attempt.offered, set_of("1.2+"));
    EXPECT_EQ(attempt.observation.client_hello.value().offered(), "TLSv1.3,TLSv1.2");
    EXPECT_EQ(attempt.observation.server_hello.value().version, 0x0304);
    EXPECT_EQ(attempt.cause, "");
    EXPECT_EQ(attempt.certificate_error, "");
    EXPECT_NE(attempt.local_port, 0);
}

TEST(Session, PostsABody) {
    TestServer server("all");
    Session session(policy_of("all"));
    const auto outcome =
        session.post(server.url("/testpost"), "{for: test purposes}", "application/json");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->body, R"({"status": "ok", "body": "it was received"})");
}

TEST(Session, TakesAnAnswerOfAnyStatusForAnAnswer) {
    TestServer server("all");
    EXPECT_EQ(ask(policy_of("all"), server.url("/no-such-page")).value().status, 404);
}

TEST(Session, HasNoBodyInTheAnswerToHead) {
    TestServer server("all");
    Session session(policy_of("all"));
    Request request;
    request.method = "HEAD";
    request.url = server.url();
    const auto outcome = session.request(std::move(request));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome->header("Content-Length"), "3");
    EXPECT_EQ(outcome->body, "");
}

struct Hole {
    std::string_view server;
    std::string_view spoken;  // or `refused`
    std::size_t attempts;
};

// The caller's list is {1.0,1.2}: never 1.1, and 1.0 only where 1.2 is not to be had.
TEST(Session, TakesAListWithAHoleAtItsWord) {
    for (const Hole& each : {
             Hole{"all", "TLSv1.2", 1},
             Hole{"1.0-1.2", "TLSv1.2", 1},
             Hole{"1.1-1.2", "TLSv1.2", 1},
             Hole{"1.2", "TLSv1.2", 1},
             Hole{"1.0,1.2", "TLSv1.2", 1},
             Hole{"1.0", "TLSv1", 2},
             Hole{"1.0-1.1", "TLSv1", 2},
             Hole{"1.0,1.3", "TLSv1", 2},
             Hole{"1.1", "refused", 2},
             Hole{"1.3", "refused", 2},
             Hole{"1.1,1.3", "refused", 2},
         }) {
        TestServer server(each.server);
        const auto outcome = ask(policy_of("1.0,1.2"), server.url());
        const Receipt& receipt = outcome ? outcome->receipt : outcome.error().receipt;
        EXPECT_THAT(receipt.attempts, SizeIs(each.attempts)) << each.server;
        const std::string spoken = receipt.negotiated() != nullptr
                                       ? std::string(wire_name(receipt.negotiated()->version))
                                       : "refused";
        EXPECT_EQ(spoken, each.spoken) << each.server;
        for (const Attempt& attempt : receipt.attempts) {
            const auto offered = attempt.observation.client_hello.value().offered_versions();
            EXPECT_FALSE(offered.contains(tls_1_1)) << each.server;
        }
        for (const HandshakeOutcome& seen : server.connections()) {
            const auto* negotiated = std::get_if<Negotiated>(&seen);
            EXPECT_TRUE(negotiated == nullptr || negotiated->version != tls_1_1) << each.server;
        }
    }
}

TEST(Session, KeepsEveryAttemptOnTheReceipt) {
    TestServer server("1.0");
    const auto outcome = ask(policy_of("1.0,1.2"), server.url());
    ASSERT_TRUE(outcome) << outcome.error().message;
    const auto& attempts = outcome->receipt.attempts;
    ASSERT_THAT(attempts, SizeIs(2));
    EXPECT_EQ(attempts[0].offered, set_of("1.2"));
    EXPECT_EQ(attempts[0].outcome,
              HandshakeOutcome(Refused{{70, AlertLevel::fatal, Sender::client}}));
    EXPECT_EQ(attempts[0].cause,
              "the server chose TLSv1, which the client does not accept: a hello without "
              "supported_versions names its highest version alone, TLSv1.2");
    EXPECT_EQ(attempts[1].offered, set_of("1.0"));
    EXPECT_EQ(outcome_name(attempts[1].outcome), "negotiated");
}

TEST(Session, ThatRefusesHolesSendsNothing) {
    TestServer server("all");
    Policy policy = policy_of("1.0,1.2");
    policy.holes = Holes::refuse;
    const auto outcome = ask(policy, server.url());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::usage);
    EXPECT_THAT(outcome.error().message, HasSubstr("holes = runs"));
    EXPECT_THAT(outcome.error().receipt.attempts, IsEmpty());
    server.stop();
    EXPECT_THAT(server.connections(), IsEmpty());
}

TEST(Session, WithOpenSslsEngineFallsToTheLowestRun) {
    TestServer server("all");
    const auto outcome = ask(policy_of("1.0,1.2", Engine::openssl), server.url());
    EXPECT_EQ(outcome.value().receipt.negotiated()->version, tls_1_0);
    EXPECT_EQ(outcome.value().receipt.engine, Engine::openssl);
}

struct Told {
    std::string_view client;
    Engine engine;
    std::string_view server;
    Engine server_engine;
    bool fallback_scsv;
    std::string_view sentence;  // {} is the server's address
};

TEST(Session, TellsInARefusalWhatWasOfferedWhatWasWantedAndWhatToChange) {
    for (
        const Told& each : {
            Told{"1.0", Engine::exact, "1.2", Engine::exact, false,
                 "no TLS connection to {0}: offered TLSv1: protocol_version came back, "
                 "which says that the server supports none of what was offered; let the client "
                 "offer TLSv1.3 or TLSv1.2 ('tlsmatrix scan' shows what the server supports)"},
            Told{
                "1.2", Engine::exact, "1.1", Engine::exact, false,
                "no TLS connection to {0}: offered TLSv1.2: the server chose TLSv1.1, which the "
                "client does not accept: a hello without supported_versions names its highest "
                "version alone, TLSv1.2 (the client sent protocol_version); let the server support "
                "TLSv1.2; for a test alone, let the client offer TLSv1.1; if the server has what "
                "was "
                "offered, look for what stands between the two ends"},
            Told{"1.0,1.2", Engine::exact, "1.3", Engine::exact, false,
                 "no TLS connection to {0}: offered TLSv1.2: protocol_version came back, "
                 "which says that the server supports none of what was offered (an alert in plain "
                 "text, which nobody signs and anyone on the way can send); then offered TLSv1: "
                 "protocol_version came back, which says that the server supports none of what was "
                 "offered; let the client offer TLSv1.3 as well ('tlsmatrix scan' shows what the "
                 "server supports)"},
            Told{"1.0-1.1", Engine::openssl, "1.0,1.2", Engine::openssl, false,
                 "no TLS connection to {0}: offered TLSv1.1: the server chose TLSv1, and the "
                 "downgrade sentinel in ServerHello.random says that it supports TLSv1.2 or above; "
                 "the client, which offers at most TLSv1.1, takes that for a downgrade: either "
                 "something between the two changed a hello, or the server supports TLSv1.2 or "
                 "above and not TLSv1.1, or chose less than it could (the client sent "
                 "illegal_parameter); let the client offer "
                 "TLSv1.3 or TLSv1.2; where that fails too, look for what stands between the two "
                 "ends"},
            Told{
                "1.2", Engine::exact, "all", Engine::exact, true,
                "no TLS connection to {0}: offered TLSv1.2: the hello carries TLS_FALLBACK_SCSV "
                "and offers at most TLSv1.2, and the server says that it supports a higher version "
                "(the server sent inappropriate_fallback); leave TLS_FALLBACK_SCSV, which "
                "--fallback-scsv adds, as a client does when it tries again with less, out of a "
                "first attempt, or offer the server's highest version"},
        }) {
        TestServer server(each.server, each.server_engine);
        Policy policy = policy_of(each.client, each.engine);
        policy.fallback_scsv = each.fallback_scsv;
        const auto outcome = ask(policy, server.url());
        ASSERT_FALSE(outcome) << each.client;
        EXPECT_EQ(outcome.error().kind, Failure::Kind::handshake);
        EXPECT_EQ(outcome.error().message,
                  fmt::format(fmt::runtime(each.sentence), server.where()));
        EXPECT_NE(outcome.error().receipt.refusal(), nullptr);
    }
}

TEST(Session, IsRefusedByAServerOfAnotherNameOrAnUnknownAuthority) {
    TestServer elsewhere("all", Engine::exact, "127.0.0.2");  // the certificate says 127.0.0.1
    auto outcome = ask(policy_of("all"), elsewhere.url("/", "127.0.0.2"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, Failure::Kind::certificate);
    EXPECT_THAT(outcome.error().message, HasSubstr("the certificate of 127.0.0.2:"));
    EXPECT_THAT(outcome.error().message, HasSubstr("mismatch"));
    EXPECT_THAT(outcome.error().message,
                HasSubstr("reach the server by a name that its certificate has"));

    TestServer server("all");
    for (const Trust& trust :
         {Trust{}, Trust{.certificates = {certs::Ca::create(certs::KeyType::ecdsa).root()}}}) {
        Policy policy = policy_of("all");
        policy.trust = trust;
        outcome = ask(policy, server.url());
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind, Failure::Kind::certificate);
        EXPECT_THAT(outcome.error().message, HasSubstr("name that CA with --ca"));
        EXPECT_FALSE(outcome.error().receipt.attempts.back().certificate_error.empty());
    }
}

TEST(Session, ChecksNeitherWhereThePolicySaysSo) {
    TestServer elsewhere("all", Engine::exact, "127.0.0.2");
    Policy nameless = policy_of("all");
    nameless.check_server_name = false;
    EXPECT_TRUE(ask(nameless, elsewhere.url("/", "127.0.0.2")));
    Policy trusting = policy_of("all");
    trusting.trust = {.verify = false};
    trusting.check_server_name = false;
    EXPECT_TRUE(ask(trusting, elsewhere.url("/", "127.0.0.2")));
}

TEST(Session, FindsLocalhostByName) {
    TestServer server("all");
    const auto outcome = ask(policy_of("all"), server.url("/", "localhost"));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->receipt.attempts.front().observation.client_hello->server_name, "localhost");
}

TEST(Session, SpeaksIpv6) {
    TestServer server("1.1", Engine::exact, "::1");
    const auto outcome = ask(policy_of("1.1"), server.url("/", "[::1]"));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->receipt.host, "::1");
    EXPECT_EQ(outcome->receipt.negotiated()->version, tls_1_1);
}

TEST(Session, RefusesAUrlOrAHeaderThatMakesNoSense) {
    EXPECT_EQ(ask(policy_of("all"), "http://localhost/").error().kind, Failure::Kind::usage);
    EXPECT_EQ(ask(policy_of(VersionSet{}), "https://localhost/").error().kind,
              Failure::Kind::usage);
    Session session(policy_of("all"));
    Request request;
    request.url = "https://localhost/";
    request.headers = {{"X", "a\r\nb"}};
    EXPECT_EQ(session.request(std::move(request)).error().kind, Failure::Kind::usage);
}

TEST(Session, ThrowsWhereThePolicyItselfCannotWork) {
    TestServer server("all");
    Policy policy = policy_of("all");
    policy.ciphers = "NO-SUCH-SUITE";
    EXPECT_THAT(fault_of([&] { (void)ask(policy, server.url()); }), HasSubstr("NO-SUCH-SUITE"));
    policy = policy_of("all");
    policy.trust.ca_file = "/nowhere/ca.pem";
    EXPECT_THAT(fault_of([&] { (void)ask(policy, server.url()); }), HasSubstr("/nowhere/ca.pem"));
}

TEST(Session, CanBeMadeWrongByATest) {
    TestServer server("all");
    Policy policy = policy_of("1.2+");
    policy.adjust_context = [](ssl_ctx_st* context) {
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    };
    EXPECT_EQ(ask(policy, server.url()).value().receipt.negotiated()->version, tls_1_2);
}

TEST(Session, AsksInManyCoroutinesOnTheCallersExecutor) {
    TestServer server("all");
    asio::io_context context;  // outlives the session, which keeps idle connections on it
    Session session(policy_of("1.0,1.2"));
    int answered = 0;
    for (int i = 0; i < 8; ++i) {
        Request request;
        request.url = server.url();
        asio::co_spawn(context, session.async_request(std::move(request)),
                       [&answered](std::exception_ptr exception, const Outcome& outcome) {
                           EXPECT_EQ(exception, nullptr);
                           answered += outcome && outcome->status == 200 ? 1 : 0;
                       });
    }
    context.run();
    EXPECT_EQ(answered, 8);
}

TEST(Outcome, ThrowsItsMessageWhereAResponseIsDemanded) {
    const Outcome outcome = ask(policy_of("all"), "http://localhost/");
    EXPECT_THAT(fault_of([&] { (void)outcome.value(); }), HasSubstr("only https"));
}

}  // namespace
}  // namespace tlsmatrix::client::session_test
