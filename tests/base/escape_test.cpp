#include <algorithm>
#include <random>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <tlsmatrix/base/escape.hpp>

namespace tlsmatrix::escape_test {
namespace {

std::string appended(std::string_view value) {
    TextBuffer text(1);
    append_escaped(value, text);
    return std::string(text.view());
}

std::string json_escaped(std::string_view value) {
    TextBuffer text(1);
    append_json_escaped(value, text);
    return std::string(text.view());
}

std::string random_bytes(std::mt19937& random) {
    // Half of the values have many plain bytes, so that runs of them are met too.
    const bool mostly_plain = random() % 2 == 0;
    std::string bytes(random() % 80, '\0');
    for (char& byte : bytes) {
        const auto any = random();
        byte = static_cast<char>(mostly_plain && any % 8 != 0 ? 'a' + any / 8 % 26 : any >> 8);
    }
    return bytes;
}

struct Case {
    std::string_view value;
    std::string_view printed;
};

TEST(Escape, PrintsWhatNginxPrints) {
    using namespace std::string_view_literals;
    constexpr Case cases[]{
        {"", ""},
        {"-", "-"},
        {"plain text ~!'", "plain text ~!'"},
        {"a\"b", "a\\x22b"},
        {"a\\x22b", "a\\x5Cx22b"},
        {"\r\n\t", "\\x0D\\x0A\\x09"},
        {"\0\x1F\x7F"sv, "\\x00\\x1F\\x7F"},
        {"\x80\xFF", "\\x80\\xFF"},
        {"\x1b[31m", "\\x1B[31m"},
        {"\xC3\xA9t\xC3\xA9", "\\xC3\\xA9t\\xC3\\xA9"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(appended(each.value), each.printed);
        EXPECT_EQ(escaped(each.value), each.printed);
    }
}

TEST(Escape, EscapesTheQuotesThatTextStandsBetween) {
    EXPECT_EQ(escaped("it's \"so\"\\\n", '\''), "it\\x27s \"so\"\\x5C\\x0A");
    EXPECT_EQ(unescape(escaped("it's \"so\"\\\n", '\'')), "it's \"so\"\\\n");
}

TEST(Escape, PrintableLeavesATerminalNothingToObey) {
    constexpr Case cases[]{
        {"a\tb\n", "a\tb\n"},
        {"\x1b[2J\x7f\r", "\\x1B[2J\\x7F\\x0D"},
        {"\xC2\x9B 2J \xC2\xA0\xC3\xA9", "\\xC2\\x9B 2J \xC2\xA0\xC3\xA9"},
        {"\xFF'\"\\", "\xEF\xBF\xBD'\"\\"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(printable(each.value), each.printed);
    }
}

TEST(Escape, EscapesExactlyTheBytesOfTheRule) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string value(1, static_cast<char>(byte));
        const bool plain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
        EXPECT_EQ(appended(value).size(), plain ? 1U : 4U) << byte;
        EXPECT_EQ(unescape(escaped(value)), value) << byte;
    }
}

TEST(Escape, EscapesAByteAnywhereInALongValue) {
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t length = 1; length < 26; ++length) {
            for (std::size_t at = 0; at < length; ++at) {
                std::string value(length, 'z');
                value[at] = static_cast<char>(byte);
                const std::string alone = appended(value.substr(at, 1));
                ASSERT_EQ(appended(value), value.substr(0, at) + alone + value.substr(at + 1));
                ASSERT_EQ(
                    json_escaped(value),
                    value.substr(0, at) + json_escaped(value.substr(at, 1)) + value.substr(at + 1));
            }
        }
    }
}

TEST(Escape, UnescapeGivesBackAnyBytes) {
    std::mt19937 random(20261124);
    for (int round = 0; round < 20'000; ++round) {
        const std::string bytes = random_bytes(random);
        const std::string text = appended(bytes);
        ASSERT_TRUE(
            std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; }));
        ASSERT_EQ(text.find('"'), std::string::npos);
        if (!bytes.empty()) {
            ASSERT_EQ(unescape(text), bytes);
        }
    }
}

TEST(Escape, UnescapeRefusesWhatWasNeverEscaped) {
    for (const std::string_view text : {"\\", "\\x", "\\x2", "\\n", "\\x2g", "\\xaf", "ab\\x0"}) {
        EXPECT_EQ(unescape(text), std::nullopt) << text;
    }
}

TEST(Escape, JsonIsReadBackForValidUtf8) {
    for (const std::string_view value :
         {"plain", "quote \" backslash \\", "\r\n\t\x01\x7F", "\xC3\xA9", "\xE2\x82\xAC",
          "\xF0\x9F\x98\x80", "\xC2\x85\xC2\xA0", "\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA",
          "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(boost::json::parse('"' + json_escaped(value) + '"').as_string(), value) << value;
    }
}

TEST(Escape, JsonShowsBytesThatAreNoUtf8AsTheirCode) {
    constexpr Case cases[]{
        {"\xFF", "\\u00FF"},
        {"a\x80z", "a\\u0080z"},
        {"\xC3", "\\u00C3"},             // cut short
        {"\xC0\xAF", "\\u00C0\\u00AF"},  // overlong
        {"\xE0\x80\xAF", "\\u00E0\\u0080\\u00AF"},
        {"\xED\xA0\x80", "\\u00ED\\u00A0\\u0080"},             // a surrogate
        {"\xF4\x90\x80\x80", "\\u00F4\\u0090\\u0080\\u0080"},  // above U+10FFFF
        {"\xE2\x82q", "\\u00E2\\u0082q"},
        {"\xC2\x9B", "\\u009B"},      // a control that terminals obey
        {"\xE2\x80\xA8", "\\u2028"},  // some readers break lines here
        {"\xE2\x80\xA9", "\\u2029"},
        {"\x7F", "\\u007F"},
    };
    for (const Case& each : cases) {
        EXPECT_EQ(json_escaped(each.value), each.printed);
    }
}

TEST(Escape, JsonIsValidForAnyBytes) {
    std::mt19937 random(8446);
    for (int round = 0; round < 20'000; ++round) {
        const std::string text = json_escaped(random_bytes(random));
        boost::json::error_code error;
        boost::json::parse('"' + text + '"', error);  // checks UTF-8 too
        ASSERT_FALSE(error) << text;
        ASSERT_EQ(text.find_first_of("\n\r"), std::string::npos);
    }
}

}  // namespace
}  // namespace tlsmatrix::escape_test
