#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/tls/meant_versions.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::version_set_test {
namespace {

using enum ProtocolVersion;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

// Shape is all that one set is and how it is written.
struct Shape {
    unsigned bits;
    std::string_view str;
    std::string_view compact;
    std::string_view wire_names;
    std::vector<unsigned> runs;  // highest first
};

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> table{
        {0b0000, "none", "none", "-", {}},
        {0b0001, "1.0", "1.0", "TLSv1", {0b0001}},
        {0b0010, "1.1", "1.1", "TLSv1.1", {0b0010}},
        {0b0011, "1.0,1.1", "1.0-1.1", "TLSv1,TLSv1.1", {0b0011}},
        {0b0100, "1.2", "1.2", "TLSv1.2", {0b0100}},
        {0b0101, "1.0,1.2", "1.0,1.2", "TLSv1,TLSv1.2", {0b0100, 0b0001}},
        {0b0110, "1.1,1.2", "1.1-1.2", "TLSv1.1,TLSv1.2", {0b0110}},
        {0b0111, "1.0,1.1,1.2", "1.0-1.2", "TLSv1,TLSv1.1,TLSv1.2", {0b0111}},
        {0b1000, "1.3", "1.3", "TLSv1.3", {0b1000}},
        {0b1001, "1.0,1.3", "1.0,1.3", "TLSv1,TLSv1.3", {0b1000, 0b0001}},
        {0b1010, "1.1,1.3", "1.1,1.3", "TLSv1.1,TLSv1.3", {0b1000, 0b0010}},
        {0b1011, "1.0,1.1,1.3", "1.0-1.1,1.3", "TLSv1,TLSv1.1,TLSv1.3", {0b1000, 0b0011}},
        {0b1100, "1.2,1.3", "1.2+", "TLSv1.2,TLSv1.3", {0b1100}},
        {0b1101, "1.0,1.2,1.3", "1.0,1.2+", "TLSv1,TLSv1.2,TLSv1.3", {0b1100, 0b0001}},
        {0b1110, "1.1,1.2,1.3", "1.1+", "TLSv1.1,TLSv1.2,TLSv1.3", {0b1110}},
        {0b1111, "1.0,1.1,1.2,1.3", "all", "TLSv1,TLSv1.1,TLSv1.2,TLSv1.3", {0b1111}},
    };
    return table;
}

TEST(VersionSet, IsWrittenInThreeForms) {
    for (const Shape& shape : shapes()) {
        const VersionSet set = VersionSet::from_bits(shape.bits);
        EXPECT_EQ(set.str(), shape.str);
        EXPECT_EQ(set.compact(), shape.compact);
        EXPECT_EQ(set.wire_names(), shape.wire_names);
    }
}

TEST(VersionSet, FallsIntoRunsHighestFirst) {
    for (const Shape& shape : shapes()) {
        const VersionSet set = VersionSet::from_bits(shape.bits);
        std::vector<unsigned> runs;
        for (const VersionSet& run : set.runs()) {
            runs.push_back(run.bits());
        }
        EXPECT_EQ(runs, shape.runs) << set.str();
        EXPECT_EQ(set.has_hole(), shape.runs.size() > 1) << set.str();
    }
}

TEST(VersionSet, HasAHoleInFiveOfFifteenCases) {
    std::vector<std::string> holed;
    for (const VersionSet& set : all_version_sets()) {
        if (set.has_hole()) {
            holed.push_back(set.str());
        }
    }
    EXPECT_THAT(holed, ElementsAre("1.0,1.2", "1.0,1.3", "1.1,1.3", "1.0,1.1,1.3", "1.0,1.2,1.3"));
}

TEST(VersionSet, IsReadBackFromWhatItPrints) {
    const auto sets = all_version_sets();
    ASSERT_EQ(sets.size(), 15U);
    for (const VersionSet& set : sets) {
        EXPECT_EQ(set_of(set.str()), set);
        EXPECT_EQ(set_of(set.compact()), set);
        EXPECT_EQ(set_of(set.wire_names()), set);
    }
}

struct Written {
    std::string_view text;
    unsigned bits;
};

