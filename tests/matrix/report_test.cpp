#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/matrix/grid.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

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

TEST(ShortSet, WritesADigitForEachVersion) {
    EXPECT_EQ(short_set({tls_1_0, tls_1_2}), "0-2-");
    EXPECT_EQ(short_set(VersionSet::all()), "0123");
    EXPECT_EQ(short_set({}), "----");
}

TEST(TableReport, FitsEightyColumns) {
    std::istringstream lines(table_report(overview_of(full()), false));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(TableReport, FitsEightyColumnsWithLongAxesToo) {
    const auto cells = crossed(make_cells({VersionSet{tls_1_3}}, {VersionSet{tls_1_3}}, {{}}),
                               {"verify-client=required", "client-certificate=none",
                                "certificate=ecdsa", "transport=memory"});
    std::istringstream lines(table_report(overview_of(run(cells, {})), false));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80U) << line;
    }
}

TEST(TableReport, TellsMeaningBySignAndByColourOnlyWhereAsked) {
    const std::string plain = table_report(overview_of(full()), false);
    EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
    EXPECT_THAT(plain, HasSubstr("C47*"));
    EXPECT_THAT(plain, HasSubstr("1.0<"));
    EXPECT_THAT(plain, HasSubstr("450 of 450 cells as predicted"));
    EXPECT_THAT(plain, HasSubstr(" 175 negotiated"));
    EXPECT_THAT(plain, HasSubstr("   4 client's illegal_parameter"));
    EXPECT_THAT(table_report(overview_of(full()), true), HasSubstr("\x1b["));
}

TEST(TableReport, MarksAndExplainsWhatIsNotAsPredicted) {
    Report report = full();
    CellResult& wrong = report.cells[0];
    wrong.verdict = Verdict::failed;
    wrong.explanation = "the sky fell";
    report.summary = summarize(report.cells);
    const std::string text = table_report(overview_of(report), false);
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
    EXPECT_THAT(table_report(overview_of(report), false), HasSubstr("and 3 more"));
}

TEST(TableReport, ShowsAPointWhereAFilterLeftACellOut) {
    const auto cells =
        filter_cells(make_cells(parse_sets("pinned").value(), parse_sets("pinned").value(), {{}}),
                     {"client=1.0/* server=1.1/*", "client=1.1/* server=1.0/*"})
            .value();
    EXPECT_THAT(table_report(overview_of(run(cells, {})), false), HasSubstr("0---    . S70"));
}

TEST(JsonReport, HasTheKeysOfTheDesign) {
    const auto value = boost::json::parse(written(json_format(), full()));
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
        const auto value = boost::json::parse(written(json_format(), report));
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
    const auto value = boost::json::parse(written(json_format(), {}));
    EXPECT_TRUE(value.as_object().at("cells").as_array().empty());
}

}  // namespace
}  // namespace tlsmatrix::matrix::report_test
