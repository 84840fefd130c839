#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check::observations_test {
namespace {

using namespace made_up;
using ::testing::Contains;
using ::testing::HasSubstr;

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
              "Left out, which --thorough does not do: 1.2 DHE-RSA, 1.2 static-RSA (done); silence "
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
}  // namespace tlsmatrix::check::observations_test
