#include <gtest/gtest.h>

#include <tlsmatrix/base/paint.hpp>

namespace tlsmatrix::paint_test {
namespace {

TEST(Painted, IsBetweenTheCodesOnlyWhereColourIsWanted) {
    EXPECT_EQ(painted("failed", sgr::bold_red, true), "\x1b[1;31mfailed\x1b[0m");
    EXPECT_EQ(painted("failed", sgr::bold_red, false), "failed");
    EXPECT_EQ(painted("failed", "", true), "failed");
}

}  // namespace
}  // namespace tlsmatrix::paint_test
