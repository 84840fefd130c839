#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/detail/visitors.hpp>

namespace tlsmatrix::check::visitors_test {
namespace {

using namespace made_up;
using ::testing::ElementsAreArray;

ClientHello usual_hello() {
    ClientHello hello = hello_of({0x7a7a, 0x0304, 0x0303});
    hello.cipher_suites = {0x1a1a, 0x1301, 0xc02f};
    hello.extensions = {0x2a2a, 0, 10, 13, 43, 51};
    hello.alpn = {"h2", "http/1.1"};
    return hello;
}

ConnectionSight from(std::string address, ClientHello hello = usual_hello()) {
    ConnectionSight sight = negotiated(tls_1_2, true);
    sight.client = std::move(address);
    sight.observation.client_hello = std::move(hello);
    return sight;
}

ClientHello changed(void (*change)(ClientHello&)) {
    ClientHello hello = usual_hello();
    change(hello);
    return hello;
}

ConnectionSight without_hello() {
    ConnectionSight sight = from("192.0.2.1");
    sight.observation.client_hello.reset();
    return sight;
}

struct VisitorCase {
    const char* claim;
    std::vector<ConnectionSight> first;   // what came to the first server
    std::vector<ConnectionSight> second;  // and to the other
    bool first_is_doubtful;
    bool second_is_doubtful;
};

class TellVisitorsApart : public ::testing::TestWithParam<VisitorCase> {};

TEST_P(TellVisitorsApart, AsFarAsTheWireDoes) {
    Trials trials;
    for (const auto& connections : {GetParam().first, GetParam().second}) {
        TrialFacts facts = facts_of(tls_1_2, connections);
        facts.invited = Invitation{"https://127.0.0.1:1/", "1.2 ECDHE-RSA"};
        trials.push_back({facts, judge(facts)});
    }
    tell_visitors_apart(trials);
    std::vector<bool> doubtful;
    for (const TrialResult& trial : trials) {
        doubtful.push_back(trial.verdict.ending == Ending::ambiguous);
        EXPECT_EQ(trial.facts.doubtful_visitor.empty(), !doubtful.back());
        EXPECT_TRUE(!doubtful.back() || !trial.verdict.version);
    }
    EXPECT_THAT(doubtful,
                ElementsAreArray({GetParam().first_is_doubtful, GetParam().second_is_doubtful}));
}

const std::string here = "192.0.2.1";

INSTANTIATE_TEST_SUITE_P(
    Claims, TellVisitorsApart,
    ::testing::Values(
        VisitorCase{"OneHelloIsOneClient", {from(here)}, {from(here), from(here)}, false, false},
        VisitorCase{"GreaseOrderAndWhatIsRememberedDiffer",
                    {from(here)},
                    {from(here, changed([](ClientHello& hello) {
                              hello.cipher_suites[0] = 0xfafa;
                              hello.supported_versions->front() = 0x0a0a;
                              hello.extensions = {51, 0x3a3a, 43, 10, 13, 21, 42, 41};
                          }))},
                    false,
                    false},
        VisitorCase{"AnotherAddressIsAnother", {from(here)}, {from("192.0.2.2")}, false, true},
        VisitorCase{"OneMoreIsAnotherThoughTheFirstCameToo",
                    {from(here)},
                    {from(here), from("192.0.2.2")},
                    false,
                    true},
        VisitorCase{"OtherSuitesMayBeARetryOrAnother",
                    {from(here)},
                    {from(here), from(here, changed([](ClientHello& hello) {
                                          hello.cipher_suites.pop_back();
                                      }))},
                    false,
                    true},
        VisitorCase{"OtherVersionsMayBeARetryOrAnother",
                    {from(here)},
                    {from(here, changed([](ClientHello& hello) {
                              hello.supported_versions->push_back(0x0302);
                          }))},
                    false,
                    true},
        VisitorCase{"OtherProtocolsAreAnother",
                    {from(here)},
                    {from(here, changed([](ClientHello& hello) { hello.alpn.clear(); }))},
                    false,
                    true},
        VisitorCase{"TwoAtTheFirstServerLeaveAllOpen",
                    {from(here), from("192.0.2.2")},
                    {from(here)},
                    true,
                    true},
        VisitorCase{"WhoHasNoHelloMayBeAnybody", {from(here)}, {without_hello()}, false, true},
        VisitorCase{"WhoNeverCameIsNobody", {from(here)}, {}, false, false},
        VisitorCase{
            "WithoutAnyHelloTheVerdictsStand", {without_hello()}, {without_hello()}, false, false}),
    [](const auto& tested) { return tested.param.claim; });

}  // namespace
}  // namespace tlsmatrix::check::visitors_test
