// A rule that forgets that a client has a lower bound, which its hello does not tell.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::matrix::lower_bound_mutant_test {
namespace {

using enum ProtocolVersion;
using testing::ElementsAre;

// A client that would take whatever the server chooses below what it offers.
Negotiation without_lower_bound(ClientEndpoint client, const ServerEndpoint& server) {
    const VersionSet lowest_run = client.versions.runs().back();
    if (lowest_run.highest() != tls_1_3) {
        client.versions = VersionSet::all().up_to(*lowest_run.highest());
    }
    return negotiate(client, server);
}

TEST(RuleMutant, WithoutTheClientsLowerBoundFailsSixteenCells) {
    RunOptions options;
    options.rule = without_lower_bound;
    const Report report =
        run(make_cells(all_version_sets(), all_version_sets(), parse_engines("openssl").value()),
            options);
    std::vector<std::string> ids;
    for (const CellResult& result : report.cells) {
        if (result.verdict == Verdict::failed) {
            ids.push_back(result.cell.short_id());
        }
    }
    EXPECT_THAT(ids, ElementsAre("client=1.1/openssl server=1.0/openssl",
                                 "client=1.1/openssl server=1.0,1.2/openssl",
                                 "client=1.1/openssl server=1.0,1.3/openssl",
                                 "client=1.1/openssl server=1.0,1.2+/openssl",
                                 "client=1.2/openssl server=1.0/openssl",
                                 "client=1.2/openssl server=1.1/openssl",
                                 "client=1.2/openssl server=1.0-1.1/openssl",
                                 "client=1.2/openssl server=1.0,1.3/openssl",
                                 "client=1.2/openssl server=1.1,1.3/openssl",
                                 "client=1.2/openssl server=1.0-1.1,1.3/openssl",
                                 "client=1.1-1.2/openssl server=1.0/openssl",
                                 "client=1.1-1.2/openssl server=1.0,1.3/openssl",
                                 "client=1.1,1.3/openssl server=1.0/openssl",
                                 "client=1.1,1.3/openssl server=1.0,1.2/openssl",
                                 "client=1.1,1.3/openssl server=1.0,1.3/openssl",
                                 "client=1.1,1.3/openssl server=1.0,1.2+/openssl"));
    EXPECT_EQ(report.summary.passed, 225U - 16U);
}

TEST(Run, ThatIsInterruptedStillMakesAWholeReport) {
    std::atomic<bool> interrupted{false};
    RunOptions options;
    options.interrupted = &interrupted;
    options.progress = [&interrupted](std::size_t done) { interrupted = done >= 20; };
    const Report report = run(make_cells(all_version_sets(), all_version_sets(), {{}}), options);
    EXPECT_GE(report.cells.size(), 20U);
    EXPECT_LT(report.cells.size(), 225U);
    EXPECT_EQ(report.summary.passed, report.cells.size());
    const auto value = boost::json::parse(report::written(matrix_document(report), "json"));
    EXPECT_EQ(value.at("cells").as_array().size(), report.cells.size());
    EXPECT_FALSE(report::written(matrix_document(report), "table").empty());
}

}  // namespace
}  // namespace tlsmatrix::matrix::lower_bound_mutant_test
