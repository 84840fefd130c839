#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::session_axis_test {
namespace {

std::vector<Cell> cells_with(std::string_view sessions, std::string_view client,
                             std::string_view server) {
    return crossed(make_cells(parse_sets(client).value(), parse_sets(server).value(), {{}}),
                   {"session=" + std::string(sessions)});
}

bool resumed(const Sight& sight) {
    const auto* negotiated = sight ? std::get_if<Negotiated>(&*sight) : nullptr;
    return negotiated != nullptr && negotiated->resumed;
}

struct ResumptionCase {
    std::string_view session;
    std::string_view client;
    std::string_view server;
    bool resumed;
};

// A session of one version under a policy of another is never resumed, and never widens it.
TEST(SessionAxis, ResumesOnTheExactVersionAlone) {
    constexpr ResumptionCase cases[] = {
        {"1.2", "1.2", "all", true},        {"1.2-id", "1.2", "all", true},
        {"1.3", "all", "all", true},        {"1.0", "1.0", "1.0", true},
        {"1.1-id", "1.0,1.1", "all", true}, {"1.2", "1.3", "all", false},
        {"1.2", "all", "all", false},       {"1.0", "1.2+", "all", false},
        {"1.3", "1.2", "all", false},       {"1.2-id", "1.1", "all", false},
        {"1.3", "1.3", "1.2", false},       {"1.2", "1.2", "1.3", false},
        {"1.3-id", "all", "all", true},     {"1.3-id", "1.2", "all", false},
    };
    for (const ResumptionCase& each : cases) {
        const auto cells = cells_with(each.session, each.client, each.server);
        const Report report = run(cells, {});
        const CellResult& result = report.cells.at(0);
        EXPECT_EQ(result.verdict, Verdict::passed) << result.cell.id() << result.explanation;
        EXPECT_EQ(resumed(result.client), each.resumed) << result.cell.id();
        EXPECT_EQ(resumed(result.server), each.resumed) << result.cell.id();
        EXPECT_EQ(result.expected.resumed, each.resumed) << result.cell.id();
    }
}

TEST(SessionAxis, HoldsForEverySessionOverAllPairsOfSets) {
    const Report report = run(cells_with("1.0,1.2-id,1.3,1.3-id", "sets", "sets"), {});
    EXPECT_EQ(report.summary.cells, 900U);
    EXPECT_EQ(report.summary.passed, 900U);
}

TEST(SessionAxis, CatchesARuleThatExpectsNoResumption) {
    RunOptions options;
    options.rule = [](const ClientEndpoint& client, const ServerEndpoint& server) {
        Negotiation wrong = negotiate(client, server);
        wrong.resumed = false;
        return wrong;
    };
    const Report report = run(cells_with("1.2", "1.2", "1.2"), options);
    EXPECT_EQ(report.summary.failed, 1U);
    EXPECT_THAT(report.cells.at(0).explanation, testing::HasSubstr("resumed a session"));
}

TEST(SessionAxis, CitesTheSectionThatLetsASessionBeResumed) {
    const auto told = [](const OfferedSession& session) {
        ClientEndpoint client;
        client.versions = {session.version};
        client.session = session;
        ServerEndpoint server;
        server.versions = VersionSet::all();
        return negotiate(client, server).steps.back().source;
    };
    EXPECT_EQ(told({ProtocolVersion::tls_1_3, true}),
              "RFC 9846 section 2.2 (RFC 8446 section 2.2)");
    EXPECT_EQ(told({ProtocolVersion::tls_1_2, true}), "RFC 5077 section 3.1");
    EXPECT_EQ(told({ProtocolVersion::tls_1_2, false}), "RFC 5246 section 7.3");
}

TEST(SessionAxis, IsRefusedOverSockets) {
    const auto cells = make_cells(parse_sets("pinned").value(), parse_sets("pinned").value(),
                                  parse_engines("exact").value());
    for (const char* transport : {"transport=loopback", "transport=relay", "transport=all"}) {
        const auto crossed =
            cross_axes(cells, {parse_axis("session=1.2").value(), parse_axis(transport).value()});
        ASSERT_FALSE(crossed) << transport;
        EXPECT_THAT(crossed.error().message, testing::HasSubstr("transport=memory"));
    }
}

}  // namespace
}  // namespace tlsmatrix::matrix::session_axis_test