TEST(VersionSet, IsReadFromNumbersRangesAndLists) {
    for (const Written& each : {
             Written{"1.2", 0b0100},
             Written{"1.0+", 0b1111},
             Written{"1.2+", 0b1100},
             Written{"1.3+", 0b1000},
             Written{"1.0-1.2", 0b0111},
             Written{"1.1-1.1", 0b0010},
             Written{"1.0-1.3", 0b1111},
             Written{"1.0,1.2", 0b0101},
             Written{"1.2,1.0", 0b0101},
             Written{"1.2,1.2", 0b0100},
             Written{"1.0,1.2+", 0b1101},
             Written{"1.0-1.1,1.3", 0b1011},
             Written{"all", 0b1111},
             Written{"1.2,all", 0b1111},
             Written{"TLSv1.2", 0b0100},
             Written{"TLSv1", 0b0001},
             Written{"TLSv1.0-TLSv1.1", 0b0011},
             Written{"tlsv1.1+", 0b1110},
             Written{" 1.2 ", 0b0100},
             Written{"1.0, 1.2", 0b0101},
             Written{"1.0 - 1.2", 0b0111},
         }) {
        const auto set = VersionSet::parse(each.text);
        ASSERT_TRUE(set) << each.text << ": " << set.error().message;
        EXPECT_EQ(set->bits(), each.bits) << each.text;
    }
}

constexpr std::string_view grammar =
    "write 1.0, 1.1, 1.2 or 1.3, a range such as 1.0-1.2 or 1.2+, a list such as 1.0,1.2, or all";

struct Mistake {
    std::string_view text;
    std::string_view complaint;
};

TEST(VersionSet, NamesThePartThatIsWrongAndTheGrammar) {
    for (const Mistake& each : {
             Mistake{"1.4", "unknown TLS version '1.4': "},
             Mistake{"1.0,1.5", "unknown TLS version '1.5' in '1.0,1.5': "},
             Mistake{"1.0-1.4", "unknown TLS version '1.4' in '1.0-1.4': "},
             Mistake{"0.9-1.2", "unknown TLS version '0.9' in '0.9-1.2': "},
             Mistake{"1.4+", "unknown TLS version '1.4' in '1.4+': "},
             Mistake{"+", "unknown TLS version '' in '+': "},
             Mistake{"-", "unknown TLS version '' in '-': "},
             Mistake{"1.0-1.1-1.2", "unknown TLS version '1.1-1.2' in '1.0-1.1-1.2': "},
             Mistake{"SSLv3", "unknown TLS version 'SSLv3': "},
             Mistake{"none", "unknown TLS version 'none': "},
             Mistake{"", "empty set of TLS versions in '': "},
             Mistake{"  ", "empty set of TLS versions in '  ': "},
             Mistake{",", "empty set of TLS versions in ',': "},
             Mistake{"1.0,", "empty set of TLS versions in '1.0,': "},
             Mistake{"1.0,,1.2", "empty set of TLS versions in '1.0,,1.2': "},
         }) {
        const auto set = VersionSet::parse(each.text);
        ASSERT_FALSE(set) << each.text;
        EXPECT_EQ(set.error().message, fmt::format("{}{}", each.complaint, grammar));
    }
}

TEST(VersionSet, SaysWhatWasMeantBySpellingsOfOtherPrograms) {
    struct Meant {
        std::string_view text;
        std::string_view meant;
    };
    for (const Meant& each : {
             Meant{"TLSv1_2", "1.2"},  // nmap, OpenSSL's code
             Meant{"tls1_3", "1.3"},   // OpenSSL's flags
             Meant{"tls12", "1.2"},
             Meant{"12", "1.2"},
             Meant{"v1.2", "1.2"},
             Meant{"tls-1.2", "1.2"},
             Meant{"tls1", "1.0"},
             Meant{"1,2", "1.2"},  // a decimal comma
             Meant{"1,0-1,2", "1.0-1.2"},
             Meant{"TLSv1.2 TLSv1.3", "1.2,1.3"},  // nginx
             Meant{"TLSv1.2:TLSv1.3", "1.2-1.3"},
             Meant{"1.0;1.2", "1.0,1.2"},
             Meant{"1.0..1.2", "1.0-1.2"},
             Meant{"1.0 to 1.2", "1.0-1.2"},
             Meant{"1.0-", "1.0+"},
             Meant{"-1.1", "1.0-1.1"},
             Meant{">=1.2", "1.2+"},  // as dependencies are written
             Meant{">1.2", "1.3+"},
             Meant{"<1.2", "1.0-1.1"},
             Meant{"<= TLSv1.1", "1.0-1.1"},
             Meant{"tls12+", "1.2+"},
         }) {
        const auto set = VersionSet::parse(each.text);
        ASSERT_FALSE(set) << each.text;
        EXPECT_THAT(set.error().message,
                    testing::EndsWith(fmt::format(": did you mean {}?", each.meant)))
            << each.text;
        EXPECT_TRUE(VersionSet::parse(each.meant)) << each.meant;
    }
    for (const std::string_view unclear :
         {"", "1", "2", "1-2", "1.2.3", ">1.3", "<1.0", "1.2:1.1", "1.2 x", "tls",
          "1.2=127.0.0.1:0", ">=1.2,<1.3", "1.0-1.1-1.2", "tls14", "1.2+1.3"}) {
        EXPECT_EQ(meant_versions(unclear), "") << unclear;
    }
}

