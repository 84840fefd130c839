// Who said no, as both ends see it: the table of version-semantics.md, from the wire.

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/support/bytes.hpp"
#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/rule/old_hello.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::refusal_test {
namespace {

using enum ProtocolVersion;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Alert fatal(Sender sender, std::uint8_t description) {
    return {description, AlertLevel::fatal, sender};
}

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

ServerContextSettings server_of(VersionSet versions, Engine engine = Engine::exact) {
    ServerContextSettings settings;
    settings.versions = versions;
    settings.engine = engine;
    settings.credentials = credentials();
    return settings;
}

template <class Settings>
Settings with_ciphers(Settings settings, std::string ciphers) {
    settings.ciphers = std::move(ciphers);
    return settings;
}

template <class Settings>
Settings adjusted(Settings settings, std::function<void(ssl_ctx_st*)> adjust) {
    settings.adjust = std::move(adjust);
    return settings;
}

ClientContextSettings falling_back(ClientContextSettings settings) {
    settings.fallback_scsv = true;
    return settings;
}

ServerContextSettings at_level_1(ServerContextSettings settings) {
    settings.security_level = 1;
    return settings;
}

std::string reason(int code) {
    const char* words =
        ERR_reason_error_string(static_cast<unsigned long>(ERR_PACK(ERR_LIB_SSL, 0, code)));
    return words == nullptr ? "" : words;
}

struct Case {
    std::string_view name;
    ClientContextSettings client;
    ServerContextSettings server;
    Alert alert;
    int client_reason;  // 0: it differs from release to release
    int server_reason;
    bool server_sees_a_hello = true;
};

// OpenSSL 3.1 and later take 1.0 out of the set before they look at the hello.
bool before_3_1() {
    return running_profile() == Profile::openssl_3_0;
}

std::vector<Case> cases() {
    return {
        {"ClientSetIsEmpty", adjusted(client_of({tls_1_2}), everything_off), server_of({tls_1_2}),
         fatal(Sender::client, 70), SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_UNEXPECTED_MESSAGE, false},
        {"NoOverlap", client_of({tls_1_0, tls_1_1}), server_of({tls_1_2, tls_1_3}),
         fatal(Sender::server, 70), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_UNSUPPORTED_PROTOCOL},
        {"NoOverlapInSupportedVersions", client_of({tls_1_3}), server_of({tls_1_2}),
         fatal(Sender::server, 70), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_UNSUPPORTED_PROTOCOL},
        {"ChosenBelowTheClientsLowest", client_of({tls_1_1, tls_1_2}), server_of({tls_1_0}),
         fatal(Sender::client, 70), SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_WRONG_VERSION_NUMBER},
        {"Sentinel", client_of({tls_1_0, tls_1_1}), server_of({tls_1_0, tls_1_2}, Engine::openssl),
         fatal(Sender::client, 47), SSL_R_INAPPROPRIATE_FALLBACK, SSL_R_WRONG_VERSION_NUMBER},
        {"FallbackScsv", falling_back(client_of({tls_1_2})), server_of({tls_1_2, tls_1_3}),
         fatal(Sender::server, 86), SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK,
         SSL_R_INAPPROPRIATE_FALLBACK},
        {"NoSharedCipher", with_ciphers(client_of({tls_1_2}), "ECDHE-ECDSA-AES128-GCM-SHA256"),
         with_ciphers(server_of({tls_1_2}), "ECDHE-ECDSA-AES256-GCM-SHA384"),
         fatal(Sender::server, 40), 0, SSL_R_NO_SHARED_CIPHER},
        {"ClientHasNoCipherForItsVersion",
         with_ciphers(client_of({tls_1_1}), "ECDHE-ECDSA-AES128-GCM-SHA256"), server_of({tls_1_1}),
         fatal(Sender::client, 80), SSL_R_NO_CIPHERS_AVAILABLE, SSL_R_UNEXPECTED_MESSAGE, false},
        {"ServerAtSecurityLevel1", client_of({tls_1_0}), at_level_1(server_of({tls_1_0})),
         fatal(Sender::server, before_3_1() ? 80 : 70), 0, 0, before_3_1()},
    };
}

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, IsSeenAtBothEndsWithWhoSentIt) {
    const Case& each = GetParam();
    const Encounter met = shake_hands(ClientContext(each.client), ServerContext(each.server));
    for (const View* view : {&met.client, &met.server}) {
        const auto* refused = std::get_if<Refused>(&view->outcome);
        ASSERT_NE(refused, nullptr) << describe(view->outcome);
        EXPECT_EQ(refused->alert, each.alert) << describe(view->outcome);
        // Seen in the raw bytes, in the callback or in both, it is still one alert.
        const auto& alerts = view->saw.alerts;
        EXPECT_EQ(std::count(alerts.begin(), alerts.end(), each.alert), 1);
    }
    EXPECT_EQ(met.server.saw.client_hello.has_value(), each.server_sees_a_hello);
    if (each.server_sees_a_hello) {
        EXPECT_EQ(met.client.saw.client_hello, met.server.saw.client_hello);
    }
}

