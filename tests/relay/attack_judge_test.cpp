#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/relay/attack_judge.hpp>

namespace tlsmatrix::relay::attack_judge_test {
namespace {

using enum ProtocolVersion;
using Verdict = AttackVerdict;
using testing::HasSubstr;

constexpr std::uint16_t of_1_3 = 0x1301;
constexpr std::uint16_t ecdhe = 0xc02f;
constexpr auto from_client = Sender::client;
constexpr auto from_server = Sender::server;

ClientHello hello_up_to(std::uint16_t best) {
    ClientHello hello;
    hello.legacy_version = 0x0303;
    if (best == 0x0304) {
        hello.supported_versions = {{0x0304, 0x0303}};
    }
    return hello;
}

struct Said {
    Sender from;
    const char* message;
};

// One handshake: what passed behind the hello, and how it ended.
HandshakeTold told_of(HandshakeOutcome outcome, std::optional<ServerHello> choice,
                      const std::vector<Said>& messages = {}) {
    HandshakeTold told;
    told.seen.client_hello = hello_up_to(0x0304);
    told.seen.server_hello = choice;
    told.outcome = std::move(outcome);
    if (const auto* refused = std::get_if<Refused>(&told.outcome)) {
        told.told.stopped = refused->alert.sender;
        told.seen.alerts.push_back({refused->alert, true, false});
    }
    told.attacked = {"something"};
    for (const Said& each : messages) {
        told.passages.push_back({.from = each.from, .message = each.message});
    }
    return told;
}

HandshakeOutcome refusal(Sender by, std::uint8_t alert) {
    return Refused{{alert, AlertLevel::fatal, by}};
}

HandshakeOutcome agreed(ProtocolVersion version) {
    return Negotiated{version, version == tls_1_3 ? "TLS_AES_128_GCM_SHA256" : "X", "", false};
}

const ServerHello at_1_3{.version = 0x0304, .cipher_suite = of_1_3};
const ServerHello at_1_2{.version = 0x0303, .cipher_suite = ecdhe};
const ServerHello with_sentinel{
    .version = 0x0303, .cipher_suite = ecdhe, .sentinel = DowngradeSentinel::tls_1_2};

Judged judged(const char* attack, const ServerHello& choice, std::vector<HandshakeTold> handshakes,
              std::optional<int> exit = 35) {
    const auto version = *protocol_version_from_code(choice.version);
    const Drive ordinary{{told_of(agreed(version), choice)}, 0};
    return judge(forecast(parse_attack(attack).value(), {hello_up_to(0x0304), choice}), ordinary,
                 {std::move(handshakes), exit});
}

struct Case {
    const char* name;
    const char* attack;
    ServerHello baseline;
    HandshakeTold told;
    Verdict verdict;
    std::optional<Check> check;
    std::string words;
    std::optional<int> exit = 35;
};

const std::vector<Said> server_flight{{from_server, "ServerKeyExchange"}};
const std::vector<Said> encrypted_flight{{from_server, "encrypted record"}};
const std::vector<Said> client_finished{{from_server, "ServerKeyExchange"},
                                        {from_client, "ClientKeyExchange"},
                                        {from_client, "encrypted Finished"}};

HandshakeTold unseen(HandshakeOutcome outcome) {
    HandshakeTold told = told_of(std::move(outcome), at_1_3, encrypted_flight);
    told.unseen = "all is encrypted";
    return told;
}

HandshakeTold with_unread_alert(Sender by) {
    HandshakeTold told = told_of(Aborted{"an encrypted alert"}, at_1_3, encrypted_flight);
    told.told.stopped = by;
    told.unread_alert = by;
    return told;
}

std::vector<Case> cases() {
    return {
        {"the sentinel", "strip-versions", at_1_3,
         told_of(refusal(from_client, 47), with_sentinel, server_flight), Verdict::passed,
         Check::sentinel, "the client stopped with illegal_parameter, by the downgrade sentinel"},
        {"no sentinel, but a version that will not do", "strip-versions", at_1_3,
         told_of(refusal(from_client, 70), at_1_2, server_flight), Verdict::passed,
         Check::version_choice, "protocol_version, by the choice of a version"},
        {"the client does not look, and Finished does", "strip-versions", at_1_3,
         told_of(refusal(from_server, 51), with_sentinel, client_finished), Verdict::passed,
         Check::finished, "the server stopped with decrypt_error, by Finished, or the keys"},
        {"a server of 1.3 alone", "strip-versions", at_1_3,
         told_of(refusal(from_server, 70), std::nullopt), Verdict::passed, Check::version_choice,
         "the server stopped with protocol_version"},
        {"the sentinel, with another alert", "strip-versions", at_1_3,
         told_of(refusal(from_client, 80), with_sentinel, server_flight), Verdict::explained,
         Check::sentinel, "internal_error, where it looks at the downgrade sentinel"},
        {"a downgrade that came about", "strip-versions", at_1_3,
         told_of(agreed(tls_1_2), with_sentinel, client_finished), Verdict::failed, std::nullopt,
         "nobody noticed: the handshake came about at TLSv1.2"},
        {"an end that has nothing to look at yet", "pad", at_1_2,
         told_of(refusal(from_server, 40), std::nullopt), Verdict::failed, std::nullopt,
         "the server stopped with handshake_failure, which is not in the forecast"},
        {"other keys in 1.3", "pad", at_1_3,
         told_of(refusal(from_client, 20), at_1_3, encrypted_flight), Verdict::passed,
         Check::finished, "the client stopped with bad_record_mac"},
        {"other keys in 1.3, with an alert that is encrypted", "pad", at_1_3,
         with_unread_alert(from_client), Verdict::passed, Check::finished,
         "with an alert that only the two ends can read"},
        {"what may be anything, by the client's word", "pad", at_1_3, unseen(agreed(tls_1_3)),
         Verdict::explained, Check::finished, "the client exited with 35"},
        {"what may be anything, and the client is content", "pad", at_1_3, unseen(agreed(tls_1_3)),
         Verdict::undecided, std::nullopt, "a handshake may have come about", 0},
        {"an end of the client behind what may be its Finished", "pad", at_1_3,
         unseen(Closed{"closed"}), Verdict::undecided, std::nullopt, "all is encrypted", 0},
        {"nobody says who", "pad", at_1_3, told_of(TimedOut{}, at_1_3), Verdict::undecided,
         std::nullopt, "nobody says who noticed"},
        {"the signature", "set-sentinel=1.1", at_1_2,
         told_of(refusal(from_client, 51), at_1_2, server_flight), Verdict::passed,
         Check::key_exchange_signature, "by the signature of ServerKeyExchange"},
        {"the same handshake", "split-records", at_1_3, unseen(agreed(tls_1_3)), Verdict::passed,
         std::nullopt, "the handshake came about at TLSv1.3", 0},
        {"the same handshake, and a client that fails", "split-records", at_1_3,
         unseen(agreed(tls_1_3)), Verdict::failed, std::nullopt,
         "the client exited with 35, and had exited with 0 without an attack"},
        {"less, for nothing", "split-records", at_1_3, told_of(agreed(tls_1_2), at_1_2),
         Verdict::failed, std::nullopt, "it came to TLSv1.2, X, and not to TLSv1.3", 0},
        {"a server that chokes on records", "split-records", at_1_3,
         told_of(refusal(from_server, 40), std::nullopt), Verdict::failed, std::nullopt,
         "no handshake came about: the server refused with handshake_failure"},
        {"a cut", "reset-above", at_1_3, told_of(Aborted{"on purpose"}, std::nullopt),
         Verdict::passed, std::nullopt, "the client offered no less"},
        {"a warning that ends it", "forge-warning", at_1_3,
         told_of(refusal(from_client, 10), std::nullopt), Verdict::passed, Check::unexpected_alert,
         "the client stopped with unexpected_message, by an alert where none may stand"},
        {"a warning that is ignored", "forge-warning", at_1_2, told_of(agreed(tls_1_2), at_1_2),
         Verdict::passed, std::nullopt, "came about at TLSv1.2", 0},
    };
}

TEST(AttackJudge, HoldsWhatCameAgainstTheForecast) {
    for (const Case& each : cases()) {
        SCOPED_TRACE(each.name);
        const Judged made = judged(each.attack, each.baseline, {each.told}, each.exit);
        EXPECT_EQ(attack_verdict_name(made.verdict), attack_verdict_name(each.verdict))
            << made.words;
        EXPECT_EQ(made.check, each.check) << made.words;
        EXPECT_THAT(made.words, HasSubstr(each.words));
    }
}

TEST(AttackJudge, TakesTheWorstOfSeveralHandshakes) {
    const Judged made = judged("pad", at_1_2,
                               {told_of(refusal(from_server, 20), at_1_2, client_finished),
                                told_of(agreed(tls_1_2), at_1_2)});
    EXPECT_EQ(made.verdict, Verdict::failed);
    EXPECT_EQ(made.negotiated, tls_1_2);
}

HandshakeTold lower(HandshakeOutcome outcome, bool scsv) {
    HandshakeTold told = told_of(std::move(outcome), std::nullopt);
    told.seen.client_hello = hello_up_to(0x0303);
    if (scsv) {
        told.seen.client_hello->cipher_suites = {0x5600};
    }
    told.attacked.clear();
    return told;
}

TEST(AttackJudge, BlamesAClientThatOffersLessAfterwardsUnlessTheServerIsToldAndMinds) {
    const HandshakeTold cut = told_of(Aborted{"on purpose"}, std::nullopt);
    Judged made = judged("reset-above", at_1_3, {cut, lower(agreed(tls_1_2), false)}, 0);
    EXPECT_EQ(made.verdict, Verdict::failed);
    EXPECT_EQ(made.words, "then the client offered less, at most TLSv1.2, and got TLSv1.2");
    made = judged("reset-above", at_1_3, {cut, lower(agreed(tls_1_2), true)}, 0);
    EXPECT_EQ(made.verdict, Verdict::failed);
    made = judged("reset-above", at_1_3, {cut, lower(refusal(from_server, 86), true)});
    EXPECT_EQ(made.verdict, Verdict::explained);
    EXPECT_EQ(made.check, Check::fallback_scsv);
}

TEST(AttackJudge, DecidesNothingWhereNothingWasAttacked) {
    EXPECT_EQ(judged("pad", at_1_3, {}).verdict, Verdict::undecided);
    HandshakeTold told = told_of(Aborted{"x"}, std::nullopt);
    told.attacked.clear();
    EXPECT_EQ(judged("pad", at_1_3, {told}).verdict, Verdict::undecided);
}

}  // namespace
}  // namespace tlsmatrix::relay::attack_judge_test
