#include <string>

#include <gtest/gtest.h>

#include <tlsmatrix/server/log/text_buffer.hpp>

namespace tlsmatrix::server::text_buffer_test {
namespace {

TEST(TextBuffer, HoldsWhatWasAppendedHoweverSmallItWasAtFirst) {
    for (const std::size_t capacity : {0U, 1U, 15U, 16U, 17U, 1000U}) {
        TextBuffer text(capacity);
        std::string expected;
        for (int i = 0; i < 100; ++i) {
            text += "piece ";
            text += static_cast<char>('a' + i % 26);
            text += std::string_view();
            text += TextBuffer::Literal{{'x', 'y'}, 2};
            expected += "piece ";
            expected += static_cast<char>('a' + i % 26);
            expected += "xy";
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

TEST(TextBuffer, TakesWhatWasWrittenIntoItsRoom) {
    TextBuffer text(1);
    text += "a";
    char* const at = text.room(3);
    at[0] = 'b';
    at[1] = 'c';
    text.end_at(at + 2);
    EXPECT_EQ(text.view(), "abc");
}

}  // namespace
}  // namespace tlsmatrix::server::text_buffer_test
