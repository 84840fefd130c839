#include <array>

#include <gtest/gtest.h>

#include <tlsmatrix/base/nearest.hpp>

namespace tlsmatrix::nearest_test {
namespace {

TEST(EditDistance, CountsWhatIsInsertedDeletedOrReplaced) {
    struct Case {
        std::string_view left, right;
        std::size_t distance;
    };
    for (const Case& each :
         {Case{"", "", 0}, Case{"", "abc", 3}, Case{"abc", "", 3}, Case{"abc", "abc", 0},
          Case{"abc", "axc", 1}, Case{"abc", "bc", 1}, Case{"kitten", "sitting", 3}}) {
        EXPECT_EQ(edit_distance(each.left, each.right), each.distance) << each.left;
    }
}

TEST(Nearest, IsTheFirstOfThoseAtTheLeastDistance) {
    constexpr std::array<std::string_view, 3> words{"serve", "server", "scan"};
    EXPECT_EQ(nearest("servr", words), "serve");
    EXPECT_EQ(nearest("scam", words), "scan");
    EXPECT_EQ(nearest("scan", {}), "");
}

}  // namespace
}  // namespace tlsmatrix::nearest_test
