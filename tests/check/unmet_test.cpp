#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check::unmet_test {
namespace {

using namespace made_up;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ClientHello modern_hello = with_suites(hello_of(from_1_2), {0x1301, 0xc02f, 0xc013});

std::vector<std::string> unmet(const std::vector<TrialResult>& trials,
                               const Requirement& requirement, Level level = Level::request) {
    std::vector<std::string> sentences;
    for (const Unmet& each : unmet_of(judge_versions(trials, level), trials, requirement, level)) {
        sentences.push_back(each.sentence);
    }
    return sentences;
}

std::vector<std::string> unmet(const std::vector<TrialResult>& trials, VersionSet required) {
    return unmet(trials, Requirement::exactly(required));
}

// refusing is the runs of a client that says no by itself.
std::vector<TrialResult> refusing(ProtocolVersion version) {
    if (version == tls_1_3) {
        return {result_of(
            facts_of(version, {refused(hello_up_to(tls_1_2), Sender::server, 70)}, exit_of(1)))};
    }
    return {result_of(facts_of(version, {refused(modern_hello, Sender::server, 70)}, exit_of(1))),
            result_of(forced(version, {refused(modern_hello, Sender::client, 70, true)}))};
}

std::vector<TrialResult> taking(VersionSet accepted) {
    std::vector<TrialResult> trials;
    for (const ProtocolVersion version : all_versions) {
        const auto more =
            accepted.contains(version) ? std::vector{served(version)} : refusing(version);
        for (const TrialResult& each : more) {
            trials.push_back(
                offering(each, with_suites(hello_listing(accepted), {0xc02f, 0xc013})));
        }
    }
    return trials;
}

std::vector<TrialResult> modern() {
    return taking({tls_1_2, tls_1_3});
}

TEST(UnmetOf, IsEmptyWhereAllIsAsRequired) {
    EXPECT_THAT(unmet(modern(), {tls_1_2, ProtocolVersion::tls_1_3}), IsEmpty());
}

TEST(UnmetOf, NamesAVersionThatIsMissing) {
    EXPECT_THAT(unmet(modern(), {ProtocolVersion::tls_1_1, tls_1_2, ProtocolVersion::tls_1_3}),
                ElementsAre(HasSubstr("TLSv1.1 is required and not accepted")));
}

TEST(UnmetOf, NamesAVersionTooManyAndItsCipher) {
    auto trials = modern();
    trials.push_back(offering(served(tls_1_0, static_rsa), hello_of({0x0304, 0x0303, 0x0301})));
    EXPECT_THAT(unmet(trials, {tls_1_2, ProtocolVersion::tls_1_3}),
                ElementsAre("TLSv1 must be refused and is accepted (static-RSA: took TLSv1 with "
                            "AES256-SHA)"));
}

TEST(UnmetOf, TakesNoOtherFailureForARefusal) {
    for (const auto& sight : {failure, distrust, negotiated(tls_1_0, false)}) {
        auto trials = modern();
        trials.front() = with(sight);
        trials[1] = with(sight, static_rsa);
        EXPECT_THAT(unmet(trials, {tls_1_2, ProtocolVersion::tls_1_3}),
                    Contains(HasSubstr("TLSv1 must be refused and ")));
    }
}

TEST(UnmetOf, WantsTheClientToSayThatItWorked) {
    auto trials = modern();
    trials.back() = offering(served(tls_1_3, ecdhe_rsa, 1), hello_of(from_1_2));
    EXPECT_THAT(unmet(trials, {tls_1_2, ProtocolVersion::tls_1_3}),
                ElementsAre(HasSubstr("the client fails though its request was answered")));
}

TEST(UnmetOf, TakesAVersionThatCouldNotBeTriedForNoRefusal) {
    auto trials = modern();
    trials.erase(trials.begin(), trials.begin() + 2);
    EXPECT_THAT(unmet(trials, {tls_1_2, ProtocolVersion::tls_1_3}),
                ElementsAre(HasSubstr("could not be tried")));
}

TEST(UnmetOf, TellsWhereTheServerOfAllVersionsNegotiatesNothing) {
    auto trials = modern();
    trials.push_back(at_all_versions(refused(hello_up_to(tls_1_2), Sender::server, 86)));
    EXPECT_THAT(unmet(trials, {tls_1_2, tls_1_3}),
                ElementsAre(HasSubstr("with a server that speaks every version nothing is "
                                      "negotiated")));
}

struct RequirementCase {
    const char* claim;
    std::vector<TrialResult> trials;
    Requirement requirement;
    std::vector<std::string> sentences;  // a part of each
};

class UnmetBy : public ::testing::TestWithParam<RequirementCase> {};

TEST_P(UnmetBy, TellsEach) {
    const auto sentences = unmet(GetParam().trials, GetParam().requirement);
    ASSERT_EQ(sentences.size(), GetParam().sentences.size()) << ::testing::PrintToString(sentences);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        EXPECT_THAT(sentences[i], HasSubstr(GetParam().sentences[i]));
    }
}

