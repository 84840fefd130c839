#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/detail/rows.hpp>

namespace tlsmatrix::check::rows_test {
namespace {

using namespace made_up;
using ::testing::HasSubstr;

// What it answers to a ServerHello of any version.
const auto refusing = refused(hello_up_to(tls_1_2), Sender::client, 70, true);

Report report_of(std::vector<TrialResult> trials,
                 std::optional<Requirement> requirement = std::nullopt,
                 Level level = Level::request) {
    Report report;
    report.command = {"client", "{url}"};
    report.requirement = requirement;
    report.level = level;
    report.trials = std::move(trials);
    report.versions = judge_versions(report.trials, level);
    if (requirement) {
        report.unmet = unmet_of(report.versions, report.trials, *requirement, level);
    }
    return report;
}

TrialResult at(ProtocolVersion version, ConnectionSight sight, int status = 0) {
    return result_of(facts_of(version, {std::move(sight)}, exit_of(status)));
}

std::vector<TrialResult> taking(VersionSet accepted) {
    std::vector<TrialResult> trials;
    for (const ProtocolVersion version : all_versions) {
        const ClientHello hello = hello_listing(accepted);
        trials.push_back(offering(accepted.contains(version)
                                      ? at(version, negotiated(version, true))
                                      : at(version, refusing, 35),
                                  hello));
    }
    return trials;
}

struct RowCase {
    const char* claim;
    TrialResult trial;
    std::string outcome;
    std::string decided_by;
    std::string exit;
    std::string offered;
};

class RowOf : public ::testing::TestWithParam<RowCase> {};

TEST_P(RowOf, HasTheseWords) {
    const VersionRow row = rows_of(report_of({GetParam().trial})).front();
    EXPECT_EQ(row.version, "TLSv1");
    EXPECT_EQ(row.outcome, GetParam().outcome);
    EXPECT_EQ(row.decided_by, GetParam().decided_by);
    EXPECT_EQ(row.exit, GetParam().exit);
    EXPECT_EQ(row.offered, GetParam().offered);
}

const auto by_client = refused(hello_of(from_1_2), Sender::client, 70, true);
const process::Exit killed{.status = std::nullopt, .signal = 9, .timed_out = false};

INSTANTIATE_TEST_SUITE_P(
    Rows, RowOf,
    ::testing::Values(RowCase{"Accepted", at(tls_1_0, negotiated(tls_1_0, true)), "accepts", "-",
                              "0", "TLSv1.3,TLSv1.2,TLSv1.1,TLSv1"},
                      RowCase{"RefusedByTheClient", result_of(forced(tls_1_0, {by_client})),
                              "refuses", "client", "1", "TLSv1.3,TLSv1.2"},
                      RowCase{"TurnedAwayByTheServerAlone", at(tls_1_0, refusal, 35), "undecided",
                              "server", "35", "TLSv1.3,TLSv1.2"},
                      RowCase{
                          "WithoutALowerBound",
                          at(tls_1_0, refused(hello_up_to(tls_1_2), Sender::client, 70, true), 1),
                          "refuses", "client", "1", "<=TLSv1.2"},
                      RowCase{"Late", result_of(facts_of(tls_1_0, {refusal}, late)), "undecided",
                              "server", "late", "TLSv1.3,TLSv1.2"},
                      RowCase{"EndedByASignal", result_of(facts_of(tls_1_0, {}, killed)),
                              "undecided", "client", "sig9", "-"}),
    [](const auto& test) { return test.param.claim; });

TEST(Rows, HaveNoWordsForAVersionWithoutATrial) {
    const VersionRow row = rows_of(report_of({at(tls_1_0, refusal)})).back();
    EXPECT_EQ(row.outcome, "not tried");
    EXPECT_EQ(row.offered, "-");
    EXPECT_EQ(row.decided_by, "-");
    EXPECT_EQ(row.exit, "-");
}

// TLSv1 is the beginning of TLSv1.1: a row is marked by its version, not by how a sentence begins.
TEST(Rows, AreMarkedWhereTheyAreNotAsRequiredAndNowhereElse) {
    const std::vector<VersionRow> rows =
        rows_of(report_of(taking({tls_1_1, tls_1_2}), Requirement::exactly({tls_1_2})));
    std::vector<std::string> marked;
    for (const VersionRow& row : rows) {
        if (row.unmet) {
            marked.push_back(row.version);
        }
    }
    EXPECT_THAT(marked, ::testing::ElementsAre("TLSv1.1"));
}

TEST(Rows, TellWhyNothingIsProved) {
    const VersionRow row =
        rows_of(report_of({result_of(facts_of(tls_1_0, {refusal}, late))})).front();
    EXPECT_THAT(row.sentence, HasSubstr("(undecided: it was stopped at its deadline)"));
}

struct SummaryCase {
    const char* claim;
    Report report;
    std::string summary;
};

class SummaryOf : public ::testing::TestWithParam<SummaryCase> {};

TEST_P(SummaryOf, Is) {
    EXPECT_EQ(summary_of(GetParam().report), GetParam().summary);
}

const auto probing = [](Level level) {
    return report_of(
        {at(tls_1_2, negotiated(tls_1_2, false)), at(tls_1_3, negotiated(tls_1_3, false))},
        std::nullopt, level);
};

INSTANTIATE_TEST_SUITE_P(
    Summaries, SummaryOf,
    ::testing::Values(
        SummaryCase{"OfWhatIsAccepted", report_of(taking({tls_1_2, tls_1_3})),
                    "The client accepts TLSv1.2,TLSv1.3."},
        SummaryCase{"OfAMetRequirement",
                    report_of(taking({tls_1_2}), Requirement::at_least(tls_1_2)),
                    "The client accepts TLSv1.2; required is TLSv1.2 or higher, and nothing below: "
                    "as required."},
        SummaryCase{"OfAnUnmetOne",
                    report_of(taking({tls_1_0}), Requirement::refuse({tls_1_0, tls_1_1})),
                    "The client accepts TLSv1; TLSv1,TLSv1.1 must be refused: not as required."},
        SummaryCase{"OfWhoRefusesAll", report_of(taking({})), "The client refuses every version."},
        SummaryCase{"OfNothingDecided", report_of({result_of(facts_of(tls_1_0, {}))}),
                    "The client is not known to accept any version: nothing could be decided."},
        SummaryCase{"OfAProbe", probing(Level::request),
                    "The client is not known to accept any version; it finished handshakes at "
                    "TLSv1.2,TLSv1.3 and sent no request, which --accept handshake counts."},
        SummaryCase{"OfAProbeAtTheLevelOfHandshakes", probing(Level::handshake),
                    "The client accepts TLSv1.2,TLSv1.3 as far as a handshake goes."}),
    [](const auto& test) { return test.param.claim; });

TEST(Output, IsThatOfARunThatFailedByItsLastTenLines) {
    TrialResult good = at(tls_1_0, negotiated(tls_1_0, true));
    good.facts.child.output = "fine\n";
    TrialResult bad = at(tls_1_0, refusal, 1);
    for (int i = 1; i <= 12; ++i) {
        bad.facts.child.output += "line " + std::to_string(i) + "\n";
    }
    const Report report = report_of({good, bad});
    const std::string output = output_of(report, report.versions.front());
    EXPECT_TRUE(output.starts_with("line 3")) << output;
    EXPECT_TRUE(output.ends_with("line 12")) << output;
}

TEST(Output, KeepsTheLinesThatNameAnExceptionAndItsCause) {
    TrialResult bad = at(tls_1_0, refusing, 1);
    bad.facts.child.output = "starting\njavax.net.ssl.SSLHandshakeException: no\n";
    for (int i = 0; i < 20; ++i) {
        bad.facts.child.output +=
            "\tat sun.security.ssl.Alert.createSSLException(Alert.java:131)\n";
    }
    bad.facts.child.output += "Caused by: java.io.EOFException: early\n";
    for (int i = 0; i < 20; ++i) {
        bad.facts.child.output += "\tat Client.main(Client.java:8)\n";
    }
    const Report report = report_of({bad});
    const std::string output = output_of(report, report.versions.front());
    EXPECT_TRUE(
        output.starts_with("javax.net.ssl.SSLHandshakeException: no\nCaused by: "
                           "java.io.EOFException: early\n"))
        << output;
    EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 11);
}

}  // namespace
}  // namespace tlsmatrix::check::rows_test
