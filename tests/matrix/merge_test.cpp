#include <functional>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <tlsmatrix/matrix/merge.hpp>
#include <tlsmatrix/matrix/run_digest.hpp>

namespace tlsmatrix::matrix::merge_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string digest_of(const std::vector<std::string>& ids) {
    Digest digest;
    for (const std::string& id : ids) {
        digest.add(id);
    }
    return digest.str();
}

// shard is a report of the cells that are named, of a plan of a, b and c.
NamedReport shard(std::size_t index, std::size_t count, std::size_t whole,
                  const std::vector<std::string>& cells) {
    std::vector<std::string> rows;
    for (const std::string& id : cells) {
        rows.push_back(fmt::format(R"({{"id": "{}", "verdict": "predicted"}})", id));
    }
    return {fmt::format("{}.json", index),
            boost::json::parse(fmt::format(
                R"({{"tool": {{}}, "shard": {{"index": {}, "count": {}, "cells": {}, )"
                R"("plan": "{}", "options": "0"}}, "summary": {{"seconds": 1.5}}, )"
                R"("cells": [{}]}})",
                index, count, whole, digest_of({"a", "b", "c"}), fmt::join(rows, ", ")))};
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

TEST(Merge, RefusesCellsThatAreNotThoseOfThePlan) {
    const auto merged = merge({shard(1, 2, 3, {"a", "x"}), shard(2, 2, 3, {"b"})});
    ASSERT_FALSE(merged);
    EXPECT_THAT(merged.error().message, HasSubstr("are not those of the run's plan"));
}

struct Stranger {
    std::string name;
    std::function<void(boost::json::object& report)> change;
    std::string told;
};

class Strangers : public ::testing::TestWithParam<Stranger> {};

TEST_P(Strangers, AreRefusedInOneSentence) {
    NamedReport other = shard(2, 2, 3, {"b"});
    GetParam().change(other.report.as_object());
    const auto merged = merge({shard(1, 2, 3, {"a", "c"}), other});
    ASSERT_FALSE(merged);
    EXPECT_THAT(merged.error().message, HasSubstr(GetParam().told));
    EXPECT_EQ(merged.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, Strangers,
    ::testing::Values(
        Stranger{"Plan", [](auto& report) { report["shard"].as_object()["plan"] = "1"; },
                 "'1.json' and '2.json' are of different runs: their cells are those of different "
                 "plans"},
        Stranger{"Options", [](auto& report) { report["shard"].as_object()["options"] = "1"; },
                 "different waivers or expectations"},
        Stranger{"Library",
                 [](auto& report) {
                     report["tool"] = {{"version", "1"}, {"openssl", "3.5.1"}};
                 },
                 "tlsmatrix ? with OpenSSL ? ran one and tlsmatrix 1 with OpenSSL 3.5.1 the other"},
        Stranger{"Count", [](auto& report) { report["shard"].as_object()["count"] = 3; },
                 "one is of 2 shards with 3 cells, the other of 3 with 3"},
        Stranger{"NoDigest", [](auto& report) { report["shard"].as_object().erase("plan"); },
                 "has no digest"}),
    [](const auto& test) { return test.param.name; });

// Shards of a file whose programs are told otherwise are shards of another run.
TEST(OptionsDigest, TellsProgramsApartByAllThatTheyAreGiven) {
    const auto digest = [](void (*change)(Program&)) {
        NamedEnd named{.name = "app", .line = "app"};
        named.program = Program{.command = {"app"}};
        change(*named.program);
        Cell cell;
        cell.client.named = std::make_shared<const NamedEnd>(std::move(named));
        return options_digest({}, {}, {}, {cell});
    };
    const std::vector<std::string> digests{
        digest([](Program&) {}),
        digest([](Program& it) { it.command.emplace_back("-v"); }),
        digest([](Program& it) { it.url = "https://localhost/"; }),
        digest([](Program& it) { it.port = 8443; }),
        digest([](Program& it) { it.ca = "ca.pem"; }),
        digest([](Program& it) { it.input = "GET /"; }),
        digest([](Program& it) { it.handshake_is_enough = true; }),
        digest([](Program& it) {
            it.told = {{"min", "1.2"}};
        })};
    EXPECT_EQ(std::set<std::string>(digests.begin(), digests.end()).size(), digests.size());
}

}  // namespace
}  // namespace tlsmatrix::matrix::merge_test
