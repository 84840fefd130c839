#include <gtest/gtest.h>

#include <tlsmatrix/base/utf8.hpp>

namespace tlsmatrix::utf8_test {
namespace {

TEST(AsUtf8, ReplacesWhatBelongsToNoCharacter) {
    EXPECT_EQ(as_utf8("a\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80"),
              "a\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80");
    EXPECT_EQ(as_utf8("\xFF|"), "\xEF\xBF\xBD|");
    EXPECT_EQ(as_utf8("\xC3"), "\xEF\xBF\xBD");                  // cut off
    EXPECT_EQ(as_utf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
    EXPECT_EQ(as_utf8("\xED\xA0\x80").size(), 9U);               // a surrogate
    EXPECT_EQ(as_utf8("\xF4\x90\x80\x80").size(), 12U);          // above U+10FFFF
    EXPECT_EQ(as_utf8(std::string_view("\0", 1)), std::string(1, '\0'));
}

TEST(Utf8OrLatin1, TakesWhatBelongsToNoCharacterForLatin1) {
    EXPECT_EQ(utf8_or_latin1("a\xC3\xA4 \xE2\x82\xAC"), "a\xC3\xA4 \xE2\x82\xAC");
    for (int byte = 0x80; byte < 0x100; ++byte) {
        const std::string told = utf8_or_latin1(std::string(1, static_cast<char>(byte)));
        const DecodedCharacter decoded = decode_utf8(told);
        EXPECT_EQ(decoded.character, static_cast<std::uint32_t>(byte));
        EXPECT_EQ(decoded.bytes, told.size());
    }
}

TEST(DecodeUtf8, KnowsTheEdgesOfEachLength) {
    struct Case {
        std::string_view text;
        std::uint32_t character;
        std::size_t bytes;
    };
    using namespace std::string_view_literals;
    for (const Case& each :
         {Case{"", 0, 0}, Case{"\0x"sv, 0, 1}, Case{"\x7F", 0x7F, 1}, Case{"\xC2\x80", 0x80, 2},
          Case{"\xDF\xBF", 0x7FF, 2}, Case{"\xE0\xA0\x80", 0x800, 3},
          Case{"\xED\x9F\xBF", 0xD7FF, 3}, Case{"\xEE\x80\x80", 0xE000, 3},
          Case{"\xEF\xBF\xBF", 0xFFFF, 3}, Case{"\xF0\x90\x80\x80", 0x10000, 4},
          Case{"\xF4\x8F\xBF\xBF", 0x10FFFF, 4}, Case{"\xC1\xBF", 0, 0}, Case{"\xE0\x9F\xBF", 0, 0},
          Case{"\xF0\x8F\xBF\xBF", 0, 0}, Case{"\xED\xBF\xBF", 0, 0}, Case{"\x80", 0, 0},
          Case{"\xF8\x88\x80\x80\x80", 0, 0}, Case{"\xE2\x82", 0, 0}}) {
        const DecodedCharacter decoded = decode_utf8(each.text);
        EXPECT_EQ(decoded.character, each.character) << each.text;
        EXPECT_EQ(decoded.bytes, each.bytes) << each.text;
    }
}

}  // namespace
}  // namespace tlsmatrix::utf8_test
