#include <gmock/gmock.h>

#include <tlsmatrix/matrix/detail/toml_depth.hpp>
#include <tlsmatrix/matrix/matrix_file.hpp>

namespace tlsmatrix::matrix::file_test {
namespace {

using enum ProtocolVersion;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string ends = "[clients]\nold = '1.0'\n[servers]\nnew = '1.2+'\n";

std::vector<std::string> ids_of(const std::vector<Cell>& cells) {
    std::vector<std::string> ids;
    for (const Cell& cell : cells) {
        ids.push_back(cell.short_id());
    }
    return ids;
}

TEST(ParseMatrixFile, CrossesEndsAndAxesInTheOrderOfTheFile) {
    const auto file = parse_matrix_file(
        "[clients]\nz = '1.2'\na = {versions = '1.0,1.2', engine = 'openssl'}\n"
        "[servers]\nonly = '1.1'\n[axes]\nscsv = 'all'\nclient-level = 1\n",
        "m.toml");
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_THAT(ids_of(file->cells),
                ElementsAre("client=1.2/exact server=1.1/exact scsv=off client-level=1",
                            "client=1.0,1.2/openssl server=1.1/exact scsv=off client-level=1",
                            "client=1.2/exact server=1.1/exact scsv=on client-level=1",
                            "client=1.0,1.2/openssl server=1.1/exact scsv=on client-level=1"));
}

TEST(ParseMatrixFile, ReadsWhatIsExpectedAndWaivedWithItsLine) {
    const auto file = parse_matrix_file(ends +
                                            "[[expect]]\nclient = 'old'\noutcome = 'refused'\n"
                                            "by = 'server'\nalert = 'protocol_version'\n"
                                            "[[expect]]\ncells = '*'\noutcome = 'negotiated'\n"
                                            "version = '1.2+'\n"
                                            "[[waive]]\nserver = 'new'\nreason = 'soon'\n",
                                        "m.toml");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->expectations.size(), 2U);
    const Expectation& refused = file->expectations[0];
    EXPECT_EQ(refused.place, "m.toml:5");
    EXPECT_EQ(refused.cells.client, "old");
    EXPECT_EQ(refused.cells.server, "");
    EXPECT_EQ(describe(refused.wanted), "a refusal by the server with protocol_version");
    EXPECT_EQ(describe(file->expectations[1].wanted), "one of TLSv1.2,TLSv1.3");
    ASSERT_EQ(file->waivers.size(), 1U);
    EXPECT_THAT(file->waivers[0].place, StartsWith("m.toml:14:"));
    EXPECT_EQ(file->waivers[0].reason, "soon");
}

TEST(ParseMatrixFile, LetsTwoNamesHaveOneSet) {
    const auto file = parse_matrix_file(ends + "twin = '1.2+'\n", "m.toml");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->cells.size(), 2U);
    EXPECT_EQ(file->cells[0].id(), "client=old server=new");
    EXPECT_EQ(file->cells[1].id(), "client=old server=twin");
    EXPECT_FALSE(file->cells[0].server == file->cells[1].server);
    EXPECT_TRUE(matches(file->cells[1], "client=1.0/exact server=1.2,1.3/exact"));
    EXPECT_TRUE(matches(file->cells[1], "client=old server=1.2+/*"));
    EXPECT_FALSE(matches(file->cells[1], "client=* server=new"));
}

TEST(ParseMatrixFile, ReadsProgramsAndWhereServersAre) {
    const auto file = parse_matrix_file(
        "[clients]\napp = {command = ['app', '{url}'], versions = '1.2+', stdin = 'x'}\n"
        "[servers]\nprod = {url = 'https://example.org/'}\n"
        "legacy = {command = ['legacy', '-p', '{port}'], port = '{port}', accept = 'handshake'}\n"
        "fixed = {command = ['fixed'], port = 4433, ca = 'ca.pem'}\n",
        "m.toml");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->cells.size(), 3U);
    const Cell& cell = file->cells[0];
    EXPECT_EQ(cell.id(), "client=app server=prod");
    ASSERT_NE(cell.client.program(), nullptr);
    EXPECT_THAT(cell.client.program()->command, ElementsAre("app", "{url}"));
    EXPECT_EQ(cell.client.program()->input, "x");
    EXPECT_EQ(cell.client.versions, (VersionSet{tls_1_2, tls_1_3}));
    EXPECT_FALSE(cell.is_predicted());
    EXPECT_EQ(cell.server.program()->url, "https://example.org/");
    EXPECT_EQ(file->cells[1].server.program()->port, 0);
    EXPECT_TRUE(file->cells[1].server.program()->handshake_is_enough);
    EXPECT_EQ(file->cells[2].server.program()->port, 4433);
    EXPECT_EQ(file->cells[2].server.program()->ca, "ca.pem");
}

