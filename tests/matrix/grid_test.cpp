#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/matrix/grid.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::matrix::grid_test {
namespace {

using enum ProtocolVersion;
using testing::HasSubstr;
using testing::Not;

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

CellResult cell_of(std::string_view client, std::string_view server, Sight saw,
                   Verdict verdict = Verdict::passed) {
    CellResult result;
    result.cell = {{set_of(client), Engine::exact}, {set_of(server), Engine::exact}, {}};
    result.client = saw;
    result.server = std::move(saw);
    result.verdict = verdict;
    return result;
}

Sight spoke(ProtocolVersion version) {
    return HandshakeOutcome(Negotiated{version, "SUITE", "", false});
}

Sight refused(Sender sender, std::uint8_t description) {
    return HandshakeOutcome(Refused{{description, AlertLevel::fatal, sender}});
}

struct Drawn {
    CellResult result;
    std::string_view text;
    Meaning meaning;
};

std::vector<Drawn> drawn() {
    return {
        {cell_of("all", "all", spoke(tls_1_3)), "1.3", Meaning::best},
        {cell_of("1.0,1.2", "1.0,1.2", spoke(tls_1_0)), "1.0", Meaning::below_best},
        {cell_of("1.0", "1.2", refused(Sender::server, 70)), "S70", Meaning::no_mutual},
        {cell_of("1.2", "1.0", refused(Sender::client, 70)), "C70", Meaning::no_mutual},
        {cell_of("1.0-1.1", "1.0,1.2", refused(Sender::client, 47)), "C47", Meaning::lost},
        {cell_of("1.2", "all", refused(Sender::server, 86), Verdict::failed), "S86", Meaning::lost},
        {cell_of("all", "all", HandshakeOutcome(Closed{"gone"}), Verdict::failed), "cls",
         Meaning::lost},
        {cell_of("all", "all", HandshakeOutcome(Aborted{"reset"}), Verdict::failed), "abt",
         Meaning::lost},
        {cell_of("1.0", "1.2", HandshakeOutcome(TimedOut{}), Verdict::failed), "t/o",
         Meaning::no_mutual},
        {cell_of("1.0", "1.0", std::nullopt, Verdict::unsupported), "n/a", Meaning::not_run},
        {cell_of("1.0", "1.0", std::nullopt, Verdict::broken), "???", Meaning::not_run},
        // What a broken cell saw is no result.
        {cell_of("1.0", "1.0", spoke(tls_1_0), Verdict::broken), "???", Meaning::not_run},
    };
}

TEST(Grid, DrawsAndUnderstandsEachKindOfOutcome) {
    for (const Drawn& each : drawn()) {
        EXPECT_EQ(short_outcome(each.result), each.text);
        EXPECT_EQ(meaning_of(each.result), each.meaning) << each.text;
    }
}

Report report_of(std::vector<CellResult> cells) {
    Report report;
    report.cells = std::move(cells);
    report.summary = summarize(report.cells);
    return report;
}

TEST(Grid, OrdersItsSetsByTheirVersionsAndLeavesOutWhatAFilterDid) {
    const Report report = report_of({cell_of("1.3", "1.2", refused(Sender::server, 70)),
                                     cell_of("1.0", "1.0", spoke(tls_1_0)),
                                     cell_of("1.0", "1.3", refused(Sender::server, 70))});
    const Overview overview = overview_of(report);
    ASSERT_EQ(overview.grids().size(), 1U);
    const Grid& grid = overview.grids().front();
    EXPECT_EQ(grid.clients(), (std::vector<End>{{set_of("1.0")}, {set_of("1.3")}}));
    EXPECT_EQ(grid.servers(),
              (std::vector<End>{{set_of("1.0")}, {set_of("1.2")}, {set_of("1.3")}}));
    EXPECT_EQ(grid.at({set_of("1.0")}, {set_of("1.0")})->number, 2U);
    EXPECT_EQ(grid.at({set_of("1.0")}, {set_of("1.2")}), nullptr);
    EXPECT_EQ(grid.at({set_of("1.0")}, {set_of("1.3")})->number, 3U);
    EXPECT_EQ(grid.at({set_of("1.3")}, {set_of("1.2")})->number, 1U);
    EXPECT_EQ(grid.cell_at({set_of("1.3")}, {set_of("1.2")}).id(), report.cells[0].cell.id());
}

TEST(Grid, IsOneForEachPairingInTheReportsOrder) {
    CellResult openssl = cell_of("1.0", "1.0", spoke(tls_1_0));
    openssl.cell.client.engine = Engine::openssl;
    const Report report = report_of({openssl, cell_of("1.0", "1.0", spoke(tls_1_0)), openssl});
    const Overview overview = overview_of(report);
    const std::vector<Grid>& grids = overview.grids();
    ASSERT_EQ(grids.size(), 2U);
    EXPECT_EQ(grids[0].engines(), (EnginePair{Engine::openssl, Engine::exact}));
    EXPECT_EQ(grids[1].engines(), (EnginePair{Engine::exact, Engine::exact}));
    EXPECT_TRUE(overview_of({}).grids().empty());
}

TEST(Tally, CountsNegotiatedFirstAndNeverHidesWhatWasNotRun) {
    const Report report = report_of({cell_of("1.0", "1.0", std::nullopt, Verdict::unsupported),
                                     cell_of("1.0", "1.1", refused(Sender::server, 70)),
                                     cell_of("1.1", "1.0", refused(Sender::client, 70)),
                                     cell_of("1.1", "1.1", spoke(tls_1_1)),
                                     cell_of("1.0", "1.2", refused(Sender::server, 70)),
                                     cell_of("1.1", "1.2", std::nullopt, Verdict::broken)});
    std::vector<std::string> told;
    const Overview overview = overview_of(report);
    for (const Tally& tally : overview.grids().front().tallies()) {
        told.push_back(std::to_string(tally.count) + " " + tally.name);
    }
    EXPECT_THAT(told, testing::UnorderedElementsAre("1 negotiated", "1 unsupported",
                                                    "2 server's protocol_version",
                                                    "1 client's protocol_version", "1 broken"));
    EXPECT_EQ(told.front(), "1 negotiated");
}

CellResult waived(CellResult result, std::string reason) {
    result.waived = std::move(reason);
    return result;
}

TEST(TableReport, ShowsWhatCouldNotBeRunAndPassesNoneOfIt) {
    CellResult unsupported = cell_of("1.0", "1.0", std::nullopt, Verdict::unsupported);
    unsupported.explanation = "this OpenSSL cannot speak TLSv1";
    const Report report =
        report_of({unsupported, cell_of("1.1", "1.0", refused(Sender::client, 70))});
    const std::string text = report::written(matrix_document(report), "table");
    EXPECT_THAT(text, HasSubstr("n/a!"));
    EXPECT_THAT(text, HasSubstr("unsupported client=1.0/exact server=1.0/exact\n"
                                "  this OpenSSL cannot speak TLSv1\n"));
    EXPECT_THAT(text, HasSubstr("1 of 2 cells as predicted, 1 unsupported"));
    EXPECT_FALSE(report.summary.all_as_expected());
}

TEST(TableReport, CountsAWaivedCellAsWaivedAndMarksItAsNotRun) {
    const Report report = report_of(
        {waived(cell_of("1.0", "1.0", std::nullopt, Verdict::unsupported), "old OpenSSL")});
    const std::string text = report::written(matrix_document(report), "table");
    EXPECT_THAT(text, HasSubstr("n/a?"));
    EXPECT_THAT(text, HasSubstr("0 of 1 cells as predicted, 1 waived"));
    EXPECT_THAT(report::written(matrix_document(report), "json"),
                HasSubstr(R"("waived":"old OpenSSL")"));
    EXPECT_THAT(report::written(matrix_document(report), "json"),
                HasSubstr(R"("verdict":"unsupported")"));
    EXPECT_TRUE(report.summary.all_as_expected());
}

TEST(TableReport, ExplainsOnlyTheSignsThatAppear) {
    const std::string plain = report::written(
        matrix_document(report_of({cell_of("all", "all", spoke(tls_1_3))})), "table");
    EXPECT_THAT(plain, Not(HasSubstr("C47*")));
    EXPECT_THAT(plain, Not(HasSubstr("1.0<")));
    EXPECT_THAT(plain, Not(HasSubstr("n/a")));
    EXPECT_THAT(plain, HasSubstr("1.2   negotiated: the best version that both sets hold"));
}

}  // namespace
}  // namespace tlsmatrix::matrix::grid_test
