#include <map>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <tlsmatrix/matrix/difference.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/merge.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/shard.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::matrix::shard_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Environment with(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(ParseShard, CountsFromOne) {
    EXPECT_EQ(parse_shard("2/3").value().index, 2U);
    for (const char* text : {"", "0/3", "4/3", "1", "1/", "/3", "a/b", "1/3/4", "-1/3", "1/0"}) {
        EXPECT_FALSE(parse_shard(text)) << text;
    }
}

struct Named {
    const char* index;
    const char* total;
    const char* second;  // what the second of three is called
};

class ShardFrom : public ::testing::TestWithParam<Named> {};

TEST_P(ShardFrom, KnowsWhereEachBeginsToCount) {
    const auto [index, total, second] = GetParam();
    const auto found = shard_from(with({{index, second}, {total, "3"}})).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->shard.index, 2U);
    EXPECT_EQ(found->shard.count, 3U);
    EXPECT_EQ(found->variable, index);
    EXPECT_FALSE(shard_from(with({{index, second}}))) << "without a total";
    EXPECT_FALSE(shard_from(with({{index, "4"}, {total, "3"}}))) << "beyond the total";
    const std::string first = second[0] == '1' ? "0" : "1";
    const std::string behind = second[0] == '1' ? "3" : "4";
    EXPECT_EQ(shard_from(with({{index, first}, {total, "3"}})).value()->shard.index, 1U);
    EXPECT_FALSE(shard_from(with({{index, behind}, {total, "3"}}))) << "one beyond the total";
    EXPECT_FALSE(shard_from(with({{index, "x"}, {total, "3"}}))) << "no number";
}

INSTANTIATE_TEST_SUITE_P(Shard, ShardFrom,
                         ::testing::Values(Named{"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", "1"},
                                           Named{"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "1"},
                                           Named{"CI_NODE_INDEX", "CI_NODE_TOTAL", "2"},
                                           Named{"JOB_COMPLETION_INDEX", "JOB_COMPLETION_TOTAL",
                                                 "1"}),
                         [](const auto& test) { return std::string(test.param.index); });

TEST(ShardFrom, FindsNoneWhereNoneIsSet) {
    EXPECT_FALSE(shard_from(with({})).value());
    EXPECT_FALSE(shard_from(with({{"CI_NODE_INDEX", ""}})).value());
}

std::vector<Cell> cells() {
    return make_cells(parse_sets("ranges").value(), parse_sets("pinned").value(), {{}});
}

boost::json::value saved(const Report& report) {
    return boost::json::parse(report::written(matrix_document(report), "json"));
}

// Predictions are reports like others, and need no handshake.
NamedReport part(std::size_t index, std::size_t count) {
    Shard shard{index, count, 0};
    Report report = predict(cells_of_shard(cells(), shard), Profile::openssl_3_0);
    report.shard = shard;
    return {std::to_string(index), saved(report)};
}

TEST(CellsOfShard, HaveEveryCellOnceAmongThem) {
    std::multiset<std::string> ids;
    for (std::size_t index = 1; index <= 3; ++index) {
        Shard shard{index, 3, 0};
        for (const Cell& cell : cells_of_shard(cells(), shard)) {
            ids.insert(cell.id());
        }
        EXPECT_EQ(shard.cells, 40U);
    }
    EXPECT_EQ(ids.size(), 40U);
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 40U);
}

TEST(Merge, HasTheCellsOfTheUnshardedReportInItsOrder) {
    const auto merged = merge({part(3, 3), part(1, 3), part(2, 3)}).value();
    EXPECT_THAT(merged.problems, IsEmpty());
    const boost::json::value whole = saved(predict(cells(), Profile::openssl_3_0));
    EXPECT_EQ(boost::json::value(merged.tool), whole.at("tool"));
    const auto& wanted = whole.at("cells").as_array();
    EXPECT_THAT(merged.cells, ::testing::ElementsAreArray(wanted.begin(), wanted.end()));
}

