#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <tlsmatrix/matrix/merge.hpp>

namespace tlsmatrix::matrix::merge_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// shard is a report of the cells that are named, all of which passed.
NamedReport shard(std::size_t index, std::size_t count, std::size_t whole,
                  const std::vector<std::string>& cells) {
    std::vector<std::string> rows;
    for (const std::string& id : cells) {
        rows.push_back(fmt::format(R"({{"id": "{}", "verdict": "passed"}})", id));
    }
    return {fmt::format("{}.json", index),
            boost::json::parse(fmt::format(
                R"({{"tool": {{}}, "shard": {{"index": {}, "count": {}, "cells": {}}}, )"
                R"("summary": {{"seconds": 1.5}}, "cells": [{}]}})",
                index, count, whole, fmt::join(rows, ", ")))};
}

std::vector<std::string> problems_of(const std::vector<NamedReport>& reports) {
    return merge(reports).value().problems;
}

TEST(Merge, IsWholeWhereEachCellIsThereOnce) {
    const auto merged = merge({shard(1, 2, 3, {"a", "c"}), shard(2, 2, 3, {"b"})}).value();
    EXPECT_THAT(merged.problems, IsEmpty());
    EXPECT_EQ(merged.cells.size(), 3U);
    EXPECT_EQ(merged.seconds, 3);
}

TEST(Merge, CountsTheCellsThatAreMissingThoughEachShardIsThere) {
    const auto merged = merge({shard(1, 2, 4, {"a"}), shard(2, 2, 4, {"b", "d"})}).value();
    EXPECT_THAT(merged.problems, ElementsAre("1 of 4 cells are missing"));
}

TEST(Merge, NamesTheShardsThatAreMissingAtEitherEnd) {
    EXPECT_THAT(problems_of({shard(2, 5, 5, {"b"}), shard(3, 5, 5, {"c"})}),
                ElementsAre("shards 1, 4 to 5 of 5 are missing", "3 of 5 cells are missing"));
    EXPECT_THAT(problems_of({shard(1, 2, 2, {"a"})}),
                ElementsAre("shard 2 of 2 is missing", "1 of 2 cells are missing"));
}

TEST(Merge, TellsOfAShardAndOfCellsThatAreThereTwice) {
    EXPECT_THAT(problems_of({shard(1, 2, 2, {"a"}), shard(1, 2, 2, {"a"}), shard(2, 2, 2, {"b"})}),
                ElementsAre("shard 1 of 2 is there twice",
                            HasSubstr("cells are there twice, such as 'a'")));
}

}  // namespace
}  // namespace tlsmatrix::matrix::merge_test
