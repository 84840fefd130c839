// The rule's entries for security levels and certificates, for both families of releases.
#include <gmock/gmock.h>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::negotiation_level_test {
namespace {

using enum ProtocolVersion;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

struct LevelCase {
    const char* claim;
    ClientEndpoint client;
    ServerEndpoint server;
    const char* outcome;
};

constexpr auto exact = Engine::exact;
constexpr auto openssl = Engine::openssl;
constexpr auto v3_0 = Profile::openssl_3_0;
constexpr auto v3_1 = Profile::openssl_3_1;

ClientEndpoint client(VersionSet versions, int level, Profile profile, Engine engine = openssl) {
    return {{versions, engine, false, level}, profile};
}
ServerEndpoint server(VersionSet versions, int level, Profile profile,
                      CertificateKind certificate = CertificateKind::ecdsa) {
    return {{versions, openssl, level}, certificate, profile};
}

const VersionSet all = VersionSet::all();
const char* const server_70 = "the server refuses with protocol_version";
const char* const client_70 = "the client refuses with protocol_version";
const char* const server_80 = "the server refuses with internal_error";
const char* const client_80 = "the client refuses with internal_error";
const char* const server_40 = "the server refuses with handshake_failure";

class Level : public ::testing::TestWithParam<LevelCase> {};

TEST_P(Level, ComesTo) {
    const Negotiation negotiation = negotiate(GetParam().client, GetParam().server);
    EXPECT_EQ(describe(negotiation.client), GetParam().outcome);
    EXPECT_EQ(describe(negotiation.server), GetParam().outcome);
    EXPECT_FALSE(negotiation.steps.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Negotiation, Level,
    ::testing::Values(LevelCase{"At3_0AServerFailsAtItsSignature", client(all, 0, v3_0),
                                server({tls_1_0}, 1, v3_0), server_80},
                      LevelCase{"At3_0AClientFailsAtTheServersSignature", client(all, 2, v3_0),
                                server({tls_1_1}, 0, v3_0), client_80},
                      LevelCase{"At3_0TheServerFailsBeforeTheClientCan", client(all, 1, v3_0),
                                server({tls_1_1}, 1, v3_0), server_80},
                      LevelCase{"At3_0TheServerFailsBeforeTheClientRefusesTheVersion",
                                client({tls_1_1}, 0, v3_0), server({tls_1_0}, 1, v3_0), server_80},
                      LevelCase{"At3_0TheClientRefusesTheVersionBeforeItsSignature",
                                client({tls_1_1}, 1, v3_0), server({tls_1_0}, 0, v3_0), client_70},
                      LevelCase{"At3_0ALevelDoesNothingFrom1_2On", client(all, 2, v3_0),
                                server({tls_1_2}, 2, v3_0), "TLSv1.2"},
                      LevelCase{"At3_0TheServerStillChoosesByItsWholeSet",
                                client({tls_1_0, tls_1_1}, 0, v3_0),
                                server({tls_1_0, tls_1_2}, 1, v3_0), server_80},
                      LevelCase{"At3_1AServerHasNoSuchVersion", client(all, 0, v3_1),
                                server({tls_1_0}, 1, v3_1), server_70},
                      LevelCase{"At3_1AClientOffersNoSuchVersion",
                                client({tls_1_0, tls_1_1}, 1, v3_1), server(all, 0, v3_1),
                                client_70},
                      LevelCase{"At3_1ALevelFillsAHole", client({tls_1_0, tls_1_2}, 1, v3_1),
                                server(all, 0, v3_1), "TLSv1.2"},
                      LevelCase{"At3_0TheHoleStays", client({tls_1_0, tls_1_2}, 1, v3_0),
                                server(all, 0, v3_0), client_80},
                      LevelCase{"At3_1NothingHappensAtLevel0", client(all, 0, v3_1),
                                server({tls_1_0}, 0, v3_1), "TLSv1"},
                      LevelCase{"Ed25519SignsNothingBelow1_2", client(all, 0, v3_0),
                                server({tls_1_1}, 0, v3_0, CertificateKind::ed25519), server_40},
                      LevelCase{"Ed25519ComesBeforeTheLevel", client(all, 0, v3_0),
                                server({tls_1_1}, 2, v3_0, CertificateKind::ed25519), server_40},
                      LevelCase{"Ed25519Works1_2", client(all, 0, v3_0),
                                server({tls_1_2}, 0, v3_0, CertificateKind::ed25519), "TLSv1.2"},
                      LevelCase{"RsaSignsThemAll", client(all, 0, v3_0),
                                server({tls_1_0}, 0, v3_0, CertificateKind::rsa), "TLSv1"},
                      LevelCase{"AnExactClientStopsAtAFailureThatIsNoVersion",
                                client({tls_1_0, tls_1_3}, 1, v3_0, exact),
                                server({tls_1_0}, 0, v3_0), client_80}),
    [](const auto& test) { return test.param.claim; });

TEST(Negotiation, ComparesTheFallbackWithWhatALevelLeaves) {
    ClientEndpoint falling = client({tls_1_2}, 0, v3_1);
    falling.fallback_scsv = true;
    EXPECT_EQ(describe(negotiate(falling, server({tls_1_2}, 1, v3_1)).client), "TLSv1.2");
    EXPECT_EQ(describe(negotiate(falling, server(all, 1, v3_1)).client),
              "the server refuses with inappropriate_fallback");
}

TEST(Negotiation, SaysWhatALevelTakesAway) {
    const auto steps = negotiate(client(all, 0, v3_1), server({tls_1_0, tls_1_2}, 1, v3_1)).steps;
    EXPECT_THAT(steps, Contains(Field(&Step::text, HasSubstr("Security level 1 leaves {1.2}"))));
}

// libssl is asked for a handshake all the same, and that is on the record.
TEST(Negotiation, OfAClientWhoseLevelTakesItsWholeSetIsAnAttempt) {
    for (const Profile profile : {v3_1, Profile::openssl_4_0}) {
        for (const Engine engine : {openssl, exact}) {
            for (const VersionSet set : {VersionSet{tls_1_0}, VersionSet{tls_1_0, tls_1_1}}) {
                const Negotiation it =
                    negotiate(client(set, 1, profile, engine), server(all, 0, profile));
                EXPECT_EQ(describe(it.client), client_70);
                ASSERT_EQ(it.attempts.size(), 1U);
                EXPECT_TRUE(it.attempts[0].offered.empty());
                EXPECT_EQ(it.attempts[0].outcome, it.client);
            }
        }
    }
}

TEST(Negotiation, Of3_0LosesTls1_0AtLevel3And1_1AtLevel4) {
    const auto with_level = [](int level) {
        return describe(negotiate(client(all, 0, v3_0), server({tls_1_0}, level, v3_0)).client);
    };
    EXPECT_EQ(with_level(2), server_80);
    EXPECT_EQ(with_level(3), server_70);
    const auto of_1_1 = [](int level) {
        return describe(negotiate(client(all, 0, v3_0), server({tls_1_1}, level, v3_0)).client);
    };
    EXPECT_EQ(of_1_1(3), server_80);
    EXPECT_EQ(of_1_1(4), server_70);
}

TEST(Negotiation, WithAKeyOfTls1_2SignsNothingBelow) {
    for (const CertificateKind kind :
         {CertificateKind::ed25519, CertificateKind::ed448, CertificateKind::rsa_pss}) {
        const auto met = negotiate(client(all, 0, v3_0), server({tls_1_1}, 0, v3_0, kind));
        EXPECT_EQ(describe(met.client), server_40);
    }
    for (const CertificateKind kind : {CertificateKind::p384, CertificateKind::p521}) {
        const auto met = negotiate(client(all, 0, v3_0), server({tls_1_1}, 0, v3_0, kind));
        EXPECT_EQ(describe(met.client), "TLSv1.1");
    }
}

}  // namespace
}  // namespace tlsmatrix::negotiation_level_test
