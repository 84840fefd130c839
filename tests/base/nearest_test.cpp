#include <array>

#include <gtest/gtest.h>

#include <tlsmatrix/base/nearest.hpp>

namespace tlsmatrix::nearest_test {
namespace {

TEST(EditDistance, CountsWhatIsInsertedDeletedReplacedOrSwapped) {
    struct Case {
        std::string_view left, right;
        std::size_t distance;
    };
    for (const Case& each :
         {Case{"", "", 0}, Case{"", "abc", 3}, Case{"abc", "", 3}, Case{"abc", "abc", 0},
          Case{"abc", "axc", 1}, Case{"abc", "bc", 1}, Case{"kitten", "sitting", 3},
          Case{"josn", "json", 1}, Case{"ab", "ba", 1}, Case{"abcd", "badc", 2}}) {
        EXPECT_EQ(edit_distance(each.left, each.right), each.distance) << each.left;
    }
}

TEST(Nearest, IsTheFirstOfThoseAtTheLeastDistance) {
    constexpr std::array<std::string_view, 3> words{"serve", "server", "scan"};
    EXPECT_EQ(nearest("servr", words), "serve");
    EXPECT_EQ(nearest("scam", words), "scan");
    EXPECT_EQ(nearest("scan", {}), "");
}

TEST(MeantWord, IsNoneWhereNobodyCanHaveMeantIt) {
    constexpr std::array<std::string_view, 3> words{"--expose", "--cert", "json"};
    EXPECT_EQ(meant_word("josn", words), "json");
    EXPECT_EQ(meant_word("--exspose", words), "--expose");
    EXPECT_EQ(meant_word("--port", words), "");
    EXPECT_EQ(meant_word("--verbose", words), "");
    EXPECT_EQ(meant_word("", words), "");
    EXPECT_EQ(meant_word("---", words), "");
    EXPECT_EQ(meant_word("json", {}), "");
    EXPECT_EQ(did_you_mean("jso", words), ": did you mean json?");
    EXPECT_EQ(did_you_mean("yaml", words), "");
}

}  // namespace
}  // namespace tlsmatrix::nearest_test