TEST(Merge, TellsWhatIsMissingOrTwice) {
    const auto missing = merge({part(1, 3), part(3, 3)}).value();
    EXPECT_THAT(missing.problems,
                ElementsAre("shard 2 of 3 is missing", "13 of 40 cells are missing"));
    const auto twice = merge({part(1, 2), part(2, 2), part(2, 2)}).value();
    EXPECT_THAT(twice.problems,
                ElementsAre("shard 2 of 2 is there twice", HasSubstr("20 cells are there twice")));
}

std::vector<NamedReport> parts(std::vector<std::size_t> indexes, std::size_t count) {
    std::vector<NamedReport> reports;
    for (const std::size_t index : indexes) {
        reports.push_back(part(index, count));
    }
    return reports;
}

// Whatever count a report names, what is told of it is short.
TEST(Merge, TellsOfMissingShardsInRanges) {
    constexpr std::size_t many = 2'000'000'000;
    const struct {
        std::vector<std::size_t> given;
        std::size_t count;
        std::string told;
    } rows[] = {
        {{2}, 2, "shard 1 of 2 is missing"},
        {{1}, 3, "shards 2 to 3 of 3 are missing"},
        {{4, 1, 2, 10, 11}, 12, "shards 3, 5 to 9, 12 of 12 are missing"},
        {{7}, many, "shards 1 to 6, 8 to 2000000000 of 2000000000 are missing"},
        {{2, 4, 6, 8, 10, 12, 14, 16, 18, 20},
         many,
         "shards 1, 3, 5, 7, 9, 11, 13, 15 and others of 2000000000 are missing"},
    };
    for (const auto& row : rows) {
        const auto merged = merge(parts(row.given, row.count)).value();
        ASSERT_FALSE(merged.problems.empty()) << row.told;
        EXPECT_EQ(merged.problems.front(), row.told);
        EXPECT_LE(merged.problems.size(), 2U) << row.told;
    }
}

TEST(Merge, RefusesAShardThatIsNotAmongItsOwn) {
    for (const char* shard : {"0, \"count\": 3", "4, \"count\": 3", "1, \"count\": 0"}) {
        const auto merged = merge({{"file", boost::json::parse(fmt::format(
                                                R"({{"tool": {{}}, "summary": {{}}, "cells": [],
                                     "shard": {{"index": {}, "cells": 0}}}})",
                                                shard))}});
        ASSERT_FALSE(merged) << shard;
        EXPECT_THAT(merged.error().message, HasSubstr("there is no shard "));
    }
}

TEST(Merge, RefusesWhatIsNoReportAndWhatBelongsToAnotherRun) {
    for (const char* text :
         {"{}", "[]", R"({"command": "scan"})", R"({"cells": [{}]})", R"({"cells": 1})"}) {
        EXPECT_FALSE(merge({{"file", boost::json::parse(text)}})) << text;
    }
    const auto mixed = merge({part(1, 2), part(2, 3)});
    ASSERT_FALSE(mixed);
    EXPECT_THAT(mixed.error().message, HasSubstr("different runs"));
    EXPECT_FALSE(merge({}));
}

TEST(Differences, AreThoseOfEnginesOrProfiles) {
    const auto all = make_cells(all_version_sets(), all_version_sets(), {{}});
    // 24 cells fail though a version is mutual, 23 succeed below the best: OpenSSL's own at both
    // ends.
    EXPECT_EQ(differences(all, "exact", "openssl").value().size(), 47U);
    EXPECT_THAT(differences(all, "openssl-3.0", "openssl-3.1").value(), IsEmpty());
    EXPECT_FALSE(differences(all, "exact", "openssl-3.1"));
    EXPECT_FALSE(differences(all, "exact", "nothing"));
}

}  // namespace
}  // namespace tlsmatrix::matrix::shard_test
