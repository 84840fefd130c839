#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check::versions_test {
namespace {

using namespace made_up;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What the profiles of server_profiles() are, by index.
constexpr std::size_t ecdhe_rsa = 0;
constexpr std::size_t static_rsa = 2;
constexpr std::size_t ecdhe_ecdsa = 3;

TrialResult served(ProtocolVersion version, std::size_t profile = ecdhe_rsa, int status = 0) {
    return result_of(facts_of(version, {negotiated(version, true)}, exit_of(status), profile));
}
TrialResult with(ConnectionSight sight, std::size_t profile = ecdhe_rsa) {
    return result_of(facts_of(tls_1_0, {std::move(sight)}, exit_of(1), profile));
}

Stance stance_at_1_0(std::vector<TrialResult> trials) {
    return judge_versions(trials).front().stance;
}

const TrialResult trusting = offering(served(tls_1_2, ecdhe_rsa), hello_of(from_1_2));

struct StanceCase {
    const char* claim;
    std::vector<check::TrialResult> trials;
    Stance stance;
};

TrialResult told(TrialResult trial) {
    trial.facts.trial.told = true;
    return trial;
}

TrialResult at_all_versions(ConnectionSight sight) {
    TrialFacts facts = facts_of(tls_1_3, {std::move(sight)});
    facts.trial.kind = Trial::Kind::all_versions;
    facts.trial.versions = VersionSet::all();
    return result_of(std::move(facts));
}

const process::Exit late{.status = std::nullopt, .signal = 15, .timed_out = true};

const ClientHello modern_hello = with_suites(hello_of(from_1_2), {0x1301, 0xc02f, 0xc013});
const ClientHello only_1_3 = with_suites(hello_of({0x0304}), {0x1301});
// 3DES with static RSA, and with a key exchange that no profile has.
const ClientHello rare = with_suites(hello_of(from_1_2), {0x1301, 0xc013, 0xc003});
const auto turned_away = refused(modern_hello, Sender::server, 70);

ConnectionSight by_client(std::uint8_t alert) {
    return refused(modern_hello, Sender::client, alert, true);
}

TrialResult late_forced() {
    TrialFacts facts = forced(tls_1_0, {by_client(70)});
    facts.child.exit = late;
    return result_of(std::move(facts));
}

class StanceOf : public ::testing::TestWithParam<StanceCase> {};

TEST_P(StanceOf, Is) {
    EXPECT_EQ(check::stance_name(stance_at_1_0(GetParam().trials)),
              check::stance_name(GetParam().stance));
}

const auto refusal = refused(hello_of(from_1_2), Sender::server, 70);
const auto failure = refused(hello_of(all_four), Sender::client, 80, true);
const auto distrust = refused(hello_of(all_four), Sender::client, 48, true);
const auto no_suite = refused(hello_up_to(tls_1_2), Sender::server, 40);

INSTANTIATE_TEST_SUITE_P(
    Versions, StanceOf,
    ::testing::Values(
        StanceCase{"UndecidedWhereNothingButOurOwnServerDecided",
                   {with(refusal), with(refusal, static_rsa)},
                   Stance::undecided},
        StanceCase{"RefusesWhereItEndsAServerHelloOfTheVersionItself",
                   {with(refusal), result_of(forced(tls_1_0, {by_client(70)}))},
                   Stance::refuses},
        StanceCase{"AcceptsWhereItFinishesAForcedHandshake",
                   {with(refusal), result_of(forced(tls_1_0, {negotiated(tls_1_0, true)}))},
                   Stance::accepts},
        StanceCase{
            "UndecidedWhereItWasLateWhenForced", {with(refusal), late_forced()}, Stance::undecided},
        StanceCase{
            "UndecidedWhereItOffersTheVersionInAnotherRun",
            {with(turned_away), result_of(forced(tls_1_0, {by_client(70)})),
             result_of(facts_of(tls_1_1, {refused(hello_up_to(tls_1_0), Sender::server, 70)}))},
            Stance::undecided},
        StanceCase{"UndecidedWhereItsAlertCameBeforeAnyServerHello",
                   {with(refused(modern_hello, Sender::client, 70))},
                   Stance::undecided},
        StanceCase{"RefusesWhereItEndsUnderEveryKeyExchangeThatItOffers",
                   {with(turned_away), result_of(forced(tls_1_0, {by_client(80)}))},
                   Stance::refuses},
        StanceCase{
            "UndecidedWhereOneForcedServerHadNothingForIt",
            {with(turned_away), result_of(forced(tls_1_0, {by_client(80)})),
             result_of(forced(tls_1_0, {refused(modern_hello, Sender::server, 40)}, ecdhe_ecdsa))},
            Stance::undecided},
        StanceCase{
            "UndecidedWhereItOffersASuiteThatNoServerHereHas",
            {with(refused(rare, Sender::server, 70)), result_of(forced(tls_1_0, {by_client(80)}))},
            Stance::undecided},
        StanceCase{"UndecidedWhereOneServerHelloIsRefusedAndAnotherNot",
                   {with(turned_away), result_of(forced(tls_1_0, {by_client(70)})),
                    result_of(answered(tls_1_0, waiting(modern_hello)))},
                   Stance::undecided},
        StanceCase{"UndecidedWhereItClosesOnAServerHelloAndNobodyKnowsOnWhich",
                   {with(turned_away), result_of(answered(tls_1_0, closed(modern_hello, true)))},
                   Stance::undecided},
        StanceCase{"RefusesWhereItClosesOnAServerHelloAndGoesOnAfterItsControl",
                   {with(turned_away), result_of(answered(tls_1_0, closed(modern_hello, true))),
                    result_of(answered(tls_1_2, waiting(modern_hello))), trusting},
                   Stance::refuses},
        StanceCase{"RefusesWhereItHasNoSuiteOfTheVersionAndEndsOneItDidNotOffer",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, refused(only_1_3, Sender::client, 47, true)))},
                   Stance::refuses},
        StanceCase{"UndecidedWhereASuiteOfAnOlderVersionIsTakenUnoffered",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, waiting(only_1_3)))},
                   Stance::undecided},
        StanceCase{"AcceptsWhereOneServerWasAccepted",
                   {with(failure), with(failure, ecdhe_ecdsa),
                    served(ProtocolVersion::tls_1_0, static_rsa)},
                   check::Stance::accepts},
        StanceCase{"OffersWhereItFailedForItsPolicyAlone",
                   {with(failure), with(failure, static_rsa)},
                   check::Stance::offers},
        StanceCase{"UndecidedWhereItTrustsNobody", {with(distrust)}, check::Stance::undecided},
        StanceCase{"OffersWhereItTrustsTheSameCertificateElsewhere",
                   {with(distrust), trusting},
                   check::Stance::offers},
        StanceCase{"UndecidedWhereItTrustsAnotherCertificateElsewhere",
                   {with(distrust, ecdhe_ecdsa), trusting},
                   check::Stance::undecided},
        StanceCase{"UndecidedWhereItClosedAndWorksNowhere",
                   {with(closed(hello_up_to(tls_1_2), true))},
                   Stance::undecided},
        StanceCase{"UndecidedWhereItClosedAfterServerHelloThoughItTrustsUs",
                   {with(closed(hello_up_to(tls_1_2), true)), trusting},
                   Stance::undecided},
        StanceCase{"OffersWhereItClosedThoughItHadListedTheVersion",
                   {with(closed(hello_of(all_four), true)), trusting},
                   Stance::offers},
        StanceCase{"UndecidedWhereItClosedBeforeTheServerAnswered",
                   {with(closed(hello_of(all_four), false)), trusting},
                   Stance::undecided},
        StanceCase{"UndecidedWhereItHasNoSuiteForTheVersionAndWorksElsewhere",
                   {with(no_suite), with(no_suite, static_rsa), trusting},
                   Stance::undecided},
        StanceCase{"OffersWhereItHasNoSuiteForTheVersionThatIsItsMaximum",
                   {with(refused(hello_up_to(tls_1_0), Sender::server, 40)), trusting},
                   Stance::offers},
        StanceCase{"UndecidedWhereItHasNoSuiteForAnyServer",
                   {with(no_suite), with(no_suite, static_rsa)},
                   Stance::undecided},
        StanceCase{"UndecidedBeforeTheHelloWhereItWorksElsewhere",
                   {with(closed(std::nullopt, false)), trusting},
                   Stance::undecided},
        StanceCase{"RefusesBeforeTheHelloWhereItIsToldTheVersionAndWorksElsewhere",
                   {told(with(closed(std::nullopt, false))), trusting},
                   Stance::refuses},
        StanceCase{"UndecidedWhereItWasStoppedAfterARefusal",
                   {result_of(facts_of(tls_1_0, {refusal}, late)), trusting},
                   Stance::undecided},
        StanceCase{"UndecidedWhereItTookTheVersionFromTheServerOfAllVersions",
                   {with(refusal), trusting, at_all_versions(negotiated(tls_1_0, true))},
                   Stance::undecided},
        StanceCase{"UndecidedBeforeTheHelloWhereItWorksNowhere",
                   {with(closed(std::nullopt, false))},
                   Stance::undecided},
        StanceCase{"UndecidedWhereOneServerDecidedNothing",
                   {with(refusal), result_of(facts_of(ProtocolVersion::tls_1_0, {})), trusting},
                   Stance::undecided},
        StanceCase{"NoRequestWhereItNegotiatesAlone",
                   {with(negotiated(ProtocolVersion::tls_1_0, false))},
                   Stance::no_request},
        StanceCase{"NotTriedWithoutATrial", {trusting}, Stance::not_tried}),
    [](const auto& test) { return test.param.claim; });

