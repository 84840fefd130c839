#include <gmock/gmock.h>

#include <tlsmatrix/peers/program_verdict.hpp>

namespace tlsmatrix::peers::program_verdict_test {
namespace {

using enum ProtocolVersion;
using matrix::CellResult;
using matrix::Verdict;
using testing::HasSubstr;

matrix::End program(std::string_view set, bool handshake_is_enough = false) {
    matrix::NamedEnd named{.name = "app", .line = "app"};
    named.program = matrix::Program{.command = {"app"}, .handshake_is_enough = handshake_is_enough};
    return {set.empty() ? VersionSet() : VersionSet::parse(set).value(), Engine::exact,
            std::make_shared<const matrix::NamedEnd>(named)};
}

const Prediction at_1_2 = tls_1_2;
const Prediction refusal = Alert{alert_code::protocol_version, AlertLevel::fatal, Sender::server};
const HandshakeOutcome took_1_2 = Negotiated{tls_1_2, "AES", "", false};
const HandshakeOutcome took_1_3 = Negotiated{tls_1_3, "AES", "", false};
const HandshakeOutcome closed = Closed{"gone"};

HandshakeOutcome refused(std::uint8_t description, Sender sender) {
    return Refused{{description, AlertLevel::fatal, sender}};
}

struct Case {
    std::string_view what;
    std::optional<Prediction> expected;  // nullopt: of a program without versions
    HandshakeOutcome saw;
    bool answered = false;  // a request arrived, or was answered
    bool handshake_is_enough = false;
    Verdict verdict = Verdict::failed;
};

const std::vector<Case>& cases() {
    const HandshakeOutcome by_version = refused(alert_code::protocol_version, Sender::server);
    const HandshakeOutcome by_suite = refused(alert_code::handshake_failure, Sender::client);
    static const std::vector<Case> table{
        {"as predicted", at_1_2, took_1_2, true, false, Verdict::passed},
        {"another version", at_1_2, took_1_3, true, false, Verdict::failed},
        {"no request", at_1_2, took_1_2, false, false, Verdict::failed},
        {"no request, where none is due", at_1_2, took_1_2, false, true, Verdict::passed},
        {"refused where it was to negotiate", at_1_2, by_version, false, true, Verdict::failed},
        {"refused for its version", refusal, by_version, false, false, Verdict::passed},
        {"refused for something else", refusal, by_suite, false, false, Verdict::failed},
        {"closed without a word", refusal, closed, false, false, Verdict::failed},
        {"negotiated where it was to be refused", refusal, took_1_2, true, false, Verdict::failed},
        {"nothing was predicted", std::nullopt, took_1_2, true, false, Verdict::observed},
        {"nothing was predicted of a refusal", std::nullopt, by_suite, false, false,
         Verdict::observed},
    };
    return table;
}

CellResult result_of(const std::optional<Prediction>& expected, const matrix::End& client,
                     const matrix::End& server) {
    CellResult result;
    result.cell.client = client;
    result.cell.server = server;
    if (expected) {
        result.expected.client = result.expected.server = *expected;
    }
    return result;
}

client::Outcome outcome_of(const Case& each) {
    client::Attempt attempt;
    attempt.offered = {tls_1_2};
    attempt.outcome = each.saw;
    if (each.answered) {
        client::Response response;
        response.status = 404;
        response.receipt.attempts.push_back(attempt);
        return response;
    }
    client::Failure failure;
    failure.message = "it failed";
    failure.receipt.attempts.push_back(attempt);
    return failure;
}

check::TrialFacts facts_of(const Case& each) {
    check::TrialFacts facts;
    facts.trial = {.kind = check::Trial::Kind::pinned, .versions = {tls_1_2}};
    facts.child.exit.status = 0;
    check::ConnectionSight sight;
    sight.outcome = each.saw;
    sight.request_arrived = each.answered;
    sight.observation.client_hello.emplace();
    sight.observation.client_hello->legacy_version = 0x0303;
    facts.connections.push_back(sight);
    return facts;
}

TEST(JudgeClient, SaysWhetherItIsAsPredictedAndWhyNot) {
    for (const Case& each : cases()) {
        CellResult result =
            result_of(each.expected, program(each.expected ? "1.2" : "", each.handshake_is_enough),
                      {{tls_1_2}});
        judge_client(result, facts_of(each));
        EXPECT_EQ(result.verdict, each.verdict) << each.what << ": " << result.explanation;
        EXPECT_EQ(result.explanation.empty(), each.verdict == Verdict::passed) << each.what;
        EXPECT_EQ(result.server, each.saw) << each.what;
        EXPECT_FALSE(result.client) << each.what;
    }
}

// Whichever connection comes first.
TEST(JudgeClient, FailsOneThatAlsoNegotiatesAnotherVersion) {
    const Case right{"as predicted", at_1_2, took_1_2, true, false, Verdict::passed};
    for (const bool first : {false, true}) {
        check::TrialFacts facts = facts_of(right);
        check::ConnectionSight other = facts.connections.front();
        other.outcome = Negotiated{tls_1_0, "AES", "", false};
        facts.connections.insert(first ? facts.connections.begin() : facts.connections.end(),
                                 other);
        CellResult result = result_of(at_1_2, program("1.2+"), {VersionSet::all()});
        judge_client(result, facts);
        EXPECT_EQ(result.verdict, Verdict::failed) << first;
        EXPECT_FALSE(result.explanation.empty());
    }
}

// At a server of 1.3 a hello of 1.0 is refused like one of 1.2, and yet it is no hello of 1.2+.
TEST(JudgeClient, FailsOneThatOffersWhatItIsSaidNotToEnable) {
    const Case right{"refused", refusal, refused(alert_code::protocol_version, Sender::server)};
    for (const bool first : {false, true}) {
        check::TrialFacts facts = facts_of(right);
        facts.child.exit.status = 22;
        check::ConnectionSight other = facts.connections.front();
        other.observation.client_hello->legacy_version = 0x0301;
        facts.connections.insert(first ? facts.connections.begin() : facts.connections.end(),
                                 other);
        CellResult result = result_of(refusal, program("1.2"), {{tls_1_3}});
        judge_client(result, facts);
        EXPECT_EQ(result.verdict, Verdict::failed) << first;
        EXPECT_EQ(result.explanation,
                  "app offered at most TLSv1, which is not among its versions (TLSv1.2)");
        EXPECT_EQ(result.client_ended, "exit 22");
    }
}

TEST(JudgeServer, SaysWhetherItIsAsPredictedAndWhyNot) {
    for (const Case& each : cases()) {
        CellResult result =
            result_of(each.expected, {{tls_1_2}},
                      program(each.expected ? "1.2" : "", each.handshake_is_enough));
        judge_server(result, outcome_of(each));
        EXPECT_EQ(result.verdict, each.verdict) << each.what << ": " << result.explanation;
        EXPECT_EQ(result.client, each.saw) << each.what;
        EXPECT_FALSE(result.server) << each.what;
    }
}

TEST(JudgeClient, CallsNothingAResultThatSaysNothingOfTls) {
    check::TrialFacts silent;
    silent.trial = {.kind = check::Trial::Kind::pinned, .versions = {tls_1_2}};
    silent.child.exit.status = 3;
    silent.child.output = "usage: app\nno such flag\n\n";
    CellResult result = result_of(refusal, program("1.2"), {{tls_1_2}});
    judge_client(result, silent);
    EXPECT_EQ(result.verdict, Verdict::broken);
    EXPECT_THAT(result.explanation, HasSubstr("app: the client made no connection (exit 3)"));
    EXPECT_THAT(result.explanation, HasSubstr("Its last line: no such flag"));
    silent.child.exit.status = cannot;
    judge_client(result, silent);
    EXPECT_EQ(result.verdict, Verdict::unsupported);
}

TEST(JudgeServer, CallsAServerThatNobodyReachesBroken) {
    CellResult result = result_of(refusal, {{tls_1_2}}, program("1.2"));
    client::Failure failure;
    failure.message = "nobody accepts there";
    judge_server(result, failure);
    EXPECT_EQ(result.verdict, Verdict::broken);
    EXPECT_EQ(result.explanation, "app: nobody accepts there");
}

}  // namespace
}  // namespace tlsmatrix::peers::program_verdict_test