std::vector<TrialResult> stopped_at(ProtocolVersion version) {
    auto trials = taking({tls_1_2, tls_1_3});
    for (TrialResult& trial : trials) {
        if (trial.facts.trial.version() == version) {
            trial = result_of(facts_of(version, {refusal}, late));
        }
    }
    return trials;
}

constexpr VersionSet old{tls_1_0, tls_1_1};

INSTANTIATE_TEST_SUITE_P(
    Requirements, UnmetBy,
    ::testing::Values(
        RequirementCase{"RequireIsMet",
                        taking({tls_1_2, tls_1_3}),
                        Requirement::exactly({tls_1_2, tls_1_3}),
                        {}},
        RequirementCase{"RequireWantsAllOfTheSet",
                        taking({tls_1_2}),
                        Requirement::exactly({tls_1_2, tls_1_3}),
                        {"TLSv1.3 is required and not accepted"}},
        RequirementCase{
            "RefuseLeavesTheOthersFree", taking({tls_1_2}), Requirement::refuse(old), {}},
        RequirementCase{"RefuseNamesWhatIsAccepted",
                        taking({tls_1_1, tls_1_2}),
                        Requirement::refuse(old),
                        {"TLSv1.1 must be refused and is accepted"}},
        RequirementCase{"RefuseIsNotMetByWhatIsUndecided",
                        stopped_at(tls_1_0),
                        Requirement::refuse(old),
                        {"TLSv1 must be refused and is not known to be refused (it was stopped at "
                         "its deadline"}},
        RequirementCase{"RefuseNamesWhatIsUndecidedAmongTheOthers",
                        stopped_at(tls_1_3),
                        Requirement::refuse(old),
                        {"TLSv1.3 is undecided (it was stopped at its deadline"}},
        RequirementCase{
            "MinIsMetByOneOfItAndUp", taking({tls_1_3}), Requirement::at_least(tls_1_2), {}},
        RequirementCase{"MinWantsOneOfItAndUp",
                        taking({}),
                        Requirement::at_least(tls_1_2),
                        {"none of TLSv1.2,TLSv1.3 works"}},
        RequirementCase{"MinNamesWhatIsAcceptedBelow",
                        taking({tls_1_0, tls_1_2}),
                        Requirement::at_least(tls_1_2),
                        {"TLSv1 must be refused and is accepted"}},
        RequirementCase{"MinIsNotMetByWhatIsUndecided",
                        stopped_at(tls_1_2),
                        Requirement::at_least(tls_1_2),
                        {"TLSv1.2 is undecided"}}),
    [](const auto& test) { return test.param.claim; });

TEST(JudgeVersions, CountsAFinishedHandshakeWhereThatIsEnough) {
    const std::vector<TrialResult> probe{
        result_of(facts_of(tls_1_2, {negotiated(tls_1_2, false)}, exit_of(1)))};
    EXPECT_EQ(judge_versions(probe)[2].stance, Stance::no_request);
    EXPECT_EQ(judge_versions(probe, Level::handshake)[2].stance, Stance::accepts);
    const Requirement refuses_old = Requirement::at_least(tls_1_2);
    EXPECT_THAT(unmet(probe, refuses_old, Level::handshake),
                ::testing::Each(HasSubstr("could not be tried")));
}

}  // namespace
}  // namespace tlsmatrix::check::unmet_test
