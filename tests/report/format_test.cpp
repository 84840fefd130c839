#include <array>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::report::format_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A document with a piece of every kind, each with a text of its own and what a format would obey.
Document everything() {
    Document document{.command = "check", .title = "a <title> & more"};
    document.value = envelope("check", {"3.0.0", {}});
    document.add(Heading{"the heading"});
    document.add(Paragraph{"the \x1b[2J paragraph", Tone::bad});
    document.add(Table{"the caption",
                       {{{"first"}}, {{"next", Tone::plain, "the next"}}},
                       {{{{"one"}, {"x|y", Tone::good}}, "the note"}, {{{"two"}, {"z"}}}},
                       Overflow::keep,
                       "what",
                       4});
    document.add(Table{{}, {{{"", Tone::plain, "for pages"}}}, {{{{"bare"}}}}});
    document.add(List{'-', {"the sentence"}});
    document.add(Lines{"the lines", "  | ", {"```", "a *line*"}});
    document.add(Steps{{{"the step", "RFC 1"}}});
    document.add(Problems{{{{"broken", Tone::bad}, "a name", {"the reason"}, "do it"}}, 2});
    document.summary = {"the summary", Tone::good};
    document.faults = {"the fault"};
    document.record_heading = {"name", "why"};
    document.items = {{.name = "a", .verdict = {"passed"}, .judgement = Judgement::passed},
                      {.name = "b<",
                       .verdict = {"failed"},
                       .judgement = Judgement::failed,
                       .reason = "no\n100%",
                       .place = "a,b.toml:12",
                       .output = "printed",
                       .seconds = 0.5,
                       .facts = {{"a label", "the fact"}},
                       .steps = {{"its step", "RFC 2"}},
                       .record = {"b", "say \"no\""}},
                      {.name = "c", .judgement = Judgement::error, .reason = "lost"},
                      {.name = "d", .judgement = Judgement::skipped, .reason = "why"},
                      {.name = "e", .record = {"e", ""}}};
    document.count_items(1.5);
    return document;
}

struct Claim {
    const char* format;
    const char* text;
};