TEST(VersionSet, ToldBackwardsSaysHowToTurnTheRangeRound) {
    EXPECT_EQ(VersionSet::parse("1.0,1.3-1.1").error().message,
              "the range '1.3-1.1' runs backwards: write 1.1-1.3");
}

TEST(VersionSet, ThrowsTheErrorWhereItsValueIsDemanded) {
    EXPECT_THROW((void)VersionSet::parse("1.4").value(), SetupError);
}

TEST(VersionSet, KnowsItsBounds) {
    EXPECT_EQ(VersionSet{}.highest(), std::nullopt);
    EXPECT_EQ(VersionSet{}.lowest(), std::nullopt);
    for (const VersionSet& set : all_version_sets()) {
        EXPECT_EQ(set.lowest(), set.versions().front()) << set.str();
        EXPECT_EQ(set.highest(), set.versions().back()) << set.str();
        EXPECT_EQ(static_cast<std::size_t>(set.size()), set.versions().size()) << set.str();
    }
    EXPECT_EQ(set_of("1.0,1.2").lowest(), tls_1_0);
    EXPECT_EQ(set_of("1.0,1.2").highest(), tls_1_2);
}

TEST(VersionSet, CutsAtALimit) {
    EXPECT_EQ(set_of("1.0,1.2,1.3").up_to(tls_1_2), set_of("1.0,1.2"));
    EXPECT_EQ(set_of("1.0,1.2,1.3").up_to(tls_1_1), set_of("1.0"));
    EXPECT_EQ(set_of("1.3").up_to(tls_1_2), VersionSet{});
    EXPECT_EQ(VersionSet::between(tls_1_1, tls_1_3), set_of("1.1+"));
    EXPECT_EQ(VersionSet::between(tls_1_3, tls_1_1), VersionSet{});
}

TEST(VersionSet, HasTheAlgebraOfSets) {
    for (unsigned left = 0; left < 16; ++left) {
        for (unsigned right = 0; right < 16; ++right) {
            const VersionSet a = VersionSet::from_bits(left);
            const VersionSet b = VersionSet::from_bits(right);
            EXPECT_EQ((a & b).bits(), left & right);
            EXPECT_EQ((a | b).bits(), left | right);
            EXPECT_EQ((a - b).bits(), left & ~right);
            EXPECT_EQ(a == b, left == right);
        }
    }
}

TEST(VersionSet, TakesVersionsInAndOut) {
    VersionSet set;
    set.insert(tls_1_2);
    set.insert(tls_1_0);
    set.insert(tls_1_2);
    EXPECT_EQ(set, (VersionSet{tls_1_0, tls_1_2}));
    EXPECT_TRUE(set.contains(tls_1_2));
    EXPECT_FALSE(set.contains(tls_1_1));
    set.erase(tls_1_2);
    set.erase(tls_1_3);
    EXPECT_EQ(set, VersionSet{tls_1_0});
    EXPECT_FALSE(set.empty());
    EXPECT_TRUE(VersionSet{}.empty());
    EXPECT_THAT(VersionSet{}.versions(), IsEmpty());
}

TEST(VersionSet, IgnoresBitsBeyondTheFourVersions) {
    EXPECT_EQ(VersionSet::from_bits(0xf2).bits(), 0b0010U);
    EXPECT_EQ(VersionSet::all().bits(), 0b1111U);
}

TEST(AllVersionSets, StandInTheOrderOfTheirBits) {
    const auto sets = all_version_sets();
    for (unsigned i = 0; i < sets.size(); ++i) {
        EXPECT_EQ(sets[i].bits(), i + 1);
    }
}

}  // namespace
}  // namespace tlsmatrix::version_set_test