TEST(JudgeVersions, SaysWhatARefusalRestsOn) {
    const auto basis = [](std::vector<TrialResult> trials) {
        return judge_versions(trials).front().basis;
    };
    EXPECT_EQ(basis({with(turned_away), result_of(forced(tls_1_0, {by_client(70)}))}),
              Basis::client);
    EXPECT_EQ(basis({with(refused(only_1_3, Sender::server, 70)),
                     result_of(answered(tls_1_0, refused(only_1_3, Sender::client, 70, true)))}),
              Basis::offer);
    EXPECT_EQ(basis({with(negotiated(tls_1_0, true))}), Basis::none);
    const std::vector<TrialResult> above{
        result_of(facts_of(tls_1_3, {refused(hello_up_to(tls_1_2), Sender::server, 70)}))};
    EXPECT_EQ(judge_versions(above).back().basis, Basis::offer);
}

TEST(JudgeVersions, TellsWhyAnUndecidedVersionIs) {
    const auto doubt = [](std::vector<TrialResult> trials) {
        return judge_versions(trials).front().doubt;
    };
    EXPECT_EQ(
        doubt(
            {with(refused(rare, Sender::server, 70)), result_of(forced(tls_1_0, {by_client(80)}))}),
        "it offers ECDH-ECDSA-DES-CBC3-SHA, with which no server here can finish a handshake");
    Abilities newer = abilities();
    newer.version_fixed = false;
    const std::vector<TrialResult> waits{with(turned_away),
                                         result_of(answered(tls_1_0, waiting(modern_hello)))};
    EXPECT_EQ(judge_versions(waits, Level::request, newer).front().doubt,
              "this OpenSSL has no server of one version alone, so none can force it");
}

