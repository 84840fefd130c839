#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/repeat.hpp>

namespace tlsmatrix::matrix::client_certificate_axis_test {
namespace {

using ::testing::HasSubstr;

std::vector<Cell> cells_with(std::string_view sets, const std::vector<std::string>& axes) {
    const auto ends = parse_sets(sets).value();
    return crossed(make_cells(ends, ends, {{}}), axes);
}

TEST(ClientCertificateAxis, HoldsForEveryPairOfSets) {
    const Report report = run(cells_with("sets", {"verify-client=optional,required",
                                                  "client-certificate=all", "transport=memory"}),
                              {});
    EXPECT_EQ(report.summary.cells, std::size_t{225} * 2 * 3);
    EXPECT_EQ(report.summary.passed, report.summary.cells);
}

// Asked for behind the handshake, by libssl itself, it decides cells of 1.3 alone.
TEST(ClientCertificateAxis, HoldsBehindTheHandshake) {
    const Report report = run(cells_with("sets", {"verify-client=all", "client-certificate=all",
                                                  "post-handshake=on,not-allowed"}),
                              {});
    EXPECT_EQ(report.summary.cells, std::size_t{225} * 3 * 3 * 2);
    EXPECT_EQ(report.summary.passed, report.summary.cells);
    std::size_t refused = 0;
    for (const CellResult& cell : report.cells) {
        const auto* by = std::get_if<Refused>(&*cell.server);
        const bool judged = by != nullptr && by->alert.sender == Sender::server &&
                            by->alert.description != alert_code::protocol_version;
        refused += judged ? 1U : 0U;
        // The server finds out where the client is done, so the client learns of it as well.
        EXPECT_TRUE(!judged || std::holds_alternative<Refused>(*cell.client)) << cell.cell.id();
    }
    EXPECT_GT(refused, 0U);
    EXPECT_EQ(refused % 3, 0U);
}

TEST(ClientCertificateAxis, IsAskedBehindTheHandshakeInMemoryAlone) {
    const auto cells = make_cells(parse_sets("1.3").value(), parse_sets("1.3").value(),
                                  parse_engines("exact").value());
    const auto crossed = cross_axes(
        cells, {parse_axis("post-handshake=on").value(), parse_axis("transport=all").value()});
    ASSERT_FALSE(crossed);
    EXPECT_THAT(crossed.error().message,
                HasSubstr("a certificate is asked for behind a handshake in memory alone"));
}

// Over a socket the client sends its request before it reads the alert of TLS 1.3.
TEST(ClientCertificateAxis, HoldsOverEveryTransport) {
    const Report report =
        run(cells_with("1.2;1.3;1.0,1.2",
                       {"verify-client=all", "client-certificate=all", "transport=all"}),
            {});
    EXPECT_EQ(report.summary.cells, std::size_t{9} * 3 * 3 * 3);
    EXPECT_EQ(report.summary.passed, report.summary.cells);
}

struct MutantCase {
    const char* claim;
    void (*change)(ClientEndpoint&, ServerEndpoint&);
};

constexpr MutantCase mutants[] = {
    {"OptionalRequires",
     [](ClientEndpoint&, ServerEndpoint& server) {
         server.verify_client = VerifyClient::required;
     }},
    {"RequiredIsOptional",
     [](ClientEndpoint&, ServerEndpoint& server) {
         server.verify_client = VerifyClient::optional;
     }},
    {"TheyAreAskedAtOnce",
     [](ClientEndpoint&, ServerEndpoint& server) { server.post_handshake = false; }},
    {"EveryHelloAllowsIt",
     [](ClientEndpoint& client, ServerEndpoint&) { client.post_handshake_auth = true; }},
    {"NobodyIsAsked",
     [](ClientEndpoint&, ServerEndpoint& server) { server.verify_client = VerifyClient::none; }},
    {"AnyCertificateWillDo",
     [](ClientEndpoint& client, ServerEndpoint&) {
         client.certificate = client.certificate == ClientCertificate::none
                                  ? ClientCertificate::none
                                  : ClientCertificate::trusted;
     }},
};

class ClientCertificateRule : public ::testing::TestWithParam<MutantCase> {};

TEST_P(ClientCertificateRule, MadeWrongFailsTheCellsThatItDecides) {
    const auto cells =
        cells_with("1.2;1.3", {"verify-client=optional,required", "client-certificate=all",
                               "post-handshake=all", "transport=memory"});
    RunOptions options;
    options.rule = [](ClientEndpoint client, ServerEndpoint server) {
        GetParam().change(client, server);
        return negotiate(client, server);
    };
    std::size_t failed = 0;
    for (const CellResult& result : run(cells, options).cells) {
        const Endpoints ends = endpoints_of(result.cell);
        const Negotiation right = negotiate(ends.client, ends.server);
        const bool same = right.server == result.expected.server;
        EXPECT_EQ(verdict_name(result.verdict), same ? "passed" : "failed") << result.cell.id();
        failed += same ? 0U : 1U;
    }
    EXPECT_GT(failed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Mutants, ClientCertificateRule, ::testing::ValuesIn(mutants),
                         [](const auto& test) { return test.param.claim; });

// A server that lets in whom it should refuse.
TEST(ClientCertificateAxis, CatchesAServerThatChecksNothing) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        settings.adjust_context = [](ssl_ctx_st* context) {
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
        };
    };
    const Report report =
        run(cells_with("1.3", {"verify-client=required", "client-certificate=untrusted"}), options);
    EXPECT_EQ(report.summary.failed, 1U);
    EXPECT_THAT(report.cells.at(0).explanation,
                HasSubstr("the server was to see: the server refuses with unknown_ca"));
}

TEST(ClientCertificateAxis, IsNotCrossedWithSessions) {
    const auto cells = make_cells(parse_sets("1.2").value(), parse_sets("1.2").value(),
                                  parse_engines("exact").value());
    const auto crossed = cross_axes(
        cells, {parse_axis("session=1.2").value(), parse_axis("verify-client=required").value()});
    ASSERT_FALSE(crossed);
    EXPECT_THAT(crossed.error().message, HasSubstr("a handshake that resumes"));
}

TEST(ClientCertificateAxis, IsRepeatedWithOpensslsToolsWhereTheyCan) {
    const auto trusted =
        cells_with("1.3", {"verify-client=required", "client-certificate=trusted"}).front();
    ASSERT_TRUE(repeat_with_openssl(trusted));
    EXPECT_THAT(repeat_with_openssl(trusted)->server, HasSubstr("-Verify 5"));
    EXPECT_THAT(repeat_with_openssl(trusted)->client, HasSubstr("-cert server-ecdsa.pem"));
    // The key of a cell without the axis, or its cipher suite would not be the cell's.
    EXPECT_THAT(repeat_with_openssl(trusted)->server, HasSubstr("-key server-ecdsa.key"));
    EXPECT_THAT(repeat_with_openssl(cells_with("1.3", {"certificate=rsa"}).front())->server,
                HasSubstr("-key server-rsa.key"));
    EXPECT_FALSE(repeat_with_openssl(cells_with("1.3", {"client-certificate=untrusted"}).front()));
}

}  // namespace
}  // namespace tlsmatrix::matrix::client_certificate_axis_test