TEST(ParseMatrixFile, MakesALineThatTellsAProgramItsSetAWholeAxis) {
    const auto file = parse_matrix_file(
        "[clients]\nours = '1.2'\n[servers]\n"
        "g = {command = ['g', '{port}', '{versions}'], versions = '1.0,1.2; 1.3', join = ':', "
        "words = {'1.0' = '+1.0', '1.2' = '+1.2'}}\n"
        "s = {command = ['s', '{port}', '{min}', '{max}']}\n"
        "[[expect]]\nserver = 'g'\noutcome = 'negotiated'\n"
        "[[expect]]\nserver = 'g:1.3'\noutcome = 'refused'\n",
        "m.toml");
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->cells.size(), 12U);  // the two that are named, and the ten without a hole
    EXPECT_EQ(file->cells[0].id(), "client=ours server=g:1.0,1.2");
    EXPECT_THAT(file->cells[0].server.program()->told,
                ElementsAre(testing::Pair("min", "+1.0"), testing::Pair("max", "+1.2"),
                            testing::Pair("versions", "+1.0:+1.2")));
    EXPECT_THAT(file->cells[1].server.program()->told,
                testing::Contains(testing::Pair("versions", "1.3")));
    EXPECT_TRUE(file->cells[0].is_predicted());
    const auto selected = [&](std::size_t expectation) {
        return std::count_if(file->cells.begin(), file->cells.end(), [&](const Cell& cell) {
            return selects(file->expectations[expectation].cells, cell);
        });
    };
    EXPECT_EQ(selected(0), 2);
    EXPECT_EQ(selected(1), 1);
}

struct BadCase {
    const char* text;  // behind the four lines of `ends`
    const char* line;
    const char* needle;
};

TEST(ParseMatrixFile, SaysInWhichLineWhatIsWrong) {
    constexpr BadCase cases[] = {
        {"colour = 'red'", "m.toml:5", "'red'"},
        {"[colours]", "m.toml:5", "clients, servers, axes, expect, waive"},
        {"[axes]\ncolour = 'red'", "m.toml:6", "scsv"},
        {"[axes]\nscsv = 'maybe'", "m.toml:6", "off, on"},
        {"[axes]\nscsv = []", "m.toml:6", "off, on"},
        {"[axes]\nscsv = true", "m.toml:6", "list of values"},
        {"[axes]\nscsv = [['on']]", "m.toml:6", "list of lists"},
        {"b = '1.4'", "m.toml:5", "1.4"},
        {"b = 1.1", "m.toml:5", "in quotes"},
        {"b = {versions = '1.1', engines = 'exact'}", "m.toml:5", "engines"},
        {"b = {versions = '1.1', engine = 'nss'}", "m.toml:5", "exact or openssl"},
        {"b = {engine = 'exact'}", "m.toml:5", "versions"},
        {"[[expect]]\noutcome = 'refused'", "m.toml:5", "cells = \"*\""},
        {"[[expect]]\ncells = '*'", "m.toml:5", "outcome"},
        {"[[expect]]\ncells = '*'\noutcome = 'fine'", "m.toml:7", "negotiated or refused"},
        {"[[expect]]\ncells = '*'\noutcome = 'refused'\nby = 'me'", "m.toml:8", "client or server"},
        {"[[expect]]\ncells = '*'\noutcome = 'refused'\nalert = 'red'", "m.toml:8", "RFC 8446"},
        {"[[expect]]\ncells = '*'\noutcome = 'refused'\nversion = '1.2'", "m.toml:8", "refused"},
        {"[[expect]]\ncells = '*'\noutcome = 'negotiated'\nby = 'server'", "m.toml:8", "by"},
        {"[[expect]]\nclient = 'new'\noutcome = 'refused'", "m.toml:6", "no client 'new'"},
        {"[expect]\ncells = '*'", "m.toml:5", "[[expect]]"},
        {"[[waive]]\ncells = '*'", "m.toml:5", "reason"},
        {"[[waive]]\ncells = '*'\nreason = ' '", "m.toml:7", "empty"},
        {"[[waive]]\ncells = '*'\nreason = 3", "m.toml:7", "in quotes"},
        {"[[waive]]\nreason = 'x'\nuntil = 'x'", "m.toml:7", "cells, client, server, reason"},
        {"[clients]", "m.toml:5", "clients"},
        {"b = {command = 'nginx'}", "m.toml:5", "list of arguments"},
        {"b = {command = []}", "m.toml:5", "list of arguments"},
        {"b = {command = ['nginx', 1]}", "m.toml:5", "in quotes"},
        {"b = {command = ['nginx']}", "m.toml:5", "{port}"},
        {"b = {command = ['nginx'], port = 0}", "m.toml:5", "port = 4433"},
        {"b = {command = ['nginx'], port = '{port}'}", "m.toml:5", "{port}"},
        {"b = {command = ['nginx', '{port}'], stdin = 'x'}", "m.toml:5", "stdin"},
        {"b = {command = ['nginx', '{port}'], url = 'https://a'}", "m.toml:5", "url and a command"},
        {"b = {command = ['nginx', '{port}'], versions = 'old'}", "m.toml:5", "old"},
        {"b = {command = ['nginx', '{port}'], join = ':'}", "m.toml:5", "{versions}"},
        {"b = {command = ['n', '{port}', '{min}'], versions = '1.0,1.2'}", "m.toml:5", "a hole"},
        {"b = {command = ['n', '{port}', '{min}'], versions = 'x'}", "m.toml:5", "'x'"},
        {"b = {command = ['n', '{port}', '{min}'], words = {'2.0' = 'x'}}", "m.toml:5", "2.0"},
        {"b = {command = ['nginx', '{port}'], accept = 'all'}", "m.toml:5", "handshake"},
        {"b = {url = 'http://a'}", "m.toml:5", "https://"},
        {"b = {url = 'https://a', port = 1}", "m.toml:5", "take port out"},
        {"b = {url = 'https://a'}\n[axes]\nscsv = 'on'", "m.toml:6", "b is a program"},
        {"b = ", "m.toml:5", ""},
        {"[ = ]", "m.toml:5", ""},
        {"\xc3\xbc = '1.1'", "m.toml:5", ""},
        {"[cu\xcc\x86]", "m.toml:5", ""},
        {"[", "m.toml:5", ""},
        {"\"a\\nb\" = '1.1'", "m.toml:5", "control"},
        {"'' = '1.1'", "m.toml:5", "letter"},
        {"b = '\xff'", "m.toml:5", ""},
    };
    for (const BadCase& each : cases) {
        const auto file = parse_matrix_file(ends + each.text, "m.toml");
        ASSERT_FALSE(file) << each.text;
        const std::string& message = file.error().message;
        EXPECT_THAT(message, StartsWith(std::string(each.line) + ": ")) << each.text;
        EXPECT_THAT(message, HasSubstr(each.needle)) << each.text;
        EXPECT_EQ(message.find('\n'), std::string::npos) << each.text;
    }
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) {
        text += piece;
    }
    return text;
}

