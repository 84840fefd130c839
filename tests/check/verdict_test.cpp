#include <csignal>

#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/verdict.hpp>

namespace tlsmatrix::check::verdict_test {
namespace {

using namespace made_up;

struct EndingCase {
    const char* claim;
    std::vector<check::ConnectionSight> connections;
    Ending ending;
    std::optional<Sender> by;
};

ConnectionSight ended_after_handshake(Sender sender, std::uint8_t description) {
    ConnectionSight sight = negotiated(tls_1_0, false);
    sight.observation.alerts = {{description, AlertLevel::fatal, sender}};
    return sight;
}

ConnectionSight given_up(std::optional<ClientHello> hello) {
    ConnectionSight sight = closed(std::move(hello), false);
    sight.outcome = Aborted{"given up"};
    return sight;
}

ClientHello in_format_of_sslv2() {
    ClientHello hello = hello_up_to(tls_1_2);
    hello.format = ClientHello::Format::sslv2;
    return hello;
}

ConnectionSight sentinel_refused() {
    ConnectionSight sight = refused(hello_up_to(tls_1_1), Sender::client, 47, true);
    sight.observation.server_hello->sentinel = DowngradeSentinel::tls_1_1_or_below;
    return sight;
}

ConnectionSight plain_text() {
    ConnectionSight sight;
    sight.observation.stray = "GET /";
    sight.outcome = Aborted{"not TLS"};
    sight.cause = "the client speaks plain HTTP";
    return sight;
}

class EndingOf : public ::testing::TestWithParam<EndingCase> {};

TEST_P(EndingOf, Is) {
    const TrialVerdict verdict = judge(facts_of(tls_1_0, GetParam().connections, exit_of(1)));
    EXPECT_EQ(check::ending_name(verdict.ending), check::ending_name(GetParam().ending));
    EXPECT_EQ(verdict.decided_by, GetParam().by);
    EXPECT_FALSE(verdict.sentence.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Verdict, EndingOf,
    ::testing::Values(
        EndingCase{"ServedWhereARequestArrived",
                   {negotiated(ProtocolVersion::tls_1_0, true)},
                   check::Ending::served,
                   {}},
        EndingCase{"NoRequestWhereNoneArrived",
                   {negotiated(ProtocolVersion::tls_1_0, false)},
                   check::Ending::no_request,
                   Sender::client},
        EndingCase{"DistrustedWhereTheAlertComesAfterTheHandshake",
                   {ended_after_handshake(Sender::client, 48)},
                   check::Ending::distrusted,
                   Sender::client},
        EndingCase{"NoRequestWhereTheServersOwnAlertFollows",
                   {ended_after_handshake(Sender::server, 48)},
                   Ending::no_request,
                   Sender::client},
        EndingCase{"NoRequestWhereAnAlertAboutSomethingElseFollows",
                   {ended_after_handshake(Sender::client, 80)},
                   Ending::no_request,
                   Sender::client},
        EndingCase{"FailedForAnIllegalParameterBeforeAnyServerHello",
                   {refused(hello_of(all_four), Sender::client, 47)},
                   Ending::failed,
                   Sender::client},
        EndingCase{"AnotherRefusalForAHelloThatTheServerDidNotRead",
                   {given_up(in_format_of_sslv2())},
                   Ending::other_refusal,
                   Sender::server},
        EndingCase{"BeforeHelloWhereItWasGivenUpWithoutOne",
                   {given_up(std::nullopt)},
                   Ending::before_hello,
                   Sender::client},
        EndingCase{"DistrustedByUnknownCa",
                   {refused(hello_of(all_four), Sender::client, 48, true)},
                   check::Ending::distrusted,
                   Sender::client},
        EndingCase{"DistrustedByCertificateUnknown",
                   {refused(hello_of(all_four), Sender::client, 46, true)},
                   check::Ending::distrusted,
                   Sender::client},
        EndingCase{"RefusedByTheServersVersionAlert",
                   {refused(hello_of(from_1_2), Sender::server, 70)},
                   check::Ending::refused,
                   Sender::server},
        EndingCase{"RefusedByTheClientsVersionAlert",
                   {refused(hello_up_to(tls_1_2), Sender::client, 70, true)},
                   Ending::refused,
                   Sender::client},
        EndingCase{"RefusedForTheSentinel", {sentinel_refused()}, Ending::refused, Sender::client},
        EndingCase{"FailedByAnotherAlertOfTheClient",
                   {refused(hello_of(all_four), Sender::client, 80, true)},
                   Ending::failed,
                   Sender::client},
        EndingCase{"FailedForAnIllegalParameterWithoutASentinel",
                   {refused(hello_up_to(ProtocolVersion::tls_1_1), Sender::client, 47, true)},
                   Ending::failed,
                   Sender::client},
        EndingCase{"FailedWhereItOffersTheVersionAndNoSuiteOfIt",
                   {refused(hello_of(all_four), Sender::server, 40)},
                   Ending::failed,
                   Sender::server},
        EndingCase{"FailedWhereItsMaximumIsTheVersionAndItHasNoSuiteOfTheServers",
                   {refused(hello_up_to(tls_1_0), Sender::server, 40)},
                   Ending::failed,
                   Sender::server},
        EndingCase{"NoSharedSuiteWhereTheHelloDoesNotSayWhetherItOffersTheVersion",
                   {refused(hello_up_to(tls_1_2), Sender::server, 40)},
                   Ending::no_shared_suite,
                   Sender::server},
        EndingCase{"RefusedWhereTheHelloEndsBelowTheVersion",
                   {refused(hello_of(from_1_2), Sender::server, 40)},
                   Ending::refused,
                   Sender::server},
        EndingCase{"AnotherRefusalForNoApplicationProtocol",
                   {refused(hello_of(all_four), Sender::server, 120)},
                   Ending::other_refusal,
                   Sender::server},
        EndingCase{"BeforeHelloWhereAnAlertIsAllThatCame",
                   {refused(std::nullopt, Sender::client, 70)},
                   Ending::before_hello,
                   Sender::client},
        EndingCase{"BeforeHelloWhereNothingCame",
                   {closed(std::nullopt, false)},
                   Ending::before_hello,
                   Sender::client},
        EndingCase{"ClosedInTheMiddle",
                   {closed(hello_of(all_four), true)},
                   Ending::closed,
                   Sender::client},
        EndingCase{"NotTls", {plain_text()}, Ending::not_tls, Sender::client},
        EndingCase{"NeverConnected", {}, Ending::never_connected, Sender::client},
        EndingCase{"WhatASecondConnectionOffersThoughTheFirstRefused",
                   {refused(hello_up_to(tls_1_2), Sender::client, 70, true),
                    refused(hello_up_to(tls_1_0), Sender::server, 40)},
                   Ending::failed,
                   Sender::server},
        EndingCase{"NoSharedSuiteThoughAnotherConnectionRefused",
                   {refused(hello_up_to(tls_1_2), Sender::server, 40),
                    refused(hello_of(from_1_2), Sender::server, 70)},
                   Ending::no_shared_suite,
                   Sender::server},
        EndingCase{
            "ClosedThoughAnotherConnectionRefused",
            {refused(hello_of(from_1_2), Sender::server, 70), closed(hello_up_to(tls_1_2), true)},
            Ending::closed,
            Sender::client},
        EndingCase{"RefusedBesideAConnectionWithoutAHello",
                   {closed(std::nullopt, false), refused(hello_of(from_1_2), Sender::server, 70)},
                   Ending::refused,
                   Sender::server},
        EndingCase{"TheBestOfSeveralConnections",
                   {refused(hello_of(from_1_2), Sender::server, 70),
                    negotiated(ProtocolVersion::tls_1_0, true), closed(hello_of(all_four), true)},
                   Ending::served,
                   {}}),
    [](const auto& test) { return test.param.claim; });

TEST(Judge, TellsACutOffClientFromOneThatGaveUp) {
    const process::Exit late{.status = std::nullopt, .signal = SIGTERM, .timed_out = true};
    EXPECT_EQ(check::judge(facts_of(ProtocolVersion::tls_1_0, {}, late)).ending, Ending::hung);
    EXPECT_EQ(
        check::judge(facts_of(ProtocolVersion::tls_1_0, {closed(hello_of(all_four), true)}, late))
            .ending,
        Ending::hung);
    // It may have slept before its next try: a refusal that came before the deadline is not its
    // last word, and an acceptance is.
    const auto refusal = refused(hello_of(from_1_2), Sender::server, 70);
    EXPECT_EQ(check::judge(facts_of(tls_1_0, {refusal}, late)).ending, Ending::hung);
    EXPECT_EQ(check::judge(facts_of(tls_1_0, {negotiated(tls_1_0, false)}, late)).ending,
              Ending::no_request);
    EXPECT_EQ(check::judge(facts_of(ProtocolVersion::tls_1_0,
                                    {negotiated(ProtocolVersion::tls_1_0, true)}, late))
                  .exit_word,
              ExitWord::fails_after_success);
}

TEST(Judge, ComparesTheExitStatusWithWhatTheServerSaw) {
    const auto word = [](std::vector<check::ConnectionSight> connections, int status) {
        return check::judge(
                   facts_of(ProtocolVersion::tls_1_0, std::move(connections), exit_of(status)))
            .exit_word;
    };
    const auto refusal = refused(hello_of(from_1_2), Sender::server, 70);
    EXPECT_EQ(word({negotiated(ProtocolVersion::tls_1_0, true)}, 0), ExitWord::agrees);
    EXPECT_EQ(word({negotiated(ProtocolVersion::tls_1_0, true)}, 1), ExitWord::fails_after_success);
    EXPECT_EQ(word({refusal}, 35), ExitWord::agrees);
    EXPECT_EQ(word({refusal}, 0), ExitWord::claims_success);
    EXPECT_EQ(word({}, 0), ExitWord::claims_success);
    EXPECT_EQ(word({negotiated(ProtocolVersion::tls_1_0, false)}, 0), ExitWord::agrees);
}

TEST(Judge, LetsOurOwnServersRefusalHideTheClients) {
    const auto own = refused(hello_up_to(tls_1_2), Sender::client, 70, true);
    const auto ours = refused(hello_of(from_1_2), Sender::server, 70);
    for (const auto& both : {std::vector{own, ours}, std::vector{ours, own}}) {
        EXPECT_EQ(judge(facts_of(tls_1_0, both, exit_of(1))).decided_by, Sender::server);
    }
}

TEST(Judge, LooksAtTheServedConnectionsAloneWhereRetriesAreServed) {
    const Offer spared = offer_of(hello_up_to(tls_1_1));
    const auto verdict =
        judge(served_after(Attack::reset, spared, VersionSet::all(),
                           {attacked(hello_of(from_1_2)), negotiated(tls_1_1, true)}));
    EXPECT_EQ(verdict.ending, Ending::served);
    EXPECT_EQ(verdict.version, tls_1_1);
    const auto nobody = judge(
        served_after(Attack::reset, spared, VersionSet::all(), {attacked(hello_of(from_1_2))}));
    EXPECT_EQ(nobody.ending, Ending::never_connected);
    EXPECT_EQ(nobody.sentence, "the client did not come back with that offer");
}

struct PinCase {
    const char* claim;
    Trial trial;
    std::optional<ProtocolVersion> spoken;
    std::optional<std::string> fault;
};

class PinFault : public ::testing::TestWithParam<PinCase> {};

TEST_P(PinFault, Is) {
    TrialVerdict verdict;
    verdict.version = GetParam().spoken;
    EXPECT_EQ(pin_fault(GetParam().trial, verdict), GetParam().fault);
}

const Trial pinned_to_1_0 = facts_of(tls_1_0, {}).trial;

INSTANTIATE_TEST_SUITE_P(
    Pins, PinFault,
    ::testing::Values(
        PinCase{"NoneWhereThePinIsSpoken", pinned_to_1_0, tls_1_0, {}},
        PinCase{"NoneWhereNothingIsSpoken", pinned_to_1_0, {}, {}},
        PinCase{"WhereAnotherVersionIsSpoken", pinned_to_1_0, tls_1_2,
                "the server pinned to TLSv1 spoke TLSv1.2, so nothing can be judged: please report "
                "this"},
        PinCase{"WhereAServerThatForcesSpeaksAnother", forced(tls_1_1, {}).trial, tls_1_0,
                "the server pinned to TLSv1.1 spoke TLSv1, so nothing can be judged: please report "
                "this"},
        PinCase{"NoneWhereNothingIsPinned", under(Attack::reset, {}).trial, tls_1_2, {}}),
    [](const auto& test) { return test.param.claim; });

TEST(DescribeExit, IsThePhraseThatItsHeaderShows) {
    EXPECT_EQ(describe(exit_of(35)), "exit 35");
    EXPECT_EQ(describe({.status = std::nullopt, .signal = SIGKILL}), "ended by signal 9");
    EXPECT_EQ(describe({.status = std::nullopt, .signal = SIGTERM, .timed_out = true}),
              "stopped at its deadline");
}

TEST(EndingName, IsOneOfItsOwnForEach) {
    std::vector<std::string_view> names;
    for (int each = 0; each <= static_cast<int>(Ending::hung); ++each) {
        names.push_back(check::ending_name(static_cast<Ending>(each)));
        EXPECT_EQ(std::count(names.begin(), names.end(), names.back()), 1) << names.back();
    }
}

TEST(Judge, AsksNoExitOfAClientThatWasWaitedFor) {
    for (const bool comes : {false, true}) {
        TrialFacts facts = facts_of(tls_1_2, {}, {});
        facts.invited = Invitation{"https://127.0.0.1:1/", "1.2 ECDHE-RSA"};
        if (comes) {
            facts.connections.push_back(negotiated(tls_1_2, true));
        }
        const TrialVerdict verdict = judge(facts);
        EXPECT_EQ(verdict.exit_word, ExitWord::agrees);
        EXPECT_EQ(verdict.ending, comes ? Ending::served : Ending::never_connected);
        EXPECT_TRUE(comes || verdict.sentence == "nobody came") << verdict.sentence;
    }
}

TEST(Judge, TellsWhatAProxyWasAskedInstead) {
    TrialFacts facts = facts_of(tls_1_2, {});
    facts.proxied = Proxied{};
    EXPECT_EQ(judge(facts).sentence, "the client did not ask the proxy");
    facts.proxied->refused.push_back({"GET http://a/", "it answers CONNECT alone", 1});
    EXPECT_EQ(judge(facts).sentence,
              "the client asked the proxy for nothing that it answers, as 'GET http://a/'");
}

}  // namespace
}  // namespace tlsmatrix::check::verdict_test