TEST_P(Refusal, HasOpenSslsReasonAtEachEnd) {
    const Case& each = GetParam();
    const Encounter met = shake_hands(ClientContext(each.client), ServerContext(each.server));
    if (each.client_reason != 0) {
        EXPECT_EQ(met.client.failure, reason(each.client_reason));
    }
    if (each.server_reason != 0) {
        EXPECT_EQ(met.server.failure, reason(each.server_reason));
    }
}

TEST_P(Refusal, IsTheSameWhereEveryByteComesByItself) {
    const Case& each = GetParam();
    const Encounter met = shake_hands(ClientContext(each.client), ServerContext(each.server), 1);
    EXPECT_EQ(met.client.outcome, HandshakeOutcome(Refused{each.alert}));
    EXPECT_EQ(met.server.outcome, HandshakeOutcome(Refused{each.alert}));
}

// It did not fail to read the hello: it never looked.
TEST(LevelThatTakesTheWholeSet, IsToldAsTheCauseFrom31On) {
    const Encounter met = shake_hands(ClientContext(client_of({tls_1_0})),
                                      ServerContext(at_level_1(server_of({tls_1_0}))));
    const Account told = account::of({met.server.saw, met.server.outcome, met.server.own});
    EXPECT_EQ(account::cause_name(told.cause),
              before_3_1() ? "level_forbids_signature" : "level_takes_own_set")
        << told.sentence;
}

INSTANTIATE_TEST_SUITE_P(EveryCase, Refusal, testing::ValuesIn(cases()),
                         [](const auto& each) { return std::string(each.param.name); });

// libssl answers "wrong version number" and shows the alert to nobody: the raw bytes have it.
TEST(ClientRefusal, StandsInTheRecordsThatTheServersLibsslRejects) {
    MemoryWire wire;
    Connection client(ClientContext(client_of({tls_1_1, tls_1_2})), wire.end(Sender::client), "");
    Connection server(ServerContext(server_of({tls_1_0})), wire.end(Sender::server));
    EXPECT_EQ(client.handshake(), Progress::wants_read);
    EXPECT_EQ(server.handshake(), Progress::wants_read);
    EXPECT_EQ(client.handshake(), Progress::failed);
    const auto& sent = wire.sent(Sender::client);
    ASSERT_GE(sent.size(), 7U);
    EXPECT_THAT(Bytes(sent.end() - 7, sent.end()), ElementsAre(21, 3, 3, 0, 2, 2, 70));
    EXPECT_THAT(server.observation().alerts, IsEmpty());
    EXPECT_EQ(server.handshake(), Progress::failed);
    ASSERT_FALSE(server.observation().alerts.empty());
    EXPECT_EQ(server.observation().alerts.front(), fatal(Sender::client, 70));
    EXPECT_EQ(server.outcome(), HandshakeOutcome(Refused{fatal(Sender::client, 70)}));
}

// A hello up to 1.1, which a server pinned to 1.0 answers with a ServerHello.
Bytes answerable_hello() {
    const Bytes groups = extension_bytes(10, with_length(2, codes({23, 29})));
    return record_bytes(
        22, client_hello_bytes(
                {.legacy_version = 0x0302, .cipher_suites = {0xc00a}, .extensions = groups}));
}

