// The axis of cipher suites: what it takes, and every suite of this OpenSSL driven.
#include <gmock/gmock.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/cipher_axis.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/parts.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::cipher_axis_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> problems(const Report& report) {
    std::vector<std::string> found;
    for (const CellResult& result : report.cells) {
        if (result.verdict != Verdict::passed && found.size() < 20) {
            found.push_back(result.cell.id() + ": " + result.explanation);
        }
    }
    return found;
}

TEST(CipherAxis, HasEverySuiteOfThisOpensslButThoseOfDsa) {
    const auto values = parse_axis("cipher=all").value().values;
    std::size_t of_dsa = 0;
    for (const CipherSuite* suite : library_suites()) {
        of_dsa += authentication_of(*suite) == Authentication::dss ? 1U : 0U;
    }
    EXPECT_EQ(values.size() + of_dsa, library_suites().size());
}

struct BadCipher {
    const char* text;
    const char* says;
};

class ParseBadCipher : public ::testing::TestWithParam<BadCipher> {};

TEST_P(ParseBadCipher, SaysWhyThereIsNone) {
    const auto parsed = parse_axis(GetParam().text);
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Axes, ParseBadCipher,
    ::testing::Values(BadCipher{"cipher=NULL-SHA", "no cipher suite 'NULL-SHA'"},
                      BadCipher{"cipher=ADH-AES128-SHA", "no cipher suite 'ADH-AES128-SHA'"},
                      BadCipher{"cipher=", "no cipher suite ''"},
                      BadCipher{"cipher=DHE-DSS-AES128-SHA", "takes a DSA certificate"},
                      BadCipher{"cipher=TLS_AEGIS_128L_SHA256", "this OpenSSL ("},
                      BadCipher{"cipher=AES128-SHA,AES128-SHA", "twice the value"}));

TEST(CipherAxis, CannotBeCrossedWithTheCertificateThatItBrings) {
    const auto cells = make_cells({{tls_1_2}}, {{tls_1_2}}, {{}});
    for (const auto& names : {std::vector<std::string>{"cipher=AES128-SHA", "certificate=rsa"},
                              std::vector<std::string>{"certificate=all", "cipher=AES128-SHA"}}) {
        const auto both =
            cross_axes(cells, {parse_axis(names[0]).value(), parse_axis(names[1]).value()});
        ASSERT_FALSE(both);
        EXPECT_THAT(both.error().message, HasSubstr("cannot be crossed"));
    }
}

TEST(CipherAxis, CannotBeCrossedWithSessions) {
    const auto both =
        cross_axes(make_cells({{tls_1_2}}, {{tls_1_2}}, {{}}),
                   {parse_axis("cipher=AES128-SHA").value(), parse_axis("session=1.2").value()});
    ASSERT_FALSE(both);
    EXPECT_THAT(both.error().message, HasSubstr("session and cipher cannot be crossed"));
}

TEST(CipherAxis, IsNotInTheFullProduct) {
    for (const AxisChoice& choice : every_axis()) {
        EXPECT_NE(choice.axis->name, "cipher");
    }
}

TEST(CipherAxis, PicksTheCertificate) {
    const auto cells = crossed(make_cells({{tls_1_2}}, {{tls_1_2}}, {{}}),
                               {"cipher=AES128-SHA,ECDHE-ECDSA-AES128-SHA,TLS_AES_128_GCM_SHA256"});
    EXPECT_EQ(endpoints_of(cells.at(0)).server.certificate, CertificateKind::rsa);
    EXPECT_EQ(endpoints_of(cells.at(1)).server.certificate, CertificateKind::ecdsa);
    EXPECT_EQ(endpoints_of(cells.at(2)).server.certificate, CertificateKind::ecdsa);
    EXPECT_EQ(endpoints_of(cells.at(0)).client.suite->name, "AES128-SHA");
}

TEST(EverySuite, AtEveryPairOfVersionsIsAsPredicted) {
    const auto pinned = parse_sets("pinned").value();
    const auto cells =
        crossed(make_cells(pinned, pinned, parse_engines("both").value()), {"cipher=all"});
    const Report report = run(cells, {});
    EXPECT_THAT(problems(report), IsEmpty());
    EXPECT_EQ(report.summary.passed, cells.size());
    EXPECT_EQ(cells.size(), cipher_values().size() * 4 * 4 * 2);
    std::size_t negotiated = 0;
    for (const CellResult& result : report.cells) {
        negotiated += std::holds_alternative<ProtocolVersion>(result.expected.server) ? 1U : 0U;
    }
    EXPECT_GT(negotiated, cipher_values().size()) << "each suite has a version, and two engines";
}

// One of each kind: its versions, its key, whether the key signs, whether a level forbids it.
TEST(KindsOfSuites, AtEveryLevelAreAsPredicted) {
    const auto cells = crossed(
        make_cells(parse_sets("1.0; 1.1,1.2; 1.0,1.2; 1.2,1.3; 1.0,1.3").value(),
                   parse_sets("1.0; 1.2; 1.1,1.3; 1.3").value(), parse_engines("all").value()),
        {"cipher=TLS_AES_128_GCM_SHA256,ECDHE-ECDSA-AES128-GCM-SHA256,AES128-SHA,"
         "ECDHE-RSA-AES128-SHA,ECDHE-ECDSA-AES128-CCM8",
         "client-level=all", "server-level=all"});
    EXPECT_THAT(problems(run(cells, {})), IsEmpty());
}

