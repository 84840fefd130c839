#include <gtest/gtest.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/detail/cell_transport.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::transport_test {
namespace {

std::vector<Cell> cells_over(std::string_view transport, std::string_view engines) {
    const auto sets = all_version_sets();
    const auto axis = parse_axis("transport=" + std::string(transport));
    return cross_axes(make_cells(sets, sets, parse_engines(engines).value()), {axis.value()})
        .value();
}

// Two ends see the same of a version and an alert, whatever lies between them.
TEST(Transports, OfMemoryChangeNoOutcomeOfAnyOfThe900Cells) {
    const Report report = run(cells_over("memory", "all"), {});
    EXPECT_EQ(report.summary.cells, 900U);
    EXPECT_EQ(report.summary.passed, 900U);
}

TEST(Transports, OfARelayCutTheHandshakeAndChangeNoOutcome) {
    const auto cells = filter_cells(cells_over("relay", "all"), {"client=1.0,*"}).value();
    const Report report = run(cells, {});
    EXPECT_GT(report.summary.cells, 100U);
    EXPECT_EQ(report.summary.passed, report.summary.cells);
}

// A rule that is wrong is caught in memory and behind the relay as it is over loopback.
TEST(Transports, EachCatchAWrongRule) {
    for (const char* transport : {"loopback", "memory", "relay"}) {
        const auto cells =
            filter_cells(cells_over(transport, "exact"), {"client=1.2/* server=1.3/*"}).value();
        RunOptions options;
        options.rule = [](const ClientEndpoint& client, const ServerEndpoint& server) {
            Negotiation wrong = negotiate(client, server);
            wrong.server = ProtocolVersion::tls_1_2;
            return wrong;
        };
        EXPECT_EQ(run(cells, options).summary.failed, 1U) << transport;
    }
}

TEST(Transports, MixInOneRun) {
    const auto axis = parse_axis("transport=all").value();
    const auto sets = parse_sets("pinned").value();
    const auto cells = cross_axes(make_cells(sets, sets, parse_engines("both").value()), {axis});
    const Report report = run(cells.value(), {});
    EXPECT_EQ(report.summary.cells, 96U);
    EXPECT_EQ(report.summary.passed, 96U);
}

}  // namespace
}  // namespace tlsmatrix::matrix::transport_test
