#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/matrix/crossed.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/memory_wire.hpp>
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

// OpenSSL's own suite has these of 1.3: behind a HelloRetryRequest, by ticket and by id.
TEST(SessionAxis, HoldsBehindAHelloRetryRequestToo) {
    const auto cells =
        crossed(make_cells(parse_sets("sets").value(), parse_sets("sets").value(), {{}}),
                {"session=none,1.2,1.3,1.3-id", "retry=on", "transport=memory"});
    const Report report = run(cells, {});
    EXPECT_EQ(report.summary.cells, 900U);
    EXPECT_EQ(report.summary.passed, 900U);
    for (const auto& [session, least] : {std::pair{"session=1.3", 64}, {"session=1.3-id", 64}}) {
        const auto of_it = [&](const CellResult& each) {
            return each.cell.id().find(std::string(session) + " ") != std::string::npos &&
                   resumed(each.client);
        };
        // All pairs of sets that both have it.
        EXPECT_EQ(std::count_if(report.cells.begin(), report.cells.end(), of_it), least) << session;
    }
}

std::size_t hellos_in(const std::vector<std::uint8_t>& records) {
    std::size_t count = 0;
    for (std::size_t at = 0; at + 5 < records.size();) {
        count += records[at] == 22 && records[at + 5] == 1 ? 1U : 0U;
        at += std::size_t{5} + (std::size_t{records[at + 3]} << 8) + records[at + 4];
    }
    return count;
}

// What asks again is the server's HelloRetryRequest, once, and at 1.3 alone.
TEST(RetryAxis, HasTheServerAskForAnotherShareAtOneThree) {
    for (const auto& [version, hellos] : {std::pair{"1.3", 2U}, std::pair{"1.2", 1U}}) {
        const auto cells =
            crossed(make_cells(parse_sets(version).value(), parse_sets(version).value(), {{}}),
                    {"retry=on"});
        const Endpoints ends = endpoints_of(cells.at(0), running_profile());
        ServerContextSettings of_server;
        static_cast<ServerTls&>(of_server) = ends.server;
        of_server.credentials = self_signed(p256_key());
        ClientContextSettings of_client;
        static_cast<ClientTls&>(of_client) = ends.client;
        of_client.trust.certificates = {of_server.credentials.chain.front()};
        MemoryWire wire;
        Connection client(ClientContext(of_client), wire.end(Sender::client), "");
        Connection server(ServerContext(of_server), wire.end(Sender::server));
        for (int turn = 0; turn < 3; ++turn) {
            static_cast<void>(client.handshake());
            static_cast<void>(server.handshake());
        }
        EXPECT_EQ(outcome_name(server.outcome()), "negotiated") << version;
        EXPECT_EQ(hellos_in(wire.sent(Sender::client)), hellos) << version;
    }
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
