#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/detail/attack_findings.hpp>

namespace tlsmatrix::check::attack_findings_test {
namespace {

using namespace made_up;
using ::testing::HasSubstr;

const ClientHello modern = hello_of(from_1_2);
const ClientHello old = hello_up_to(tls_1_1);
const Offer fallen = offer_of(old);

TrialResult all_versions_served(std::vector<ConnectionSight> connections) {
    TrialFacts facts = facts_of(tls_1_3, std::move(connections));
    facts.trial = {.kind = Trial::Kind::all_versions,
                   .versions = VersionSet::all(),
                   .profile = &general_profile(certs::KeyType::rsa)};
    return result_of(std::move(facts));
}

ConnectionSight taking(ProtocolVersion version, const ClientHello& hello) {
    ConnectionSight sight = negotiated(version, true);
    sight.observation.client_hello = hello;
    return sight;
}

TrialResult broken(std::vector<ConnectionSight> connections, process::Exit exit = exit_of(1)) {
    return result_of(under(Attack::reset, std::move(connections), exit));
}

TrialResult followed(VersionSet versions, std::vector<ConnectionSight> connections) {
    return result_of(served_after(Attack::reset, fallen, versions, std::move(connections)));
}

struct AttackCase {
    const char* claim;
    std::vector<TrialResult> trials;
    std::string unmet;  // a part; empty: none
};

class UnmetByAttacks : public ::testing::TestWithParam<AttackCase> {};

TEST_P(UnmetByAttacks, IsTold) {
    const auto unmet =
        unmet_by_attacks(GetParam().trials, Requirement::exactly({tls_1_2, tls_1_3}));
    if (GetParam().unmet.empty()) {
        EXPECT_TRUE(unmet.empty()) << unmet.front().sentence;
        return;
    }
    ASSERT_FALSE(unmet.empty());
    EXPECT_THAT(unmet.back().sentence, HasSubstr(GetParam().unmet));
    EXPECT_EQ(unmet.back().version, std::nullopt);
}

TrialFacts sslv3_facts() {
    TrialFacts facts;
    facts.trial = {.kind = Trial::Kind::server_hello, .code = sslv3_code, .suite = 0x002f};
    return facts;
}

const TrialResult dance = broken({attacked(modern), attacked(old)});

INSTANTIATE_TEST_SUITE_P(
    Attacks, UnmetByAttacks,
    ::testing::Values(
        AttackCase{"NothingWhereItDoesNotTryAgain", {broken({attacked(modern)})}, ""},
        AttackCase{
            "NothingWhereItTriesTheSameAgain", {broken({attacked(modern), attacked(modern)})}, ""},
        AttackCase{"WhatItOffersWhereNobodyServedIt",
                   {dance},
                   "after a reset it offers TLSv1,TLSv1.1, and whether it takes that is undecided"},
        AttackCase{"WhatItTakesWhereItWasServed",
                   {dance, followed(VersionSet::all(), {attacked(modern), taking(tls_1_1, old)})},
                   "after a reset it takes TLSv1.1, which must be refused"},
        AttackCase{"WhatItTakesOfAServerThatSpeaksLess",
                   {dance, followed({tls_1_0}, {attacked(modern), taking(tls_1_0, old)})},
                   "after a reset it takes TLSv1, which must be refused"},
        AttackCase{"NothingWhereARefusalEndsIt",
                   {dance, followed(VersionSet::all(),
                                    {attacked(modern), refused(old, Sender::client, 70, true)})},
                   ""},
        AttackCase{"NothingWhereTheServerTakesItsFallbackForOne",
                   {dance, followed(VersionSet::all(),
                                    {attacked(modern), refused(old, Sender::server, 86)})},
                   ""},
        AttackCase{"WhatIsOpenWhereItFailedForItsSuites",
                   {dance, followed(VersionSet::all(),
                                    {attacked(modern), refused(old, Sender::server, 40)})},
                   "is undecided"},
        AttackCase{"WhatIsOpenWhereItDidNotComeBack",
                   {dance, followed(VersionSet::all(), {attacked(modern)})},
                   "is undecided (the client did not come back with that offer)"},
        AttackCase{"WhatIsOpenWhereItWasStopped",
                   {broken({attacked(modern)}, late)},
                   "after a reset it was stopped at its deadline"},
        AttackCase{"WhatIsOpenWhereItNeverCame",
                   {broken({})},
                   "what it does after a reset is undecided (the client made no connection)"},
        AttackCase{"WhatIsOpenOfSslv3WhereItNeverCame",
                   {result_of(sslv3_facts())},
                   "what it does on a ServerHello of SSLv3 is undecided"},
        AttackCase{"NothingWhereItSatSilenceOut",
                   {result_of(under(Attack::silence, {attacked(modern)}, late))},
                   ""},
        AttackCase{"NothingWhereThatIsWhatItSendsAnyway",
                   {all_versions_served({taking(tls_1_3, modern), taking(tls_1_1, old)}), dance},
                   ""}),
    [](const auto& test) { return test.param.claim; });

TEST(ObserveRetreats, TellsWhatItThenTakes) {
    const auto sentences = observe_retreats(
        {dance, followed(VersionSet::all(), {attacked(modern), taking(tls_1_1, old)})});
    EXPECT_THAT(sentences,
                ::testing::ElementsAre(HasSubstr("with at most TLSv1.1 where it had offered "
                                                 "TLSv1.3, without TLS_FALLBACK_SCSV: whoever can "
                                                 "break a handshake can lower its version; it then "
                                                 "takes TLSv1.1")));
}

TEST(ObserveRetreats, TellsRequestsOfTheirOwnFromRetries) {
    const TrialResult twice =
        all_versions_served({taking(tls_1_3, modern), taking(tls_1_3, modern)});
    EXPECT_THAT(observe_retreats({twice, broken({attacked(modern), attacked(modern)})}),
                ::testing::ElementsAre("After a reset it does not try again"));
    EXPECT_THAT(
        observe_retreats({twice, broken({attacked(modern), attacked(modern), attacked(modern)})}),
        ::testing::ElementsAre(HasSubstr("with the same offer, 2 times in all")));
}

TEST(ObserveRetreats, CountsNoConnectionWithoutAHello) {
    EXPECT_THAT(observe_retreats({broken({attacked(modern), closed(std::nullopt, false)})}),
                ::testing::ElementsAre("After a reset it does not try again"));
}

TEST(ObserveRetreats, TellsOfALowerBoundThatIsGivenUp) {
    const TrialResult wider = broken({attacked(modern), attacked(hello_of(all_four))});
    EXPECT_THAT(observe_retreats({wider}),
                ::testing::ElementsAre(HasSubstr("sets TLSv1 as its lowest where it had set "
                                                 "TLSv1.2")));
}

TrialResult sslv3(ConnectionSight sight) {
    TrialFacts facts = facts_of(tls_1_0, {std::move(sight)});
    facts.trial = {.kind = Trial::Kind::server_hello, .code = sslv3_code, .suite = 0xc013};
    return result_of(std::move(facts));
}

TEST(Sslv3, IsUndecidedWhereItGoesOnAndOtherwiseTold) {
    const Requirement any = Requirement::at_least(tls_1_2);
    const TrialResult going = sslv3(waiting(modern));
    const TrialResult ending = sslv3(refused(modern, Sender::client, 70, true));
    EXPECT_THAT(observe_sslv3({going}), ::testing::ElementsAre(HasSubstr("goes on after")));
    EXPECT_THAT(observe_sslv3({ending}), ::testing::ElementsAre(HasSubstr("ends the handshake")));
    EXPECT_EQ(unmet_by_attacks({going}, any).size(), 1U);
    EXPECT_TRUE(unmet_by_attacks({ending}, any).empty());
}

}  // namespace
}  // namespace tlsmatrix::check::attack_findings_test