struct DeepCase {
    std::string_view what;
    std::string_view begin;
    std::string_view piece;
    std::string_view end;
    std::string_view needle;
};

// 40,000 parts took all of the stack.
TEST(ParseMatrixFile, RefusesWhatIsNestedTooDeep) {
    constexpr std::string_view parts = "m.toml:5: a key has more than 16 parts";
    constexpr DeepCase cases[] = {
        {"a dotted key", "a", ".a", " = 1", parts},
        {"a dotted key in quotes", "'a'", " . \"a\"", " = 1", parts},
        {"a table's header", "[a", ".a", "]", parts},
        {"a list's header", "[[a", ".a", "]]", parts},
        {"a key in braces", "b = {a", ".a", " = 1}", parts},
        {"a key behind a text that seems to go on", "b = '\\' \na", ".a", " = 1",
         "m.toml:6: a key has more than 16 parts"},
        {"a key behind a long text", "b = \"\"\"\\\"\"\"\"\"\"\na", ".a", " = 1",
         "m.toml:6: a key has more than 16 parts"},
        {"brackets", "b = ", "[", "", "m.toml:5: "},
        {"braces", "b = ", "{a = ", "", "m.toml:5: "},
    };
    for (const DeepCase& each : cases) {
        for (const std::size_t times : {std::size_t{300}, std::size_t{40'000}}) {
            std::string text = ends;
            text.append(each.begin).append(repeated(each.piece, times)).append(each.end);
            const auto file = parse_matrix_file(text, "m.toml");
            ASSERT_FALSE(file) << each.what;
            EXPECT_THAT(file.error().message, StartsWith(std::string(each.needle))) << each.what;
        }
    }
}

TEST(ParseMatrixFile, CountsThePartsOfKeysAlone) {
    const std::string dots = repeated(".", 100);
    for (const char* quote : {"'", "\"", "'''", "\"\"\""}) {
        const std::string text = std::string("a = ") + quote + dots + quote;
        EXPECT_FALSE(line_of_deep_key(text)) << text;
    }
    for (const std::string& harmless : {"# " + dots, "a = [" + repeated("1.5, ", 100) + "]"}) {
        EXPECT_FALSE(line_of_deep_key(harmless)) << harmless;
    }
    EXPECT_FALSE(line_of_deep_key("a" + repeated(".a", max_key_parts - 1) + " = 1"));
    EXPECT_EQ(line_of_deep_key("\n\na" + repeated(".a", max_key_parts) + " = 1"), 3U);
}

TEST(ParseMatrixFile, WantsClientsAndServers) {
    for (const char* text : {"", "[clients]\na = '1.0'\n", "clients = 3\nservers = 4\n",
                             "[clients]\n[servers]\na = '1.0'\n"}) {
        EXPECT_FALSE(parse_matrix_file(text, "m.toml")) << text;
    }
}

}  // namespace
}  // namespace tlsmatrix::matrix::file_test
