#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include <tlsmatrix/base/text_buffer.hpp>

namespace tlsmatrix::text_buffer_test {
namespace {

TEST(TextBuffer, HoldsWhatWasAppendedHoweverSmallItWasAtFirst) {
    for (const std::size_t capacity : {0U, 1U, 15U, 16U, 17U, 1000U}) {
        TextBuffer text(capacity);
        std::string expected;
        for (int i = 0; i < 100; ++i) {
            text += "piece ";
            text += static_cast<char>('a' + i % 26);
            text += std::string_view();
            expected += "piece ";
            expected += static_cast<char>('a' + i % 26);
        }
        EXPECT_EQ(text.view(), expected) << capacity;
    }
}

TEST(TextBuffer, IsEmptyAtFirstAndOnceCleared) {
    TextBuffer text(4);
    EXPECT_TRUE(text.empty());
    text += "longer than that";
    EXPECT_EQ(text.size(), 16U);
    text.clear();
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(text.view(), "");
}

TEST(TextBuffer, NumbersAreDecimalAndThreeDigitsArePadded) {
    TextBuffer text(1);
    text.number(std::uint64_t{0});
    text += ' ';
    text.number(~std::uint64_t{0});
    for (const unsigned value : {0U, 7U, 42U, 200U, 1234U}) {
        text += ' ';
        text.three_digits(value);
    }
    EXPECT_EQ(text.view(), "0 18446744073709551615 000 007 042 200 234");
}

}  // namespace
}  // namespace tlsmatrix::text_buffer_test
