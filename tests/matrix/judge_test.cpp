#include <gmock/gmock.h>

#include <tlsmatrix/matrix/judge.hpp>

namespace tlsmatrix::matrix::judge_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;

constexpr Alert by_server{alert_code::protocol_version, AlertLevel::fatal, Sender::server};
constexpr Alert by_client{alert_code::protocol_version, AlertLevel::fatal, Sender::client};

HandshakeOutcome spoke(ProtocolVersion version, std::string cipher = "SUITE") {
    return Negotiated{version, std::move(cipher), "", false};
}

ClientHello offering(ProtocolVersion version) {
    ClientHello hello;
    hello.legacy_version = static_cast<std::uint16_t>(version);
    return hello;
}

// A cell of a 1.2-only client in which all is as predicted.
CellResult as_it_should_be() {
    CellResult result;
    result.cell = {{{tls_1_2}, Engine::exact}, {VersionSet::all(), Engine::exact}, {}};
    result.expected = negotiate({result.cell.client.versions}, {result.cell.server.versions});
    result.client = spoke(tls_1_2);
    result.server = spoke(tls_1_2);
    client::Attempt attempt;
    attempt.offered = {tls_1_2};
    attempt.outcome = spoke(tls_1_2);
    attempt.observation.client_hello = offering(tls_1_2);
    result.attempts = {attempt};
    return result;
}

TEST(AsPredicted, ComparesVersionAlertAndSender) {
    EXPECT_TRUE(as_predicted(tls_1_2, spoke(tls_1_2)));
    EXPECT_FALSE(as_predicted(tls_1_2, spoke(tls_1_1)));
    EXPECT_TRUE(as_predicted(by_server, HandshakeOutcome(Refused{by_server})));
    EXPECT_FALSE(as_predicted(by_server, HandshakeOutcome(Refused{by_client})));
    EXPECT_FALSE(as_predicted(by_server, spoke(tls_1_2)));
    EXPECT_FALSE(as_predicted(tls_1_2, HandshakeOutcome(Closed{"gone"})));
    EXPECT_FALSE(as_predicted(by_server, HandshakeOutcome(TimedOut{})));
    EXPECT_FALSE(as_predicted(tls_1_2, std::nullopt));
}

TEST(Judge, PassesACellWhereBothEndsSawWhatWasPredicted) {
    CellResult result = as_it_should_be();
    judge(result, "");
    EXPECT_EQ(result.verdict, Verdict::passed);
    EXPECT_EQ(result.explanation, "");
}

struct Mistake {
    const char* name;
    void (*make)(CellResult&);
    const char* words;
};

constexpr Mistake mistakes[] = {
    {"client", [](CellResult& it) { it.client = spoke(tls_1_1); },
     "the client was to see: TLSv1.2"},
    {"server", [](CellResult& it) { it.server = spoke(tls_1_1); },
     "the server was to see: TLSv1.2"},
    {"silent server", [](CellResult& it) { it.server.reset(); }, "it saw: saw nothing"},
    {"refusal", [](CellResult& it) { it.server = Refused{by_client}; },
     "the client refused with protocol_version"},
    {"cipher", [](CellResult& it) { it.server = spoke(tls_1_2, "OTHER"); }, "the server OTHER"},
    {"no attempt", [](CellResult& it) { it.attempts.clear(); },
     "1 attempts were to be made, and 0"},
    {"one attempt too many", [](CellResult& it) { it.attempts.push_back(it.attempts[0]); },
     "1 attempts were to be made, and 2"},
    {"another offer",
     [](CellResult& it) { it.attempts[0].observation.client_hello = offering(tls_1_1); },
     "or not with those offers"},
};

TEST(Judge, FailsACellForEachThingThatIsNotAsPredicted) {
    for (const Mistake& mistake : mistakes) {
        CellResult result = as_it_should_be();
        mistake.make(result);
        judge(result, "");
        EXPECT_EQ(result.verdict, Verdict::failed) << mistake.name;
        EXPECT_THAT(result.explanation, HasSubstr(mistake.words)) << mistake.name;
    }
}

TEST(Judge, FailsACellWhoseRequestWentWrong) {
    CellResult result = as_it_should_be();
    judge(result, "the request was answered with 500. ");
    EXPECT_EQ(result.verdict, Verdict::failed);
    EXPECT_EQ(result.explanation, "the request was answered with 500.");
}

CellResult with_verdict(Verdict verdict, bool waived = false) {
    CellResult result;
    result.verdict = verdict;
    if (waived) {
        result.waived = "reason";
    }
    return result;
}

TEST(Summary, NeverCountsUnsupportedOrBrokenAsPassed) {
    const Summary summary =
        summarize({with_verdict(Verdict::passed), with_verdict(Verdict::failed),
                   with_verdict(Verdict::unsupported), with_verdict(Verdict::broken),
                   with_verdict(Verdict::unsupported, true)});
    EXPECT_EQ(summary.cells, 5U);
    EXPECT_EQ(summary.passed, 1U);
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(summary.unsupported, 1U);
    EXPECT_EQ(summary.broken, 1U);
    EXPECT_EQ(summary.waived, 1U);
}

TEST(Summary, IsAsExpectedOnlyWhereEveryCellPassedOrIsWaived) {
    EXPECT_TRUE(summarize({with_verdict(Verdict::passed)}).all_as_expected());
    EXPECT_TRUE(summarize({with_verdict(Verdict::passed), with_verdict(Verdict::failed, true)})
                    .all_as_expected());
    EXPECT_FALSE(summarize({with_verdict(Verdict::passed), with_verdict(Verdict::unsupported)})
                     .all_as_expected());
    EXPECT_FALSE(summarize({with_verdict(Verdict::broken)}).all_as_expected());
    EXPECT_FALSE(summarize({}).all_as_expected()) << "nothing was run, so nothing was shown";
}

}  // namespace
}  // namespace tlsmatrix::matrix::judge_test
