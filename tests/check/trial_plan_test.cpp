#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/trial_plan.hpp>

namespace tlsmatrix::check::trial_plan_test {
namespace {

using namespace made_up;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

PlanOptions options() {
    PlanOptions made;
    made.abilities = {.versions = VersionSet::all(),
                      .version_fixed = true,
                      .suites = {0xc013, 0xc014, 0xc02f, 0x002f, 0x0033, 0xc009}};
    return made;
}

std::vector<std::string> next(const PlanOptions& with, const std::vector<TrialResult>& done) {
    std::vector<std::string> names;
    for (const Trial& trial : next_trials(with, done)) {
        names.push_back(trial.name());
    }
    return names;
}

ClientHello offering(std::vector<std::uint16_t> versions, std::vector<std::uint16_t> suites) {
    ClientHello hello = with_suites(hello_of(std::move(versions)), std::move(suites));
    hello.signature_algorithms = {0x0804, 0x0403};
    return hello;
}

// A client of known policy, answered trial by trial as its servers would see it.
struct Client {
    std::vector<ClientHello> hellos;  // one connection each
    VersionSet accepts;

    [[nodiscard]] ConnectionSight meet(const Trial& trial, const ClientHello& hello) const {
        const auto version = trial.version();
        if (trial.kind == Trial::Kind::attack) {
            return attacked(hello);
        }
        if (trial.kind == Trial::Kind::all_versions) {
            return taking(*accepts.highest(), hello);
        }
        if (!version) {
            return refused(hello, Sender::client, 70, true);
        }
        if (trial.kind == Trial::Kind::pinned && !may_take(hello, *version)) {
            return refused(hello, Sender::server, 70);
        }
        if (trial.kind != Trial::Kind::server_hello &&
            !can_negotiate(hello, *trial.profile, *version)) {
            return refused(hello, Sender::server, 40);
        }
        return accepts.contains(*version) ? taking(*version, hello)
                                          : refused(hello, Sender::client, 70, true);
    }

    [[nodiscard]] static ConnectionSight taking(ProtocolVersion version, const ClientHello& hello) {
        ConnectionSight sight = negotiated(version, true);
        sight.observation.client_hello = hello;
        return sight;
    }

