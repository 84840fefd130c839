// A rule or an engine that is wrong in one place is caught, and by exactly the cells that it
// touches: the two are independent, so neither can hide the other's mistake.
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::mutant_test {
namespace {

using enum ProtocolVersion;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Cell> cells_of(const std::string& engines) {
    return make_cells(all_version_sets(), all_version_sets(), parse_engines(engines).value());
}

std::vector<std::string> failed(const Report& report) {
    std::vector<std::string> ids;
    for (const CellResult& result : report.cells) {
        EXPECT_NE(result.verdict, Verdict::broken) << result.explanation;
        if (result.verdict == Verdict::failed) {
            ids.push_back(result.cell.short_id());
        }
    }
    return ids;
}

std::vector<std::string> failed_with_rule(const std::string& engines,
                                          decltype(RunOptions::rule) rule) {
    RunOptions options;
    options.rule = std::move(rule);
    return failed(run(cells_of(engines), options));
}

const Alert* refusal(const Negotiation& negotiation) {
    return std::get_if<Alert>(&negotiation.server);
}

// replaced puts another end on the last attempt.
Negotiation replaced(Negotiation negotiation, const Prediction& end) {
    negotiation.client = negotiation.server = negotiation.attempts.back().outcome = end;
    return negotiation;
}

TEST(RuleMutant, WithoutTheSentinelFailsTheFourCellsThatItDecides) {
    const auto ids = failed_with_rule("openssl", [](const auto& client, const auto& server) {
        Negotiation it = negotiate(client, server);
        const Alert* alert = refusal(it);
        return alert != nullptr && alert->description == alert_code::illegal_parameter
                   ? replaced(it, tls_1_0)
                   : it;
    });
    EXPECT_THAT(ids, ElementsAre("client=1.0-1.1/openssl server=1.0,1.2/openssl",
                                 "client=1.0-1.1/openssl server=1.0,1.2+/openssl",
                                 "client=1.0-1.1,1.3/openssl server=1.0,1.2/openssl",
                                 "client=1.0-1.1,1.3/openssl server=1.0,1.2+/openssl"));
}

TEST(RuleMutant, ThatGivesTheClientsRefusalsToTheServerFailsFourteenCells) {
    const auto ids = failed_with_rule("exact", [](const auto& client, const auto& server) {
        Negotiation it = negotiate(client, server);
        const Alert* alert = refusal(it);
        if (alert == nullptr || alert->sender == Sender::server) {
            return it;
        }
        return replaced(it, Alert{alert->description, alert->level, Sender::server});
    });
    EXPECT_EQ(ids.size(), 14U);
}

TEST(RuleMutant, WithAnotherAlertForNoOverlapFailsThirtySixCells) {
    const auto ids = failed_with_rule("exact", [](const auto& client, const auto& server) {
        Negotiation it = negotiate(client, server);
        const Alert* alert = refusal(it);
        if (alert == nullptr || alert->sender == Sender::client) {
            return it;
        }
        return replaced(it, Alert{alert_code::handshake_failure, alert->level, Sender::server});
    });
    EXPECT_EQ(ids.size(), 36U);
}

TEST(RuleMutant, ThatTakesOpensslForExactFailsEveryCellInWhichTheyDiffer) {
    const auto ids = failed_with_rule("openssl", [](ClientEndpoint client, ServerEndpoint server) {
        client.engine = server.engine = Engine::exact;
        return negotiate(client, server);
    });
    std::size_t differ = 0;
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            const Negotiation exact = negotiate({client, Engine::exact}, {server, Engine::exact});
            const Negotiation openssl =
                negotiate({client, Engine::openssl}, {server, Engine::openssl});
            bool same = exact.attempts.size() == openssl.attempts.size();
            for (std::size_t i = 0; same && i < exact.attempts.size(); ++i) {
                same = exact.attempts[i].offered == openssl.attempts[i].offered &&
                       exact.attempts[i].outcome == openssl.attempts[i].outcome;
            }
            differ += same ? 0U : 1U;
        }
    }
    EXPECT_EQ(ids.size(), differ);
    EXPECT_GE(differ, 24U + 23U) << "24 cells lose a mutual version, 23 fall below the best";
}

TEST(EngineMutant, ExactServerThatShowsTheSentinelFailsThreeCells) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        settings.adjust_context = [](ssl_ctx_st* context) {
            SSL_CTX_set_client_hello_cb(context, nullptr, nullptr);
        };
    };
    EXPECT_THAT(failed(run(cells_of("exact"), options)),
                ElementsAre("client=1.0-1.1/exact server=1.0,1.2/exact",
                            "client=1.0-1.1/exact server=1.0,1.2+/exact",
                            "client=1.0-1.1,1.3/exact server=1.0,1.2/exact"));
}

TEST(EngineMutant, ExactClientThatOffersAsOpensslDoesFailsEveryCellWithAHoleThatItNeeds) {
    RunOptions options;
    options.adjust_policy = [](client::Policy& policy) { policy.engine = Engine::openssl; };
    const auto ids = failed(run(cells_of("exact"), options));
    for (const std::string& id : ids) {
        const auto set = VersionSet::parse(id.substr(7, id.find('/') - 7)).value();
        EXPECT_TRUE(set.has_hole()) << id;
    }
    EXPECT_EQ(ids.size(), 75U) << "every cell of the five client sets that have a hole";
}

TEST(EngineMutant, ServerThatSpeaksOneVersionTooManyIsCaughtWithAnExplanation) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        settings.adjust_context = [](ssl_ctx_st* context) {
            SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
            SSL_CTX_clear_options(context, SSL_OP_NO_TLSv1_3);
        };
    };
    const auto cells = make_cells({VersionSet::all()}, {{tls_1_2}}, {{}});
    const Report report = run(cells, options);
    ASSERT_EQ(report.cells.size(), 1U);
    EXPECT_EQ(report.cells[0].verdict, Verdict::failed);
    EXPECT_THAT(report.cells[0].explanation,
                HasSubstr("the server was to see: TLSv1.2; it saw: TLSv1.3"));
}

TEST(EngineMutant, ServerThatAnswersWrongIsCaught) {
    RunOptions options;
    options.adjust_server = [](server::Settings& settings) {
        settings.handler = [](const auto&, const auto&) {
            return server::Response{.status = 500, .headers = {}, .body = "no"};
        };
    };
    const Report report = run(make_cells({{tls_1_2}}, {{tls_1_2}}, {{}}), options);
    EXPECT_EQ(report.cells.at(0).verdict, Verdict::failed);
    EXPECT_THAT(report.cells.at(0).explanation, HasSubstr("500"));
}

TEST(EngineMutant, ClientThatCannotBeSetUpMakesItsCellBrokenAndNoOther) {
    RunOptions options;
    options.adjust_policy = [](client::Policy& policy) {
        if (policy.versions.contains(tls_1_3)) {
            policy.ciphers = "no-such-suite";
        }
    };
    const Report report =
        run(make_cells({{tls_1_2}, {tls_1_3}}, {VersionSet::all()}, {{}}), options);
    EXPECT_EQ(report.cells.at(0).verdict, Verdict::passed) << report.cells.at(0).explanation;
    EXPECT_EQ(report.cells.at(1).verdict, Verdict::broken);
    EXPECT_THAT(report.cells.at(1).explanation, HasSubstr("no-such-suite"));
}

}  // namespace
}  // namespace tlsmatrix::matrix::mutant_test
