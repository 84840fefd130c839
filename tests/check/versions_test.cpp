#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check::versions_test {
namespace {

using namespace made_up;

// Whatever this machine's OpenSSL can: 4.0 has no servers of one version alone.
Stance stance_at_1_0(std::vector<TrialResult> trials) {
    Abilities able = abilities();
    able.version_fixed = true;
    return judge_versions(trials, Level::request, able).front().stance;
}

struct StanceCase {
    const char* claim;
    std::vector<check::TrialResult> trials;
    Stance stance;
};

TrialResult told(TrialResult trial) {
    trial.facts.trial.told = true;
    return trial;
}

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

TrialFacts answered_as_sslv3(ConnectionSight sight) {
    TrialFacts facts = answered(tls_1_2, std::move(sight));
    facts.trial.versions = {};
    facts.trial.code = 0x0300;
    return facts;
}
const TrialResult trusting_ecdsa = offering(served(tls_1_2, ecdhe_ecdsa), hello_of(from_1_2));

class StanceOf : public ::testing::TestWithParam<StanceCase> {};

TEST_P(StanceOf, Is) {
    EXPECT_EQ(check::stance_name(stance_at_1_0(GetParam().trials)),
              check::stance_name(GetParam().stance));
}

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
        StanceCase{"UndecidedWhereTheControlHasAnotherSuite",
                   {with(turned_away), result_of(answered(tls_1_0, closed(modern_hello, true))),
                    result_of(answered(tls_1_2, waiting(modern_hello), 0xc02f)), trusting},
                   Stance::undecided},
        StanceCase{"UndecidedWhereItClosesOnOneServerHelloOfTheVersionAndGoesOnAfterAnother",
                   {with(turned_away), result_of(answered(tls_1_0, closed(modern_hello, true))),
                    result_of(answered(tls_1_0, waiting(modern_hello), 0xc02f)),
                    result_of(answered(tls_1_2, waiting(modern_hello))), trusting},
                   Stance::undecided},
        StanceCase{"UndecidedWhereTheControlIsSslv3",
                   {with(turned_away), result_of(answered(tls_1_0, closed(modern_hello, true))),
                    result_of(answered_as_sslv3(waiting(modern_hello))), trusting},
                   Stance::undecided},
        StanceCase{"UndecidedWhereAForcedServerHasACertificateThatItIsNotKnownToTrust",
                   {with(turned_away), result_of(forced(tls_1_0, {by_client(48)})), trusting_ecdsa},
                   Stance::undecided},
        StanceCase{"RefusesWhereItHasNoSuiteOfTheVersionAndEndsOneItDidNotOffer",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, refused(only_1_3, Sender::client, 47, true)))},
                   Stance::refuses},
        StanceCase{"RefusesWhereItHasNoSuiteOfTheVersionAndClosesOnOneItDidNotOffer",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, closed(only_1_3, true)))},
                   Stance::refuses},
        StanceCase{"UndecidedWhereASuiteOfAnOlderVersionIsTakenUnoffered",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, waiting(only_1_3)))},
                   Stance::undecided},
        StanceCase{"UndecidedWhereOneServerHelloThatItDidNotOfferIsEndedAndAnotherNot",
                   {with(refused(only_1_3, Sender::server, 70)),
                    result_of(answered(tls_1_0, waiting(only_1_3), 0x002f)),
                    result_of(answered(tls_1_0, refused(only_1_3, Sender::client, 47, true)))},
                   Stance::undecided},
        StanceCase{"RefusesWhereItGoesOnAfterAServerHelloAloneAndEndsTheWholeHandshake",
                   {with(turned_away), result_of(answered(tls_1_0, waiting(modern_hello))),
                    result_of(forced(tls_1_0, {by_client(80)}))},
                   Stance::refuses},
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
        StanceCase{"UndecidedWhereItClosedThoughItHadListedTheVersionAndTrustsNobody",
                   {with(closed(hello_of(all_four), true))},
                   Stance::undecided},
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

TEST(JudgeVersions, TakesAHigherVersionForRefusedWhereTheServerSaidSoAlone) {
    const auto stance_at_1_3 = [](const ConnectionSight& sight) {
        return judge_versions({result_of(facts_of(tls_1_3, {sight}))}).back().stance;
    };
    EXPECT_EQ(stance_at_1_3(refused(hello_up_to(tls_1_2), Sender::server, 70)), Stance::refuses);
    EXPECT_EQ(stance_at_1_3(closed(hello_up_to(tls_1_2), false)), Stance::undecided);
}

// Where a proxy stands before the servers, success that no server saw was had elsewhere.
TEST(JudgeVersions, TakesNoWordOfSuccessBehindAProxyForARefusal) {
    const auto stance = [](int exit_status, bool proxied) {
        TrialFacts facts = forced(tls_1_0, {by_client(70)});
        facts.child.exit = exit_of(exit_status);
        if (proxied) {
            facts.proxied = Proxied{.tunnels = 1};
        }
        return stance_at_1_0({with(turned_away), result_of(std::move(facts))});
    };
    EXPECT_EQ(stance(1, true), Stance::refuses);
    EXPECT_EQ(stance(0, false), Stance::refuses);
    EXPECT_EQ(stance(0, true), Stance::undecided);
}

TEST(JudgeVersions, TellsWhyAnUndecidedVersionIs) {
    const auto doubt = [](std::vector<TrialResult> trials) {
        return judge_versions(trials).front().doubt;
    };
    EXPECT_EQ(
        doubt(
            {with(refused(rare, Sender::server, 70)), result_of(forced(tls_1_0, {by_client(80)}))}),
        "it offers ECDH-ECDSA-DES-CBC3-SHA, with which no server here can finish a handshake");
    Abilities able = abilities();
    able.version_fixed = true;
    EXPECT_EQ(judge_versions({with(refused(only_1_3, Sender::server, 70)),
                              result_of(answered(tls_1_0, waiting(only_1_3)))},
                             Level::request, able)
                  .front()
                  .doubt,
              "it goes on after a ServerHello of the version, and no server here finishes the "
              "handshake with it");
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

}  // namespace
}  // namespace tlsmatrix::check::versions_test
