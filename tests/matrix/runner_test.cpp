#include <gmock/gmock.h>

#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::runner_test {
namespace {

using enum ProtocolVersion;

std::vector<Cell> pinned_cells() {
    const auto pinned = parse_sets("pinned").value();
    return make_cells(pinned, pinned, {{}});
}

TEST(Run, GivesTheSameResultsInTheSameOrderWhateverTheJobs) {
    const auto cells = pinned_cells();
    for (const unsigned jobs : {1U, 3U, 64U}) {
        RunOptions options;
        options.jobs = jobs;
        const Report report = run(cells, options);
        ASSERT_EQ(report.cells.size(), cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            EXPECT_EQ(report.cells[i].cell.id(), cells[i].id());
            EXPECT_EQ(report.cells[i].verdict, Verdict::passed) << report.cells[i].explanation;
        }
    }
}

TEST(Run, TellsProgressOncePerCell) {
    std::vector<std::size_t> seen;
    RunOptions options;
    options.progress = [&seen](std::size_t done) { seen.push_back(done); };
    const auto cells = pinned_cells();
    (void)run(cells, options);
    ASSERT_EQ(seen.size(), cells.size());
    EXPECT_EQ(seen.front(), 1U);
    EXPECT_EQ(seen.back(), cells.size());
}

TEST(Run, EndsEarlyWhenInterruptedAndKeepsWhatWasDone) {
    std::atomic<bool> interrupted{false};
    RunOptions options;
    options.jobs = 1;
    options.interrupted = &interrupted;
    options.progress = [&interrupted](std::size_t done) { interrupted = done == 3; };
    const Report report = run(pinned_cells(), options);
    EXPECT_EQ(report.cells.size(), 3U);
    EXPECT_EQ(report.summary.passed, 3U);
}

TEST(Run, WaivesOnlyCellsThatDidNotPass) {
    RunOptions options;
    options.rule = [](const ClientEndpoint& client, const ServerEndpoint& server) {
        Negotiation it = negotiate(client, server);
        if (server.versions == VersionSet{tls_1_3}) {
            it.client = Prediction(tls_1_0);
        }
        return it;
    };
    options.waivers = {{{"*server=1.3/*"}, "the rule is broken on purpose"}, {{"*"}, "everything"}};
    const Report report = run(pinned_cells(), options);
    EXPECT_EQ(report.summary.waived, 4U);
    EXPECT_EQ(report.summary.passed, 12U);
    EXPECT_TRUE(report.summary.all_as_expected());
    EXPECT_EQ(report.cells.at(3).waived, "the rule is broken on purpose");
    EXPECT_FALSE(report.cells.at(0).waived);
}

TEST(Run, OfNoCellsIsNoSuccess) {
    EXPECT_FALSE(run({}, {}).summary.all_as_expected());
}

}  // namespace
}  // namespace tlsmatrix::matrix::runner_test