    [[nodiscard]] TrialResult run(const Trial& trial) const {
        TrialFacts facts;
        facts.trial = trial;
        for (const ClientHello& hello : hellos) {
            facts.connections.push_back(meet(trial, hello));
            if (std::holds_alternative<Negotiated>(facts.connections.back().outcome)) {
                break;
            }
        }
        const bool served = std::holds_alternative<Negotiated>(facts.connections.back().outcome);
        facts.child.exit = exit_of(served ? 0 : 1);
        return result_of(std::move(facts));
    }
};

std::vector<TrialResult> whole_run(const PlanOptions& with, const Client& client) {
    std::vector<TrialResult> done;
    for (auto trials = next_trials(with, done); !trials.empty(); trials = next_trials(with, done)) {
        for (const Trial& trial : trials) {
            done.push_back(client.run(trial));
        }
    }
    return done;
}

std::vector<std::string> names_of(const std::vector<TrialResult>& done) {
    std::vector<std::string> names;
    for (const TrialResult& trial : done) {
        names.push_back(trial.facts.trial.name());
    }
    return names;
}

// What `curl --tlsv1.2` offers, in short.
const std::vector<std::uint16_t> usual_suites{0x1301, 0xc02f, 0xc013, 0xc009, 0x0033, 0x002f};
const Client curl{{offering(from_1_2, usual_suites)}, {tls_1_2, tls_1_3}};

TEST(Plan, BeginsWithoutAPinAndUnderTheUsualAttacks) {
    EXPECT_THAT(next(options(), {}), ElementsAre("all", "reset", "alert 40", "end of file"));
}

TEST(Plan, JudgesAnOrdinaryClientInEightRunsBesideTheAttacks) {
    EXPECT_THAT(names_of(whole_run(options(), curl)),
                UnorderedElementsAre("all", "reset", "alert 40", "end of file", "1.0 ECDHE-RSA",
                                     "1.1 ECDHE-RSA", "1.2 ECDHE-RSA", "1.3 RSA-certificate",
                                     "SSLv3 ServerHello ECDHE-RSA-AES128-SHA",
                                     "1.0 ECDHE-RSA forced", "1.1 ECDHE-RSA forced"));
}

TEST(Plan, LeavesNothingOutWhereItIsToBeThorough) {
    PlanOptions thorough = options();
    thorough.thorough = true;
    const auto done = whole_run(thorough, curl);
    for (const char* name :
         {"1.0 DHE-RSA", "1.2 static-RSA", "1.3 P-256-certificate", "silence", "alert 80",
          "1.0 static-RSA forced", "1.1 ServerHello ECDHE-RSA-AES128-SHA"}) {
        EXPECT_THAT(names_of(done), Contains(name));
    }
    EXPECT_THAT(left_out(thorough, done), IsEmpty());
}

TEST(Plan, TellsWhatItLeavesOutAndWhy) {
    const auto list = left_out(options(), whole_run(options(), curl));
    EXPECT_THAT(list, Contains(LeftOut{"1.2 DHE-RSA", "TLSv1.2 is accepted already"}));
    EXPECT_THAT(list, Contains(LeftOut{"1.0 DHE-RSA", "no hello lets that server choose"}));
    EXPECT_THAT(list, Contains(LeftOut{"silence", "nothing made it lower its offer"}));
}

TEST(Plan, TriesEveryKeyExchangeThatTheHelloHasUntilTheVersionIsAccepted) {
    Client lax{{offering(all_four, {0x1301, 0xc013, 0x002f})}, VersionSet::all()};
    const auto first = lax.run(next_trials(options(), {}).front());
    TrialFacts failed =
        facts_of(tls_1_0, {refused(lax.hellos.front(), Sender::client, 80, true)}, exit_of(35));
    const auto names = next(options(), {first, result_of(failed)});
    EXPECT_THAT(names, Contains("1.0 static-RSA"));
    EXPECT_THAT(names, Not(Contains("1.0 DHE-RSA")));
    EXPECT_THAT(names, Not(Contains("1.0 ECDHE-ECDSA")));
}

TEST(Plan, ChoosesTheServerThatTheHelloFits) {
    const Client ecdsa{{offering(from_1_2, {0x1301, 0xc009})}, {tls_1_2, tls_1_3}};
    const auto names = names_of(whole_run(options(), ecdsa));
    EXPECT_THAT(names, Contains("1.2 ECDHE-ECDSA"));
    EXPECT_THAT(names, Contains("1.0 ECDHE-ECDSA forced"));
    EXPECT_THAT(names, Not(Contains("1.2 ECDHE-RSA")));
}

TEST(Plan, ForcesWithASuiteThatWasNotOfferedWhereTheHelloHasNoneOfTheVersion) {
    const Client newest{{offering({0x0304}, {0x1301})}, {tls_1_3}};
    const auto names = names_of(whole_run(options(), newest));
    EXPECT_THAT(names, Contains("1.0 ServerHello ECDHE-RSA-AES256-SHA"));
    EXPECT_THAT(names, Contains("1.2 ServerHello ECDHE-RSA-AES256-SHA"));
}

TEST(Plan, ForcesByAServerHelloAloneWhereThereAreNoServersOfOneVersion) {
    PlanOptions newer = options();
    newer.abilities.version_fixed = false;
    const auto names = names_of(whole_run(newer, curl));
    EXPECT_THAT(names, Contains("1.0 ServerHello ECDHE-RSA-AES128-SHA"));
    EXPECT_THAT(names, Not(Contains("1.0 ECDHE-RSA forced")));
}

TEST(Plan, HasAControlForAClientThatClosesOnAServerHello) {
    const ClientHello& hello = curl.hellos.front();
    std::vector<TrialResult> done;
    for (const Trial& trial : next_trials(options(), {})) {
        done.push_back(curl.run(trial));
    }
    done.push_back(result_of(facts_of(tls_1_2, {Client::taking(tls_1_2, hello)})));
    done.push_back(result_of(facts_of(tls_1_0, {refused(hello, Sender::server, 70)}, exit_of(1))));
    done.push_back(result_of(forced(tls_1_0, {closed(hello, true)})));
    done.push_back(result_of(answered(tls_1_0, closed(hello, true))));
    EXPECT_THAT(next(options(), done), Contains("1.2 ServerHello ECDHE-RSA-AES128-SHA"));
}

TEST(Plan, ServesWhatARetreatOffersAndTriesTheOtherAttacks) {
    const Client dancer{
        {offering(from_1_2, usual_suites), with_suites(hello_up_to(tls_1_1), {0xc013})},
        {tls_1_1, tls_1_2, tls_1_3}};
    const auto names = names_of(whole_run(options(), dancer));
    for (const char* name :
         {"reset, then all", "reset, then 1.0", "alert 40, then all", "end of file", "alert 70",
          "alert 80", "silence", "silence, then all"}) {
        EXPECT_THAT(names, Contains(name));
    }
    EXPECT_THAT(names, Not(Contains("reset, then 1.2")));
}

TEST(Plan, HasPinnedServersAloneForAClientThatIsToldTheVersion) {
    PlanOptions told = options();
    told.told = true;
    EXPECT_THAT(next(told, {}), ElementsAre("1.0 ECDHE-RSA", "1.1 ECDHE-RSA", "1.2 ECDHE-RSA",
                                            "1.3 RSA-certificate"));
}

TEST(Plan, KeepsToOneCertificateWhereItIsTold) {
    PlanOptions ecdsa = options();
    ecdsa.key_type = certs::KeyType::ecdsa;
    for (const std::string& name : names_of(whole_run(ecdsa, curl))) {
        EXPECT_EQ(name.find("-RSA forced"), std::string::npos) << name;
        EXPECT_EQ(name.find("RSA-certificate"), std::string::npos) << name;
    }
}

TEST(Plan, EndsForAClientThatNeverConnects) {
    std::vector<TrialResult> done;
    int rounds = 0;
    for (auto trials = next_trials(options(), done); !trials.empty() && rounds < 10;
         trials = next_trials(options(), done)) {
        for (const Trial& trial : trials) {
            TrialFacts facts;
            facts.trial = trial;
            done.push_back(result_of(std::move(facts)));
        }
        ++rounds;
    }
    EXPECT_LT(rounds, 4);
}

}  // namespace
}  // namespace tlsmatrix::check::trial_plan_test
