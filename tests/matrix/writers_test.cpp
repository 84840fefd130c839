#include <gmock/gmock.h>

#include <tlsmatrix/report/junit.hpp>
#include <tlsmatrix/report/markdown.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::matrix::writers_test {
namespace {

using ::testing::HasSubstr;

TEST(XmlText, EscapesAndReplacesWhatXmlCannotHold) {
    EXPECT_EQ(report::xml_text("a<b> & \"c\"\n"), "a&lt;b&gt; &amp; &quot;c&quot;&#10;");
    EXPECT_EQ(report::xml_text("\x1b[0m"), "\xEF\xBF\xBD[0m");
    EXPECT_EQ(report::xml_text("\xEF\xBF\xBF"), "\xEF\xBF\xBD");  // U+FFFF
    EXPECT_EQ(report::xml_text("\xFF"), "\xEF\xBF\xBD");
}

TEST(JunitXml, CountsEachKindOnce) {
    const std::string text = report::junit_xml("s",
                                               {{.name = "a", .class_name = "c"},
                                                {.name = "b", .class_name = "c", .failure = "no"},
                                                {.name = "d", .class_name = "c", .error = "lost"},
                                                {.name = "e", .class_name = "c", .skipped = "why"}},
                                               1.5);
    EXPECT_THAT(text, HasSubstr(R"(tests="4" failures="1" errors="1" skipped="1" time="1.500")"));
    EXPECT_THAT(text, HasSubstr(R"(<failure message="no">no</failure>)"));
    EXPECT_THAT(text, HasSubstr(R"(<skipped message="why">why</skipped>)"));
}

TEST(MarkdownTable, KeepsEachCellInItsPlace) {
    EXPECT_EQ(report::markdown_table({"a", "b"}, {{"x|y", "1\n2"}, {"<b>", "*"}}),
              "| a | b |\n| --- | --- |\n| x\\|y | 1 2 |\n| \\<b\\> | \\* |\n");
}

TEST(Wrap, BreaksAtSpacesWithinTheWidth) {
    const std::string word(30, 'x');
    EXPECT_EQ(report::wrap(word + " " + word + " " + word, 2),
              "  " + word + " " + word + "\n  " + word + "\n");
    EXPECT_EQ(report::wrap(std::string(100, 'y'), 0), std::string(100, 'y') + "\n");
    EXPECT_EQ(report::wrap("", 4), "");
}

}  // namespace
}  // namespace tlsmatrix::matrix::writers_test