TEST(KindsOfSuites, WithAFallbackAreAsPredicted) {
    const auto cells = crossed(
        make_cells(all_version_sets(), all_version_sets(), parse_engines("openssl").value()),
        {"cipher=TLS_AES_128_GCM_SHA256,AES128-GCM-SHA256,AES128-SHA", "scsv=on"});
    EXPECT_THAT(problems(run(cells, {})), IsEmpty());
}

struct SuiteMutant {
    const char* name;
    void (*change)(ClientEndpoint&, ServerEndpoint&);
    // of_3_0 alone: from 3.1 on a level takes the versions away whose signatures it forbids.
    bool of_3_0 = false;
};

class SuiteEntry : public ::testing::TestWithParam<SuiteMutant> {};

// The entries of the rule that a suite brings, each made wrong.
TEST_P(SuiteEntry, IsCaughtInExactlyTheCellsThatItDecides) {
    const auto sets = parse_sets("1.0; 1.2; 1.3; 1.0,1.2; 1.2,1.3").value();
    const auto cells =
        crossed(make_cells(sets, sets, parse_engines("openssl").value()),
                {"cipher=TLS_AES_128_GCM_SHA256,AES128-GCM-SHA256,AES128-SHA,ECDHE-RSA-AES128-SHA",
                 "client-level=0,1", "transport=memory"});
    RunOptions options;
    options.rule = [](ClientEndpoint client, ServerEndpoint server) {
        GetParam().change(client, server);
        return negotiate(client, server);
    };
    std::size_t wrong = 0;
    for (const CellResult& result : run(cells, options).cells) {
        const Endpoints ends = endpoints_of(result.cell);
        const Negotiation right = negotiate(ends.client, ends.server);
        const bool same =
            right.client == result.expected.client && right.server == result.expected.server;
        wrong += same ? 0U : 1U;
        EXPECT_EQ(verdict_name(result.verdict), same ? "passed" : "failed")
            << result.cell.id() << ": " << result.explanation;
    }
    const bool decides = !GetParam().of_3_0 || running_profile() == Profile::openssl_3_0;
    EXPECT_EQ(wrong > 0, decides);
}

INSTANTIATE_TEST_SUITE_P(
    Rule, SuiteEntry,
    ::testing::Values(
        SuiteMutant{"ClientsSuiteIsNotLookedAt",
                    [](ClientEndpoint& client, ServerEndpoint&) { client.suite.reset(); }},
        SuiteMutant{"ServersSuiteIsNotLookedAt",
                    [](ClientEndpoint&, ServerEndpoint& server) { server.suite.reset(); }},
        SuiteMutant{"ClientsSuiteIsForAll",
                    [](ClientEndpoint& client, ServerEndpoint&) {
                        client.suite->versions = VersionSet::all();
                    }},
        SuiteMutant{"ServersSuiteIsForAll",
                    [](ClientEndpoint&, ServerEndpoint& server) {
                        server.suite->versions = VersionSet::all();
                    }},
        SuiteMutant{"EverySuiteSigns",
                    [](ClientEndpoint& client, ServerEndpoint&) { client.suite->signs = true; },
                    true},
        SuiteMutant{"NoSuiteSigns",
                    [](ClientEndpoint& client, ServerEndpoint&) { client.suite->signs = false; },
                    true}),
    [](const auto& test) { return test.param.name; });

TEST(BrokenSuite, IsCaughtWhereBothEndsHaveAnother) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        for (server::ListenerSettings& listener : settings.listeners) {
            listener.only_suite = "AES256-SHA";
        }
    };
    options.adjust_policy = [](client::Policy& policy) { policy.only_suite = "AES256-SHA"; };
    const auto cells = crossed(make_cells({{tls_1_2}}, {{tls_1_2}}, {{}}), {"cipher=AES128-SHA"});
    const CellResult result = run(cells, options).cells.at(0);
    EXPECT_EQ(verdict_name(result.verdict), "failed");
    EXPECT_EQ(result.explanation, "the cipher suite was to be AES128-SHA; it was AES256-SHA.");
}

TEST(PartsOf, KeepEveryCellInItsOrderAndFewListeners) {
    const auto cells =
        crossed(make_cells(all_version_sets(), all_version_sets(), {{}}), {"cipher=all"});
    const auto parts = parts_of(cells);
    EXPECT_EQ(parts.size(), (cipher_values().size() * 15 + most_endpoints - 1) / most_endpoints);
    std::size_t at = 0;
    for (const auto& part : parts) {
        for (const Cell& cell : part) {
            ASSERT_EQ(cell.id(), cells.at(at++).id());
        }
    }
    EXPECT_EQ(at, cells.size());
}

}  // namespace
}  // namespace tlsmatrix::matrix::cipher_axis_test