// What each format makes of each piece. One that has no place for a piece leaves it out.
constexpr Claim claims[] = {
    {"table", "the heading\n\n"},
    {"table", "the \\x1B[2J paragraph\n"},
    {"table", "the caption\n\nfirst  next\none    x|y\n    the note\ntwo    z\n"},
    {"table", "two    z\n\nbare\n"},
    {"table", "- the sentence\n"},
    {"table", "the lines\n  | ```\n  | a *line*\n"},
    {"table", " 1. the step\n    [RFC 1]\n"},
    {"table", "broken a name\n  the reason\n  repeat it: do it\nand 2 more"},
    {"table", "\nthe summary\n! the fault\n"},
    {"json", "{\"tool\": {\"version\":\""},
    {"json", ",\n \"schema\": 1,\n \"command\": \"check\"}\n"},
    {"junit",
     R"(name="tlsmatrix check" tests="4" failures="1" errors="1" skipped="1" time="1.500")"},
    {"junit", R"(<testcase name="b&lt;" classname="tlsmatrix.check" time="0.500">)"},
    {"junit", R"(<failure message="no&#10;100%">no&#10;100%</failure>)"},
    {"junit", "<system-out>printed</system-out>"},
    {"junit", R"(<error message="lost">lost</error>)"},
    {"junit", R"(<skipped message="why">why</skipped>)"},
    {"markdown", "### a \\<title\\> \\& more\n\nthe summary\n\n- the fault\n"},
    {"markdown",
     "**the caption**\n\n| first | the next | what |\n| --- | --- | --- |\n"
     "| one | x\\|y | the note |\n| two | z |  |\n"},
    {"markdown", "| for pages |\n| --- |\n| bare |\n"},
    {"markdown", "````\n```\na *line*\n````\n"},
    {"markdown", "1. the step (RFC 1)\n"},
    {"markdown", "- broken `a name`: the reason\n  `do it`\n- and 2 more\n"},
    {"html", "<title>a &lt;title&gt; &amp; more</title>"},
    {"html", "<p class=\"good\">the summary</p>\n<ul>\n<li>the fault</li>"},
    {"html", "<th scope=\"col\" title=\"the next\">next</th><th>what</th>"},
    {"html", ">for pages</th></tr>\n<tr><td>bare</td>"},
    {"html", "<td class=\"good\">x|y</td><td>the note</td>"},
    {"html", "id=\"i2\" data-id=\"b&lt;\" data-verdict=\"failed\""},
    {"html", "<dt>a label</dt><dd>the fact</dd>"},
    {"html", "<li>its step <small>[RFC 2]</small></li>"},
    {"github", "::error file=a%2Cb.toml,line=12,title=tlsmatrix check%3A b<::no%0A100%25\n"},
    {"github", "::error title=tlsmatrix check%3A c::lost\n"},
    {"csv", "\"name\",\"why\"\r\n\"b\",\"say \"\"no\"\"\"\r\n\"e\",\"\"\r\n"},
};

TEST(Formats, WriteEveryPieceThatTheyHaveAPlaceFor) {
    const Document document = everything();
    for (const Claim& claim : claims) {
        EXPECT_THAT(written(document, claim.format), HasSubstr(claim.text)) << claim.format;
    }
}

TEST(Formats, AreFoundByTheirNamesAlone) {
    for (const Format& format : formats()) {
        EXPECT_EQ(find_format(format.name), &format);
        EXPECT_THAT(format_names(), HasSubstr(std::string(format.name)));
    }
    EXPECT_EQ(find_format("xml"), nullptr);
    EXPECT_EQ(find_format(""), nullptr);
}

// No other format has one either: what a report quotes could drive the terminal it is shown in.
TEST(Formats, LeaveATerminalNothingToObey) {
    for (const Format& format : formats()) {
        EXPECT_THAT(written(everything(), format), Not(HasSubstr("\x1b"))) << format.name;
    }
}

// What a report quotes, or a saved one says, is text and no markup.
TEST(Formats, EscapeEveryTextOfAPage) {
    const std::string text = "<b>&";
    const Words words{text, Tone::bad, text};
    Document document{.title = text, .summary = words, .faults = {text}};
    document.add(Heading{text});
    document.add(Paragraph{text});
    document.add(Table{text, {{words}}, {{{words}, text}}, Overflow::keep, text});
    document.add(List{'-', {text}});
    document.add(Steps{{{text, text}}});
    const std::string markdown = written(document, "markdown");
    document.add(Lines{text, "", {text}});
    document.add(Problems{{{words, text, {text}, text}}});
    document.items = {{.name = text,
                       .verdict = words,
                       .judgement = Judgement::failed,
                       .reason = text,
                       .output = text,
                       .facts = {{text, text}, {text, text, true}},
                       .steps = {{text, text}}}};
    document.count_items(0);
    for (const std::string& page :
         {markdown, written(document, "html"), written(document, "junit")}) {
        EXPECT_THAT(page, AllOf(Not(HasSubstr("<b>")), HasSubstr("b")));
    }
}

TEST(Formats, GiveABlockToThoseAloneWhoAreToHaveIt) {
    Document document;
    document.add(Paragraph{"narrow"}, true, Where::terminal);
    document.add(Paragraph{"roomy"}, true, Where::page);
    for (const auto& [format, has, lacks] :
         {std::array{"table", "narrow", "roomy"}, std::array{"markdown", "roomy", "narrow"},
          std::array{"html", "roomy", "narrow"}}) {
        EXPECT_THAT(written(document, format), AllOf(HasSubstr(has), Not(HasSubstr(lacks))))
            << format;
    }
}

TEST(JunitFormat, HasNoCaseForWhatIsARecordAlone) {
    Document document;
    document.items = {{.name = "a record", .record = {"x"}}};
    document.count_items(0);
    EXPECT_THAT(written(document, "junit"), Not(HasSubstr("testcase")));
}

TEST(GithubFormat, AnnotatesTheWholeWhereNoItemTellsOfIt) {
    Document document{
        .command = "scan", .summary = {"not as required", Tone::bad}, .faults = {"TLSv1 is there"}};
    document.items = {{.name = "a", .judgement = Judgement::passed}};
    document.count_items(0);
    EXPECT_EQ(written(document, "github"),
              "::error title=tlsmatrix scan::not as required%0ATLSv1 is there\n");
    document.summary.tone = Tone::good;
    EXPECT_EQ(written(document, "github"), "");
}

TEST(GithubFormat, PlacesAnAnnotationWhereAFileAndALineAreNamed) {
    for (const auto& [place, words] : std::vector<std::pair<std::string, std::string>>{
             {"m.toml:12", "file=m.toml,line=12,title="},
             {"C:/m.toml:3", "file=C%3A/m.toml,line=3,title="},
             {"an expectation", "::error title="},
             {"m.toml:", "::error title="},
             {"", "::error title="}}) {
        Document document{.command = "matrix"};
        document.items = {{.name = "a", .judgement = Judgement::failed, .place = place}};
        document.count_items(0);
        EXPECT_THAT(written(document, "github"), HasSubstr(words)) << place;
    }
}

TEST(MarkdownFormat, KeepsCodeInItsPlace) {
    Document document;
    document.add(Problems{{{{"failed"}, "a `cell`\x1b", {}, "do `it`"}}});
    EXPECT_THAT(written(document, "markdown"),
                HasSubstr("- failed `` a `cell`\\x1B ``: \n  `` do `it` ``\n"));
}

TEST(Formats, HaveColourInTheTableAloneAndWhereItIsAskedFor) {
    for (const Format& format : formats()) {
        Document document = everything();
        document.blocks.erase(document.blocks.begin() + 1);
        const bool coloured =
            written(document, format, {.colour = true}).find("\x1b[32m") != std::string::npos;
        EXPECT_EQ(coloured, format.name == "table") << format.name;
    }
}

TEST(JsonFormat, ListsItemsALineEachWhereTheyHaveAName) {
    Document document{.command = "matrix"};
    document.value["a"] = 1;
    document.items_name = "cells";
    EXPECT_EQ(written(document, "json"), "{\"a\": 1,\n \"cells\": [\n ]}\n");
    document.items = {{.value = "x"}, {.value = "y"}};
    EXPECT_EQ(written(document, "json"), "{\"a\": 1,\n \"cells\": [\n  \"x\",\n  \"y\"\n ]}\n");
}

TEST(TableFormat, CutsOrWrapsALastColumnThatIsTooLong) {
    const std::string words = std::string(60, 'x') + " " + std::string(30, 'y');
    const auto drawn = [&words](Overflow overflow) {
        Document document;
        document.add(Table{{}, {{}, {}}, {{{{"name"}, {words}}}}, overflow});
        return written(document, "table");
    };
    EXPECT_EQ(drawn(Overflow::keep), "name  " + words + "\n");
    EXPECT_EQ(drawn(Overflow::cut), "name  " + words.substr(0, 71) + "...\n");
    EXPECT_EQ(drawn(Overflow::wrap),
              "name  " + std::string(60, 'x') + "\n      " + std::string(30, 'y') + "\n");
}

// What a saved report quotes may be anything.
TEST(TableFormat, TakesWhateverStandsInAColumn) {
    for (const Overflow overflow : {Overflow::keep, Overflow::cut, Overflow::wrap}) {
        for (const char* text : {"", " ", "x"}) {
            Document document;
            document.add(Table{{}, {{}, {}}, {{{{std::string(90, 'n')}, {text}}}}, overflow});
            EXPECT_THAT(written(document, "table"), StartsWith(std::string(90, 'n')));
        }
    }
}

TEST(TableFormat, AlignsByCharactersAndNotByBytes) {
    Document document;
    document.add(Table{{}, {{}, {}}, {{{{"\xC3\xA4\xC3\xB6"}, {"1"}}}, {{{"abc"}, {"2"}}}}});
    EXPECT_EQ(written(document, "table"), "\xC3\xA4\xC3\xB6   1\nabc  2\n");
}

TEST(TableFormat, BeginsWithNoEmptyLineAndEndsWithoutSpaces) {
    Document document;
    document.add(Paragraph{""});
    document.add(Table{{}, {{{"a"}, 5}, {{"b"}, 5}}, {{{{"1"}, {""}}}}});
    EXPECT_EQ(written(document, "table"), "a      b\n1\n");
}

TEST(Envelope, IsReadBackUnlessItIsOfALaterProgram) {
    boost::json::value value(envelope("scan", {"3.0.0", {}}));
    EXPECT_EQ(command_of(Saved(value)), "scan");
    value.as_object()["schema"] = schema_version + 1;
    EXPECT_THROW((void)command_of(Saved(value)), Misread);
}

}  // namespace
}  // namespace tlsmatrix::report::format_test
