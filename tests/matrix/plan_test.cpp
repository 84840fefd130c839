#include <gmock/gmock.h>

#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::plan_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;

const Cell hole{{{tls_1_0, tls_1_2}, Engine::openssl}, {{tls_1_1}, Engine::openssl}};
const Cell range{{{tls_1_0, tls_1_1}, Engine::exact}, {VersionSet::all(), Engine::openssl}};

TEST(Cell, HasTheIdOfTheDesign) {
    EXPECT_EQ(hole.id(), "client=1.0,1.2/openssl server=1.1/openssl");
    EXPECT_EQ(range.id(), "client=1.0,1.1/exact server=1.0,1.1,1.2,1.3/openssl");
    EXPECT_EQ(range.short_id(), "client=1.0-1.1/exact server=all/openssl");
}

TEST(Cell, NamesItsFurtherAxesBehindTheEnds) {
    Cell cell = hole;
    cell.axes = {{"level", "1"}, {"key", "rsa"}};
    EXPECT_EQ(cell.id(), "client=1.0,1.2/openssl server=1.1/openssl level=1 key=rsa");
}

struct SetsCase {
    const char* text;
    std::size_t count;
};

TEST(ParseSets, KnowsTheNamedFamiliesAndLists) {
    constexpr SetsCase cases[] = {
        {"pinned", 4}, {"ranges", 10},  {"sets", 15},           {"1.0,1.2; 1.3", 2},
        {"1.2", 1},    {"1.2+ all", 2}, {"1.0 1.0 1.0-1.0", 1}, {" ;1.3; ", 1},
    };
    for (const SetsCase& each : cases) {
        const auto sets = parse_sets(each.text);
        ASSERT_TRUE(sets) << each.text;
        EXPECT_EQ(sets->size(), each.count) << each.text;
    }
}

TEST(ParseSets, SaysWhatIsWrongAndWhatThereIs) {
    for (const char* text : {"", " ; ", "1.4", "pinned;", "1.2;tls"}) {
        const auto sets = parse_sets(text);
        ASSERT_FALSE(sets) << text;
        EXPECT_THAT(sets.error().message, HasSubstr("pinned, ranges")) << text;
    }
}

TEST(ParseEngines, NamesThePairings) {
    EXPECT_EQ(parse_engines("exact").value().size(), 1U);
    EXPECT_EQ(parse_engines("openssl").value().size(), 1U);
    EXPECT_EQ(parse_engines("both").value().size(), 2U);
    EXPECT_EQ(parse_engines("all").value().size(), 4U);
    EXPECT_THAT(parse_engines("boring").error().message, HasSubstr("exact, openssl, both or all"));
}

TEST(MakeCells, CrossesEveryClientWithEveryServerForEachPairing) {
    const auto cells =
        make_cells(all_version_sets(), all_version_sets(), parse_engines("all").value());
    EXPECT_EQ(cells.size(), 900U);
}

struct GlobCase {
    const char* glob;
    bool hole;
    bool range;
};

TEST(Matches, TakesEitherFormOfTheId) {
    constexpr GlobCase cases[] = {
        {"*", true, true},
        {"client=1.0,1.2/openssl server=1.1/openssl", true, false},
        {"client=1.0,*", true, true},
        {"client=1.0-1.1/exact server=all/openssl", false, true},
        {"*server=1.1/*", true, false},
        {"client=1.0", false, false},
        {"*/openssl", true, true},
        {"client=*/exact *", false, true},
    };
    for (const GlobCase& each : cases) {
        EXPECT_EQ(matches(hole, each.glob), each.hole) << each.glob;
        EXPECT_EQ(matches(range, each.glob), each.range) << each.glob;
    }
}

TEST(FilterCells, KeepsTheOrderAndWhatAnyGlobMatches) {
    const auto kept = filter_cells({hole, range}, {"client=*/exact *", "*server=1.1/*"}).value();
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].id(), hole.id());
    EXPECT_EQ(filter_cells({hole, range}, {}).value().size(), 2U);
    EXPECT_EQ(filter_cells({hole, range}, {"*server=1.1/*"}).value().size(), 1U);
}

TEST(FilterCells, RefusesAGlobThatMatchesNothing) {
    const auto kept = filter_cells({hole, range}, {"*", "client=1.3/*"});
    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().message, HasSubstr("'client=1.3/*'"));
    EXPECT_THAT(kept.error().message, HasSubstr(hole.id()));
}

struct WaiverCase {
    const char* text;
    const char* glob;
    const char* reason;
};

TEST(ParseWaiver, SplitsBehindTheGlobAndNotInIt) {
    constexpr WaiverCase cases[] = {
        {"*=no reason to run", "*", "no reason to run"},
        {"client=1.0/*=old", "client=1.0/*", "old"},
        {"client=1.0/* server=1.1/*=a=b", "client=1.0/* server=1.1/*", "a=b"},
        {"*server=1.1/*=old", "*server=1.1/*", "old"},
        {"client=1.2/* scsv=on=no fallback here", "client=1.2/* scsv=on", "no fallback here"},
        {"*8server=old", "*8server", "old"},  // no key: it does not stand by itself
        {"*/client=1.0/*=old", "*/client=1.0/*", "old"},
    };
    for (const WaiverCase& each : cases) {
        const auto waiver = parse_waiver(each.text);
        ASSERT_TRUE(waiver) << each.text;
        EXPECT_EQ(waiver->cells.glob, each.glob);
        EXPECT_EQ(waiver->reason, each.reason);
    }
}

TEST(ParseWaiver, WantsAGlobAndAReason) {
    for (const char* text : {"", "*", "client=1.0/*", "*=", "*=  ", "=reason"}) {
        EXPECT_FALSE(parse_waiver(text)) << text;
    }
}

}  // namespace
}  // namespace tlsmatrix::matrix::plan_test