// The record's header is enough for libssl to fail; its body may still be on its way.
TEST(ClientRefusal, IsAwaitedWhereItsRecordComesInTwoPieces) {
    MemoryWire wire;
    Connection server(ServerContext(server_of({tls_1_0})), wire.end(Sender::server));
    wire.put(Sender::client, answerable_hello());
    EXPECT_EQ(server.handshake(), Progress::wants_read);
    wire.put(Sender::client, {{21, 3, 2, 0, 2}});
    EXPECT_EQ(server.handshake(), Progress::wants_read);
    EXPECT_EQ(server.handshake(), Progress::wants_read);
    wire.put(Sender::client, {{2}});
    EXPECT_EQ(server.handshake(), Progress::wants_read);
    wire.put(Sender::client, {{70}});
    EXPECT_EQ(server.handshake(), Progress::failed);
    EXPECT_EQ(server.outcome(), HandshakeOutcome(Refused{fatal(Sender::client, 70)}));
}

TEST(ClientRefusal, ThatIsNeverCompletedIsNoRefusal) {
    MemoryWire wire;
    Connection server(ServerContext(server_of({tls_1_0})), wire.end(Sender::server));
    wire.put(Sender::client, answerable_hello());
    wire.put(Sender::client, {{21, 3, 2, 0, 2, 2}});
    wire.close(Sender::client);
    EXPECT_EQ(server.handshake(), Progress::failed);
    EXPECT_EQ(outcome_name(server.outcome()), "aborted");
}

Bytes sslv2_hello_bytes(std::uint8_t major, std::uint8_t minor, const Bytes& kinds) {
    const Bytes message =
        joined({{1, major, minor, 0, static_cast<std::uint8_t>(kinds.size()), 0, 0, 0, 16},
                kinds,
                Bytes(16, 1)});
    return joined({{0x80, static_cast<std::uint8_t>(message.size())}, message});
}

struct OldHelloCase {
    OldHello hello;
    Bytes bytes;
    std::string_view offered;
};

// Of old hellos OpenSSL's families make different things; what they offer is told of all.
TEST(OldHello, IsToldWithItsOfferWhateverTheFamilyMakesOfIt) {
    const OldHelloCase cases[] = {
        {OldHello::sslv3,
         record_bytes(22, client_hello_bytes({.legacy_version = 0x0300, .cipher_suites = {0x2f}})),
         "SSLv3"},
        {OldHello::sslv2, sslv2_hello_bytes(0, 2, {7, 0, 0xc0}), "SSLv2"},
        {OldHello::sslv2_for_tls, sslv2_hello_bytes(3, 3, {0, 0, 0x2f}), "TLSv1.2"},
    };
    auto settings = server_of(VersionSet::all());
    settings.credentials = self_signed(rsa_key());  // of use without a list of groups
    for (const OldHelloCase& each : cases) {
        MemoryWire wire;
        Connection server(ServerContext(settings), wire.end(Sender::server));
        wire.put(Sender::client, each.bytes);
        const Progress progress = server.handshake();
        const auto& hello = server.observation().client_hello;
        EXPECT_EQ(hello ? hello->offered() : "nothing", each.offered);
        const OldHelloAnswer expected =
            answer_to(each.hello, {{.versions = VersionSet::all()}, {}, running_profile()});
        if (std::holds_alternative<ProtocolVersion>(expected)) {
            EXPECT_EQ(progress, Progress::wants_read) << each.offered;
        } else if (const auto* alert = std::get_if<Alert>(&expected)) {
            EXPECT_EQ(server.outcome(), HandshakeOutcome(Refused{*alert})) << each.offered;
        } else {
            EXPECT_EQ(outcome_name(server.outcome()), "aborted") << each.offered;
            const HandshakeOutcome outcome = server.outcome();
            const Account told = account::of({server.observation(), outcome, server.own_end()});
            EXPECT_EQ(account::cause_name(told.cause), "sslv2_hello_unread") << told.sentence;
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::refusal_test