TEST(JudgeVersions, GroupsTheServersWithWhichTheSameHappened) {
    const auto versions = check::judge_versions(
        {with(failure), served(ProtocolVersion::tls_1_0, static_rsa), with(failure, ecdhe_ecdsa)});
    EXPECT_EQ(versions.front().sentence,
              "static-RSA: took TLSv1 with AES256-SHA; ECDHE-RSA, ECDHE-ECDSA: internal_error by "
              "the client: so it was");
}

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
    return {result_of(facts_of(version, {turned_away}, exit_of(1))),
            result_of(forced(version, {by_client(70)}))};
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

std::vector<std::string> observed(std::vector<TrialResult> trials,
                                  std::optional<Requirement> requirement = std::nullopt) {
    return observe(judge_versions(trials), trials, requirement);
}

TEST(Observe, TellsWhatFailsAtTheServerOfAllVersions) {
    EXPECT_THAT(observed({served(tls_1_2),
                          at_all_versions(refused(hello_up_to(tls_1_2), Sender::server, 86))}),
                Contains(HasSubstr("With a server that speaks every version it negotiates "
                                   "nothing: inappropriate_fallback by the server")));
}

TEST(Observe, NamesAHoleInTheOffer) {
    ConnectionSight sight = negotiated(tls_1_3, true);
    sight.observation.client_hello = hello_of({0x0304, 0x0301});
    EXPECT_THAT(observed({at_all_versions(sight)}),
                Contains(HasSubstr(
                    "Its offer has a hole: no server that is limited to TLSv1.1,TLSv1.2 can")));
}

