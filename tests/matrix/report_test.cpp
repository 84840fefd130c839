#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/matrix/grid.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::matrix::report_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;
using ::testing::Not;

const Report& full() {
    static const Report made =
        run(make_cells(all_version_sets(), all_version_sets(), parse_engines("both").value()), {});
    return made;
}

std::string table_of(const Report& report, bool colour = false) {
    return report::written(matrix_document(report), *report::find_format("table"),
                           {.colour = colour});
}

TEST(ShortSet, WritesADigitForEachVersion) {
    EXPECT_EQ(short_set({tls_1_0, tls_1_2}), "0-2-");
    EXPECT_EQ(short_set(VersionSet::all()), "0123");
    EXPECT_EQ(short_set({}), "----");
}

TEST(TableReport, FitsEightyColumns) {
    std::istringstream lines(table_of(full()));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(TableReport, FitsEightyColumnsWithLongAxesToo) {
    const auto cells = crossed(make_cells({VersionSet{tls_1_3}}, {VersionSet{tls_1_3}}, {{}}),
                               {"verify-client=required", "client-certificate=none",
                                "certificate=ecdsa", "transport=memory"});
    std::istringstream lines(table_of(run(cells, {})));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(TableReport, TellsMeaningBySignAndByColourOnlyWhereAsked) {
    const std::string plain = table_of(full());
    EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
    EXPECT_THAT(plain, HasSubstr("C47*"));
    EXPECT_THAT(plain, HasSubstr("1.0<"));
    EXPECT_THAT(plain, HasSubstr("450 of 450 cells as predicted"));
    EXPECT_THAT(plain, HasSubstr(" 175 negotiated"));
    EXPECT_THAT(plain, HasSubstr("   4 client's illegal_parameter"));
    EXPECT_THAT(table_of(full(), true), HasSubstr("\x1b["));
}

TEST(TableReport, MarksAndExplainsWhatIsNotAsPredicted) {
    Report report = full();
    CellResult& wrong = report.cells[0];
    wrong.verdict = Verdict::failed;
    wrong.explanation = "the sky fell";
    report.summary = summarize(report.cells);
    const std::string text = table_of(report);
    EXPECT_THAT(text, HasSubstr("failed client=1.0/exact server=1.0/exact\n  the sky fell"));
    EXPECT_THAT(text, HasSubstr("0--- 1.0!"));
    EXPECT_THAT(text, HasSubstr("449 of 450 cells as predicted, 1 failed"));
}

TEST(TableReport, TellsNineProblemsAndCountsTheRest) {
    Report report = full();
    for (std::size_t i = 0; i < 12; ++i) {
        report.cells[i].verdict = Verdict::broken;
        report.cells[i].explanation = "gone";
    }
    report.summary = summarize(report.cells);
    EXPECT_THAT(table_of(report), HasSubstr("and 3 more"));
}

TEST(TableReport, ShowsAPointWhereAFilterLeftACellOut) {
    const auto cells =
        filter_cells(make_cells(parse_sets("pinned").value(), parse_sets("pinned").value(), {{}}),
                     {"client=1.0/* server=1.1/*", "client=1.1/* server=1.0/*"})
            .value();
    EXPECT_THAT(table_of(run(cells, {})), HasSubstr("0---    . S70"));
}

TEST(JsonReport, HasTheKeysOfTheDesign) {
    const auto value = boost::json::parse(report::written(matrix_document(full()), "json"));
    const auto& root = value.as_object();
    for (const char* key : {"version", "openssl", "boost"}) {
        EXPECT_TRUE(root.at("tool").as_object().contains(key)) << key;
    }
    const auto& summary = root.at("summary").as_object();
    EXPECT_EQ(summary.at("cells").to_number<int>(), 450);
    EXPECT_EQ(summary.at("passed").to_number<int>(), 450);
    for (const char* key : {"failed", "unsupported", "broken", "waived", "seconds"}) {
        EXPECT_TRUE(summary.contains(key)) << key;
    }
    const auto& cells = root.at("cells").as_array();
    ASSERT_EQ(cells.size(), 450U);
    for (const char* key :
         {"id", "client", "server", "axes", "expected", "saw", "verdict", "explanation"}) {
        EXPECT_TRUE(cells[0].as_object().contains(key)) << key;
    }
}

// One cell of each kind, as text: what other programs read.
TEST(JsonReport, SaysWhatWasExpectedAndWhatBothEndsSaw) {
    const auto one = [](VersionSet client, VersionSet server) {
        const Report report = run(make_cells({client}, {server}, {{}}), {});
        const auto value = boost::json::parse(report::written(matrix_document(report), "json"));
        return value.as_object().at("cells").as_array().at(0).as_object();
    };
    const auto spoke = one({tls_1_0, tls_1_2}, {tls_1_0});
    EXPECT_EQ(spoke.at("id").as_string(), "client=1.0,1.2/exact server=1.0/exact");
    EXPECT_EQ(boost::json::serialize(spoke.at("client")),
              R"({"versions":["1.0","1.2"],"engine":"exact"})");
    EXPECT_EQ(boost::json::serialize(spoke.at("expected").at("server")),
              R"({"outcome":"negotiated","version":"1.0"})");
    EXPECT_THAT(boost::json::serialize(spoke.at("saw").at("client")),
                HasSubstr(R"("outcome":"negotiated","version":"1.0","cipher":")"));
    const auto& attempts = spoke.at("saw").at("attempts").as_array();
    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_EQ(
        boost::json::serialize(attempts[0]),
        R"({"outcome":"refused","by":"client","alert":"protocol_version","offered":["1.2"]})");
    EXPECT_EQ(spoke.at("verdict").as_string(), "passed");

    const auto refused = one({tls_1_3}, {tls_1_0});
    constexpr const char* by_server =
        R"({"outcome":"refused","by":"server","alert":"protocol_version"})";
    EXPECT_EQ(boost::json::serialize(refused.at("expected").at("client")), by_server);
    EXPECT_EQ(boost::json::serialize(refused.at("saw").at("client")), by_server);
    EXPECT_EQ(boost::json::serialize(refused.at("saw").at("server")), by_server);
}

TEST(JsonReport, OfAnEmptyRunIsStillWhole) {
    const auto value = boost::json::parse(report::written(matrix_document(Report{}), "json"));
    EXPECT_TRUE(value.as_object().at("cells").as_array().empty());
}

// Every format of a saved report is that of the run itself.
TEST(ReadCell, GivesBackAllThatAReportSaysOfACell) {
    CellResult late = full().cells[0];
    late.client = TimedOut{std::chrono::milliseconds(1500)};
    late.server = std::nullopt;
    late.verdict = Verdict::failed;
    late.explanation = "the sky fell";
    late.unmet = {"m.toml:1 expects rain"};
    late.causes = {"The rule: it fell."};
    late.as_predicted = true;
    late.repeat = "tlsmatrix matrix m.toml";
    CellResult waived = full().cells[1];
    waived.verdict = Verdict::unsupported;
    waived.waived = "known";
    std::vector<CellResult> results{late, waived};
    for (std::size_t i = 0; i < full().cells.size(); i += 7) {
        results.push_back(full().cells[i]);
    }
    for (const CellResult& result : results) {
        const report::Item item = cell_item(result);
        const report::Item again = cell_item(read_cell(report::Saved(item.value)));
        for (const report::Format& format : report::formats()) {
            if (format.item != nullptr) {
                const report::Document frame{.command = "matrix", .items_name = "cells"};
                EXPECT_EQ(format.item(again, frame, 1), format.item(item, frame, 1)) << format.name;
            }
        }
    }
}

TEST(ReadCell, RefusesWhatIsNoCellAndSaysWhere) {
    const boost::json::value good = cell_item(full().cells[0]).value;
    const struct {
        const char* member;
        const char* value;
        const char* complaint;
    } cases[] = {
        {"verdict", R"("fine")", "'verdict' is no verdict"},
        {"client", R"({"versions": ["1.0"], "engine": "steam"})", "'client.engine' is no engine"},
        {"client", R"({"versions": ["1.9"], "engine": "exact"})",
         "'client.versions[0]' is no version"},
        {"axes", "[]", "'axes' is no object"},
        {"saw", "{}", "'saw.attempts' is missing"},
        {"expected", R"({"client": {"outcome": "refused"}})", "'expected.client.by' is missing"},
        {"repeat", "null", "'repeat' is no object"},
    };
    for (const auto& each : cases) {
        boost::json::value cell = good;
        cell.as_object()[each.member] = boost::json::parse(each.value);
        try {
            (void)read_cell(report::Saved(cell));
            ADD_FAILURE() << "was taken: " << each.value;
        } catch (const report::Misread& error) {
            EXPECT_STREQ(error.what(), each.complaint);
        }
    }
}

TEST(CellItem, TellsWhyACellFailedAndHowToSeeItAgain) {
    CellResult failed = full().cells[0];
    failed.verdict = Verdict::failed;
    failed.explanation = "the sky fell";
    failed.causes = {"The rule: it does not."};
    const report::Item item = cell_item(failed);
    EXPECT_EQ(item.judgement, report::Judgement::failed);
    EXPECT_THAT(item.reason,
                HasSubstr("the sky fell\nThe rule: it does not.\nrepeat it: tlsmatrix"));
    Report report = full();
    report.cells[0] = failed;
    report.summary = summarize(report.cells);
    for (const char* format : {"table", "markdown", "junit", "html", "json"}) {
        EXPECT_THAT(report::written(matrix_document(report), format),
                    HasSubstr("The rule: it does not."))
            << format;
    }
}

TEST(SummaryLine, TellsAnExpectationThatWasNotMetFromAPredictionThatWasNot) {
    Summary summary{.cells = 3, .passed = 1, .failed = 2, .unmet = 1};
    EXPECT_THAT(summary_line(summary),
                HasSubstr("2 of 3 cells as predicted, 1 not as the matrix expects, 1 failed, in"));
    EXPECT_FALSE(summary.all_as_expected());
}

}  // namespace
}  // namespace tlsmatrix::matrix::report_test
