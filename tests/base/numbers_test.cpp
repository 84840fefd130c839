#include <cstdint>

#include <gtest/gtest.h>

#include <tlsmatrix/base/numbers.hpp>

namespace tlsmatrix::numbers_test {
namespace {

TEST(ParseNumber, ReadsDigitsAndNothingElse) {
    EXPECT_EQ(parse_number<std::uint64_t>("0"), 0U);
    EXPECT_EQ(parse_number<std::uint64_t>("007"), 7U);
    EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), ~std::uint64_t{0});
    for (const std::string_view text :
         {"", " 1", "1 ", "+1", "-1", "1.0", "0x1", "1e1", "one", "-", "18446744073709551616"}) {
        EXPECT_EQ(parse_number<std::uint64_t>(text), std::nullopt) << text;
    }
}

TEST(ParseNumber, ReadsNoMoreThanTheTypeHolds) {
    EXPECT_EQ(parse_number<std::uint16_t>("65535"), 65535);
    EXPECT_EQ(parse_number<std::uint16_t>("65536"), std::nullopt);
    EXPECT_EQ(parse_number<int>("2147483647"), 2147483647);
    EXPECT_EQ(parse_number<int>("-1"), std::nullopt) << "digits have no sign, whatever the type";
}

TEST(ParseNumber, ReadsOtherBases) {
    EXPECT_EQ(parse_number<unsigned>("fF", 16), 255U);
    EXPECT_EQ(parse_number<unsigned>("fg", 16), std::nullopt);
}

TEST(ParseDecimal, ReadsDigitsAndAPoint) {
    EXPECT_EQ(parse_decimal("0.25"), 0.25);
    EXPECT_EQ(parse_decimal("2"), 2.0);
    EXPECT_EQ(parse_decimal(".5"), 0.5);
    for (const std::string_view text : {"", ".", "-1", "+1", "1e1", "nan", "inf", "1.2.3", "1 "}) {
        EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace tlsmatrix::numbers_test