TEST(Observe, TellsALateClientNotToLookForItsServer) {
    const auto sentences = observed({result_of(facts_of(tls_1_0, {}, late))});
    EXPECT_THAT(sentences, Contains(HasSubstr("give it more time with --timeout")));
    EXPECT_THAT(observed({result_of(facts_of(tls_1_0, {}))}),
                Contains(HasSubstr("tell the command where the server is with {url}")));
}

TEST(Observe, NamesTheAuthorityWhereNoCertificateIsAccepted) {
    EXPECT_THAT(observed({with(distrust)}),
                Contains(HasSubstr("tell the command of the authority")));
    EXPECT_THAT(observed({with(distrust), trusting}),
                ::testing::Not(Contains(HasSubstr("tell the command of the authority"))));
}

TEST(Observe, CountsWhatTheClientLeftBehind) {
    auto trial = served(tls_1_2);
    trial.facts.orphans = 1;
    EXPECT_THAT(observed({trial}), Contains("It left 1 process behind, which was ended"));
    EXPECT_THAT(observed({trial, trial}), Contains("It left 2 processes behind, which were ended"));
}

TEST(Describe, GroupsWhatWasLeftOutByItsReason) {
    EXPECT_EQ(describe(std::vector<LeftOut>{}), "");
    EXPECT_EQ(describe(std::vector<LeftOut>{
                  {"1.2 DHE-RSA", "done"}, {"silence", "no need"}, {"1.2 static-RSA", "done"}}),
              "Left out, since they could not differ: 1.2 DHE-RSA, 1.2 static-RSA (done); silence "
              "(no need)");
}

TEST(Observe, NamesASilentFall) {
    const auto sentences = observed({served(ProtocolVersion::tls_1_0), served(tls_1_2),
                                     at_all_versions(negotiated(ProtocolVersion::tls_1_0, true))});
    EXPECT_THAT(sentences, Contains(HasSubstr("it falls to TLSv1, though it accepts TLSv1.2")));
}

TEST(Observe, ExplainsASetWithAHole) {
    const auto sentences = observed({served(tls_1_0)}, Requirement::exactly({tls_1_0, tls_1_2}));
    EXPECT_THAT(sentences, Contains(HasSubstr("the lowest run of a set with a hole")));
    EXPECT_THAT(observed({served(tls_1_0)}, Requirement::exactly({tls_1_0, tls_1_1})),
                ::testing::Not(Contains(HasSubstr("hole"))));
}

TEST(Observe, TellsWhatFollowsAReset) {
    TrialFacts facts = under(Attack::reset, {attacked(hello_of(from_1_2))});
    EXPECT_THAT(observed({result_of(facts)}), Contains("After a reset it does not try again"));
    facts.connections.push_back(attacked(hello_of(from_1_2)));
    EXPECT_THAT(observed({result_of(facts)}),
                Contains(HasSubstr("tries again with the same offer, 2 times in all")));
    facts.connections.push_back(attacked(with_suites(hello_up_to(tls_1_0), {0x5600})));
    EXPECT_THAT(observed({result_of(facts)}),
                Contains(HasSubstr("at most TLSv1 where it had offered TLSv1.3, with "
                                   "TLS_FALLBACK_SCSV")));
}

}  // namespace
}  // namespace tlsmatrix::check::versions_test
