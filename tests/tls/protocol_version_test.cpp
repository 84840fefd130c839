#include <gtest/gtest.h>

#include <tlsmatrix/tls/protocol_version.hpp>
#include <tlsmatrix/tls/version_formatter.hpp>

namespace tlsmatrix::protocol_version_test {
namespace {

using enum ProtocolVersion;

struct Spelling {
    ProtocolVersion version;
    std::uint16_t code;  // RFC 8446 section 4.1.2
    std::string_view wire;
    std::string_view brief;
};

constexpr std::array spellings{
    Spelling{tls_1_0, 0x0301, "TLSv1", "1.0"},
    Spelling{tls_1_1, 0x0302, "TLSv1.1", "1.1"},
    Spelling{tls_1_2, 0x0303, "TLSv1.2", "1.2"},
    Spelling{tls_1_3, 0x0304, "TLSv1.3", "1.3"},
};

TEST(ProtocolVersion, HasTheNamesOfOpenSslAndOfTheFlags) {
    ASSERT_EQ(all_versions.size(), spellings.size());
    for (std::size_t i = 0; i < spellings.size(); ++i) {
        EXPECT_EQ(all_versions[i], spellings[i].version);
        EXPECT_EQ(wire_name(spellings[i].version), spellings[i].wire);
        EXPECT_EQ(short_name(spellings[i].version), spellings[i].brief);
    }
}

TEST(ProtocolVersion, IsPrintedAndFormattedByItsName) {
    for (const Spelling& each : spellings) {
        EXPECT_EQ(::testing::PrintToString(each.version), each.wire);
        EXPECT_EQ(fmt::format("{:>8}", each.version), fmt::format("{:>8}", each.wire));
    }
}

TEST(ProtocolVersion, IsPrintedAndFormattedByItsNamesAsASet) {
    constexpr VersionSet ends{tls_1_0, tls_1_3};
    EXPECT_EQ(::testing::PrintToString(ends), "TLSv1,TLSv1.3");
    EXPECT_EQ(::testing::PrintToString(VersionSet()), "-");
    EXPECT_EQ(fmt::format("{:<15}|{}", ends, VersionSet()), "TLSv1,TLSv1.3  |-");
}

TEST(ProtocolVersion, IsItsCodeOnTheWire) {
    for (const Spelling& each : spellings) {
        EXPECT_EQ(static_cast<std::uint16_t>(each.version), each.code);
        EXPECT_EQ(protocol_version_from_code(each.code), each.version);
    }
}

TEST(ProtocolVersion, IsReadFromBothSpellingsInAnyCase) {
    for (const Spelling& each : spellings) {
        EXPECT_EQ(parse_protocol_version(each.wire), each.version);
        EXPECT_EQ(parse_protocol_version(each.brief), each.version);
    }
    EXPECT_EQ(parse_protocol_version("TLSv1.0"), tls_1_0);
    EXPECT_EQ(parse_protocol_version("tlsv1"), tls_1_0);
    EXPECT_EQ(parse_protocol_version("tlsV1.0"), tls_1_0);
    EXPECT_EQ(parse_protocol_version("TLSV1.3"), tls_1_3);
}

TEST(ProtocolVersion, IsReadFromNothingElse) {
    for (const std::string_view text :
         {"",       "1",       "1.",       "1.4",   "2.0",   "3",      ".2",
          " 1.2",   "1.2 ",    "01.2",     "1.20",  "v1.2",  "TLS1.2", "TLSv",
          "TLSv1.", "TLSv1.4", "TLSv1.2x", "SSLv3", "SSLv2", "0x0303", "all"}) {
        EXPECT_FALSE(parse_protocol_version(text)) << '"' << text << '"';
    }
}

TEST(ProtocolVersion, ComesFromNoOtherCode) {
    for (unsigned code = 0; code <= 0xffff; ++code) {
        const bool known = code >= 0x0301 && code <= 0x0304;
        ASSERT_EQ(protocol_version_from_code(static_cast<std::uint16_t>(code)).has_value(), known)
            << code;
    }
}

// RFC 8701 section 2 lists them.
TEST(Grease, IsSixteenValuesAndNoOther) {
    constexpr std::array<unsigned, 16> reserved{0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a, 0x5a5a,
                                                0x6a6a, 0x7a7a, 0x8a8a, 0x9a9a, 0xaaaa, 0xbaba,
                                                0xcaca, 0xdada, 0xeaea, 0xfafa};
    for (unsigned code = 0; code <= 0xffff; ++code) {
        const bool listed = std::find(reserved.begin(), reserved.end(), code) != reserved.end();
        ASSERT_EQ(is_grease(static_cast<std::uint16_t>(code)), listed) << code;
    }
}

struct CodeName {
    std::uint16_t code;
    std::string_view name;
};

TEST(VersionCodeName, NamesEveryCodeThereIs) {
    constexpr std::array names{
        CodeName{0x0301, "TLSv1"},   CodeName{0x0302, "TLSv1.1"}, CodeName{0x0303, "TLSv1.2"},
        CodeName{0x0304, "TLSv1.3"}, CodeName{0x0002, "SSLv2"},   CodeName{0x0300, "SSLv3"},
        CodeName{0x7a7a, "GREASE"},  CodeName{0x7f1c, "0x7f1c"},  CodeName{0x0000, "0x0000"},
        CodeName{0x0305, "0x0305"},  CodeName{0xfefd, "0xfefd"},  CodeName{0xffff, "0xffff"},
    };
    for (const CodeName& each : names) {
        EXPECT_EQ(version_code_name(each.code), each.name);
    }
}

}  // namespace
}  // namespace tlsmatrix::protocol_version_test
