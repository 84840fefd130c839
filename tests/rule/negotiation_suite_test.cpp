// The rule's entries for a single cipher suite at both ends.
#include <gmock/gmock.h>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::negotiation_suite_test {
namespace {

using enum ProtocolVersion;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr const char* of_any = "ECDHE-RSA-AES128-SHA";
constexpr const char* of_any_rsa = "AES128-SHA";
constexpr const char* of_1_2 = "ECDHE-RSA-AES128-GCM-SHA256";
constexpr const char* of_1_3 = "TLS_AES_128_GCM_SHA256";
constexpr const char* weak = "ECDHE-ECDSA-AES128-CCM8";

constexpr const char* client_80 = "the client refuses with internal_error";
constexpr const char* server_80 = "the server refuses with internal_error";
constexpr const char* server_40 = "the server refuses with handshake_failure";
constexpr const char* server_70 = "the server refuses with protocol_version";
constexpr const char* client_70 = "the client refuses with protocol_version";
constexpr const char* client_47 = "the client refuses with illegal_parameter";
constexpr const char* server_86 = "the server refuses with inappropriate_fallback";

struct SuiteCase {
    const char* claim;
    const char* suite;
    VersionSet client;
    VersionSet server;
    const char* outcome;
    const char* source;
    Engine engine = Engine::openssl;
    int client_level = 0;
    int server_level = 0;
    bool fallback_scsv = false;
    Profile profile = Profile::openssl_3_0;
};

Negotiation negotiation_of(const SuiteCase& it) {
    const SuiteLimits limits = limits_of(*find_common_suite(it.suite), it.profile);
    ClientEndpoint client{{it.client, it.engine, it.fallback_scsv, it.client_level}, it.profile};
    ServerEndpoint server{
        {it.server, it.engine, it.server_level}, CertificateKind::rsa, it.profile};
    client.suite = server.suite = limits;
    return negotiate(client, server);
}

class OneSuite : public ::testing::TestWithParam<SuiteCase> {};

TEST_P(OneSuite, ComesTo) {
    const Negotiation negotiation = negotiation_of(GetParam());
    EXPECT_EQ(describe(negotiation.client), GetParam().outcome);
    EXPECT_EQ(describe(negotiation.server), GetParam().outcome);
    EXPECT_THAT(negotiation.steps, Contains(Field(&Step::source, HasSubstr(GetParam().source))));
}

const VersionSet all = VersionSet::all();
const VersionSet old{tls_1_0, tls_1_1, tls_1_2};
constexpr auto exact = Engine::exact;
constexpr auto openssl = Engine::openssl;
constexpr auto v3_1 = Profile::openssl_3_1;

INSTANTIATE_TEST_SUITE_P(
    Negotiation, OneSuite,
    ::testing::Values(
        SuiteCase{"OfItsVersionNegotiates", of_1_2, {tls_1_2}, {tls_1_2}, "TLSv1.2", "RFC 5246"},
        SuiteCase{"Of1_3Negotiates", of_1_3, all, all, "TLSv1.3",
                  "RFC 9846 section 4.2.1 (RFC 8446 section 4.1.1)"},
        SuiteCase{"OfTheOldVersionsNegotiates1_0", of_any, {tls_1_0}, old, "TLSv1", "RFC 5246"},
        SuiteCase{"BelowTheClientsHighestSendsNoHello",
                  of_1_2,
                  all,
                  {tls_1_2},
                  client_80,
                  "NO_CIPHERS_AVAILABLE"},
        SuiteCase{"AboveTheClientsHighestSendsNoHello",
                  of_1_3,
                  {tls_1_2},
                  all,
                  client_80,
                  "RFC 9846 appendix B.4 (RFC 8446 appendix B.4)"},
        SuiteCase{
            "Of1_2IsNotFor1_1", of_1_2, {tls_1_1}, {tls_1_2}, client_80, "RFC 5288 section 4"},
        SuiteCase{"ThatTheServersHighestLacksIsRefusedUnheard",
                  of_1_2,
                  {tls_1_2},
                  all,
                  server_40,
                  "tls_setup_handshake"},
        SuiteCase{"ThatTheServersLowestRunLacksIsRefusedUnheard",
                  of_1_2,
                  {tls_1_2},
                  {tls_1_0, tls_1_2},
                  server_40,
                  "tls_setup_handshake"},
        SuiteCase{"ThatTheServersLowestRunHasIsEnough",
                  of_any,
                  {tls_1_1},
                  {tls_1_1, tls_1_3},
                  "TLSv1.1",
                  "RFC 5246 section 7.4.1.3"},
        SuiteCase{"IsSoughtBeforeThereIsAVersion",
                  of_1_3,
                  {tls_1_3},
                  {tls_1_2},
                  server_40,
                  "RFC 9846 appendix B.4 (RFC 8446 appendix B.4)"},
        SuiteCase{"IsSoughtBeforeTheFallback",
                  of_1_2,
                  {tls_1_1, tls_1_2},
                  {tls_1_1, tls_1_3},
                  server_40,
                  "tls_setup_handshake",
                  openssl,
                  0,
                  0,
                  true},
        SuiteCase{"IsSoughtBeforeTheClientRefuses",
                  of_1_2,
                  {tls_1_2},
                  {tls_1_0},
                  server_40,
                  "RFC 5288 section 4"},
        SuiteCase{"ThatFitsLeavesTheServerToRefuse",
                  of_any,
                  {tls_1_0},
                  {tls_1_1},
                  server_70,
                  "RFC 5246 appendix E.1"},
        SuiteCase{"ThatFitsLeavesTheClientToRefuse",
                  of_any,
                  {tls_1_2},
                  {tls_1_0},
                  client_70,
                  "RFC 5246 appendix E.1"},
        SuiteCase{"ThatFitsLeavesTheFallback",
                  of_any,
                  {tls_1_1},
                  old,
                  server_86,
                  "RFC 7507 section 3",
                  openssl,
                  0,
                  0,
                  true},
        SuiteCase{"ThatFitsLeavesTheSentinel",
                  of_any,
                  {tls_1_0, tls_1_1},
                  {tls_1_0, tls_1_2},
                  client_47,
                  "RFC 9846 section 4.2.3 (RFC 8446 section 4.1.3)"},
        SuiteCase{"InTheLowestRunAlone",
                  of_1_2,
                  {tls_1_0, tls_1_2},
                  {tls_1_2},
                  client_80,
                  "NO_CIPHERS_AVAILABLE"},
        SuiteCase{"InTheExactClientsFirstRun",
                  of_1_2,
                  {tls_1_0, tls_1_2},
                  {tls_1_2},
                  "TLSv1.2",
                  "RFC 5246",
                  exact},
        SuiteCase{"ThatTheExactClientsFirstRunLacksEndsIt",
                  of_any,
                  {tls_1_0, tls_1_3},
                  {tls_1_0},
                  client_80,
                  "NO_CIPHERS_AVAILABLE",
                  exact},
        SuiteCase{"ThatTheClientsLevelForbids",
                  weak,
                  {tls_1_2},
                  {tls_1_2},
                  client_80,
                  "SSL_CTX_set_security_level",
                  openssl,
                  1,
                  0,
                  false,
                  v3_1},
        SuiteCase{"ThatTheServersLevelForbids",
                  weak,
                  {tls_1_2},
                  {tls_1_2},
                  server_40,
                  "SSL_CTX_set_security_level",
                  openssl,
                  0,
                  1,
                  false,
                  v3_1},
        SuiteCase{"ThatOnlyLaterReleasesForbid",
                  weak,
                  {tls_1_2},
                  {tls_1_2},
                  "TLSv1.2",
                  "RFC 5246 section 7.4.1.3",
                  openssl,
                  2,
                  2},
        SuiteCase{"ThatSignsFailsAtTheServersLevel",
                  of_any,
                  {tls_1_0},
                  {tls_1_0},
                  server_80,
                  "NO_SUITABLE_SIGNATURE_ALGORITHM",
                  openssl,
                  0,
                  1},
        SuiteCase{"ThatSignsFailsAtTheClientsLevel",
                  of_any,
                  {tls_1_0},
                  {tls_1_0},
                  client_80,
                  "ServerKeyExchange",
                  openssl,
                  1},
        SuiteCase{"ThatSignsNothingPassesTheClientsLevel",
                  of_any_rsa,
                  {tls_1_0},
                  {tls_1_0},
                  "TLSv1",
                  "RFC 5246 section 7.4.1.3",
                  openssl,
                  2},
        SuiteCase{"ThatSignsNothingFailsAtTheServersLevel",
                  of_any_rsa,
                  {tls_1_0},
                  {tls_1_0},
                  server_80,
                  "NO_SUITABLE_SIGNATURE_ALGORITHM",
                  openssl,
                  0,
                  1},
        SuiteCase{"ThatSignsNothingHasNo1_0At3_1",
                  of_any_rsa,
                  {tls_1_0},
                  old,
                  server_70,
                  "RFC 5246 appendix E.1",
                  openssl,
                  0,
                  1,
                  false,
                  v3_1}),
    [](const auto& test) { return test.param.claim; });

// What the ends see apart: each has sent an alert of its own before it heard of the other.
TEST(Negotiation, HasEachEndRefuseForItselfWhereBothLackTheSuite) {
    const auto both = negotiation_of({"", of_1_3, {tls_1_2}, {tls_1_2}, "", ""});
    EXPECT_EQ(describe(both.client), client_80);
    EXPECT_EQ(describe(both.server), server_40);
    const auto without_version =
        negotiation_of({"", of_1_3, {tls_1_2}, {tls_1_0}, "", "", openssl, 0, 1, false, v3_1});
    EXPECT_EQ(describe(without_version.client), client_80);
    EXPECT_EQ(describe(without_version.server), server_70);
}

TEST(Negotiation, TellsThatNoHelloWasSent) {
    const auto negotiation = negotiation_of({"", of_1_2, all, {tls_1_2}, "", ""});
    ASSERT_EQ(negotiation.attempts.size(), 1U);
    EXPECT_TRUE(negotiation.attempts[0].offered.empty());
}

}  // namespace
}  // namespace tlsmatrix::negotiation_suite_test
