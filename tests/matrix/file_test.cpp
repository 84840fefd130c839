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
    EXPECT_EQ(refused.cells.client, (End{{tls_1_0}, Engine::exact}));
    EXPECT_FALSE(refused.cells.server);
    EXPECT_EQ(describe(refused.wanted), "a refusal by the server with protocol_version");
    EXPECT_EQ(describe(file->expectations[1].wanted), "one of TLSv1.2,TLSv1.3");
    ASSERT_EQ(file->waivers.size(), 1U);
    EXPECT_THAT(file->waivers[0].place, StartsWith("m.toml:14:"));
    EXPECT_EQ(file->waivers[0].reason, "soon");
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
        {"b = '1.2-1.3'", "m.toml:5", "the same as new"},
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
        {"b = ", "m.toml:5", ""},
        {"[ = ]", "m.toml:5", ""},
        {"\xc3\xbc = '1.1'", "m.toml:5", ""},
        {"[cu\xcc\x86]", "m.toml:5", ""},
        {"[", "m.toml:5", ""},
        {"\"a\\nb\" = 1", "m.toml:5", "in quotes"},
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
