#include <gmock/gmock.h>

#include <tlsmatrix/matrix/expectation.hpp>
#include <tlsmatrix/matrix/repeat.hpp>

namespace tlsmatrix::matrix::expectation_test {
namespace {

using enum ProtocolVersion;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Cell cell{{{tls_1_2}, Engine::exact}, {{tls_1_1}, Engine::exact}};
const HandshakeOutcome at_1_2 = Negotiated{tls_1_2, "AES", "", false};
const HandshakeOutcome refused =
    Refused{{alert_code::protocol_version, AlertLevel::fatal, Sender::server}};

CellResult seen(const Sight& client, const Sight& server, Verdict verdict = Verdict::passed) {
    CellResult result;
    result.cell = cell;
    result.client = client;
    result.server = server;
    result.verdict = verdict;
    return result;
}

struct WantedCase {
    Wanted wanted;
    const HandshakeOutcome* client;
    const HandshakeOutcome* server;
    bool met;
};

TEST(JudgeExpectations, AsksBothEndsWords) {
    const Wanted any{true, VersionSet::all(), "", ""};
    const Wanted only_1_3{true, {tls_1_3}, "", ""};
    const Wanted any_refusal{false, VersionSet::all(), "", ""};
    const Wanted by_client{false, VersionSet::all(), "client", ""};
    const Wanted as_it_was{false, VersionSet::all(), "server", "protocol_version"};
    const Wanted other_alert{false, VersionSet::all(), "server", "internal_error"};
    const WantedCase cases[] = {
        {any, &at_1_2, &at_1_2, true},          {any, &at_1_2, &refused, false},
        {any, &refused, &at_1_2, false},        {any, &at_1_2, nullptr, false},
        {only_1_3, &at_1_2, &at_1_2, false},    {any_refusal, &refused, &refused, true},
        {any_refusal, &at_1_2, &at_1_2, false}, {by_client, &refused, &refused, false},
        {as_it_was, &refused, &refused, true},  {other_alert, &refused, &refused, false},
    };
    for (const WantedCase& each : cases) {
        const auto sight = [](const HandshakeOutcome* it) { return it ? Sight(*it) : Sight(); };
        CellResult result = seen(sight(each.client), sight(each.server));
        judge_expectations(result, {{{}, each.wanted, "m.toml:7"}});
        EXPECT_EQ(result.verdict == Verdict::passed, each.met) << describe(each.wanted);
        EXPECT_EQ(result.explanation.find("m.toml:7 expects " + describe(each.wanted)) == 0,
                  !each.met)
            << result.explanation;
    }
}

TEST(JudgeExpectations, LeavesAloneWhatWasNotDrivenOrNotSelected) {
    const Expectation wrong{{}, {true, {tls_1_3}, "", ""}, "m.toml:7"};
    CellResult broken = seen({}, {}, Verdict::broken);
    judge_expectations(broken, {wrong});
    EXPECT_EQ(broken.verdict, Verdict::broken);
    CellResult other = seen(at_1_2, at_1_2);
    judge_expectations(other, {{{"client=1.0/*"}, wrong.wanted, "m.toml:7"}});
    EXPECT_EQ(other.verdict, Verdict::passed);
}

TEST(JudgeExpectations, NamesTheFileToRepeatItWithSinceWithoutItTheCellPasses) {
    CellResult result = seen(at_1_2, at_1_2);
    result.as_predicted = true;
    judge_expectations(result, {{{}, {true, {tls_1_3}, "", ""}, "my m.toml:7", "my m.toml"}});
    EXPECT_THAT(result.unmet,
                ElementsAre(AllOf(HasSubstr("expects TLSv1.3"),
                                  HasSubstr("The rule predicts what was seen: change that line"))));
    EXPECT_EQ(repeat_command(result), "tlsmatrix matrix 'my m.toml' --filter '" + cell.id() + "'");
    Summary summary = summarize({result});
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_EQ(summary.unmet, 1U);
    result.as_predicted = false;
    EXPECT_EQ(summarize({result}).unmet, 0U);
    CellResult otherwise = seen(at_1_2, at_1_2);
    judge_expectations(otherwise, {{{}, {true, {tls_1_3}, "", ""}, "my m.toml:7"}});
    EXPECT_THAT(otherwise.unmet, ElementsAre(Not(HasSubstr("The rule"))));
}

TEST(UnmetPredictions, HoldTheRuleAgainstExpectationsUnlessWaived) {
    Report report;
    report.cells = {seen({}, {}, Verdict::predicted)};
    report.cells[0].expected.client = report.cells[0].expected.server = Prediction(tls_1_2);
    const std::vector<Expectation> wrong{{{}, {true, {tls_1_3}, "", ""}, "m.toml:7"}};
    const auto unmet = [&report](const std::vector<Expectation>& expectations,
                                 const std::vector<Waiver>& waivers) {
        PredictionCheck check(expectations, waivers);
        check.see(report.cells[0]);
        return check.unmet();
    };
    EXPECT_THAT(unmet(wrong, {}),
                ElementsAre(HasSubstr("m.toml:7 expects TLSv1.3, and the rule says otherwise")));
    EXPECT_THAT(unmet(wrong, {{{"*"}, "known"}}), IsEmpty());
    EXPECT_THAT(unmet({{{}, {true, {tls_1_2}, "", ""}}}, {}), IsEmpty());
}

TEST(StaleWaivers, AreThoseOfWhichEveryCellWasDrivenAndPassed) {
    Cell second = cell;
    second.client.versions = {tls_1_3};
    const std::vector<Waiver> waivers{{{"*"}, "known", "m.toml:9: the waiver"}};
    Report report;
    report.cells = {seen(refused, refused)};
    const auto stale = [&](const std::vector<Cell>& cells) {
        WaiverCheck check(waivers);
        check.see(report.cells[0]);
        return check.stale(cells);
    };
    EXPECT_THAT(stale({cell, second}), IsEmpty()) << "one is not there";
    EXPECT_THAT(stale({cell}), ElementsAre(HasSubstr("m.toml:9: the waiver no longer applies")));
    report.cells[0].verdict = Verdict::failed;
    EXPECT_THAT(stale({cell}), IsEmpty());
}

TEST(FindIdle, NamesWhatMatchesNoCell) {
    EXPECT_FALSE(find_idle({cell}, {{}}, {{{"*"}, "known"}}));
    const auto expectation = find_idle({cell}, {{{"client=1.3/*"}, {}, "m.toml:7"}}, {});
    ASSERT_TRUE(expectation);
    EXPECT_THAT(expectation->message, HasSubstr("m.toml:7 matches no cell"));
    EXPECT_TRUE(find_idle({cell}, {}, {{{"client=1.3/*"}, "known"}}));
}

}  // namespace
}  // namespace tlsmatrix::matrix::expectation_test
