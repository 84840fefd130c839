#include <gmock/gmock.h>

#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report::text_layout_test {
namespace {

TEST(XmlText, EscapesAndReplacesWhatXmlCannotHold) {
    EXPECT_EQ(xml_text("a<b> & \"c\"\n"), "a&lt;b&gt; &amp; &quot;c&quot;&#10;");
    EXPECT_EQ(xml_text("\x1b[0m"), "\xEF\xBF\xBD[0m");
    EXPECT_EQ(xml_text("\xEF\xBF\xBF"), "\xEF\xBF\xBD");  // U+FFFF
    EXPECT_EQ(xml_text("\xFF"), "\xEF\xBF\xBD");
}

TEST(ShellWord, IsWrittenAsAShellWouldReadIt) {
    EXPECT_EQ(shell_word("curl"), "curl");
    EXPECT_EQ(shell_word("echo it's"), "'echo it'\\''s'");
    EXPECT_EQ(shell_word(""), "''");
}

TEST(MarkdownText, KeepsEachCellInItsPlace) {
    EXPECT_EQ(markdown_text("x|y <b> *\n1"), "x\\|y \\<b\\> \\* 1");
}

TEST(Wrap, BreaksAtSpacesWithinTheWidth) {
    const std::string word(30, 'x');
    EXPECT_EQ(wrap(word + " " + word + " " + word, 2),
              "  " + word + " " + word + "\n  " + word + "\n");
    EXPECT_EQ(wrap(std::string(100, 'y'), 0), std::string(100, 'y') + "\n");
    EXPECT_EQ(wrap("", 4), "");
}

}  // namespace
}  // namespace tlsmatrix::report::text_layout_test
