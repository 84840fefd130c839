// The family whose behaviour is expected: that of the OpenSSL that runs, and no other one's.
#include <gmock/gmock.h>

#include "tests/matrix/crossed.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>

namespace tlsmatrix::matrix::family_test {
namespace {

RunOptions expecting(Profile profile) {
    RunOptions options;
    options.profile = profile;
    return options;
}

// A set of which a level takes something, or all: where 3.0 parts from the later ones.
std::vector<Cell> cells_at_levels() {
    return crossed(make_cells(parse_sets("1.0;1.1;1.0,1.1;1.0,1.2;all").value(),
                              parse_sets("1.0;1.2;all").value(), parse_engines("all").value()),
                   {"client-level=0,1", "server-level=0,1", "transport=memory"});
}

TEST(Family, OfTheOpensslThatRunsIsWhatACellIsHeldAgainst) {
    const Report report = run(cells_at_levels(), expecting(running_profile()));
    EXPECT_EQ(report.summary.passed, report.summary.cells);
    EXPECT_TRUE(ssl_module::run(expecting(running_profile())).all_as_expected());
}

// Swapped families fail cells: 3.0's and another's at levels, 3.1's and 4.0's in old hellos.
TEST(Family, OfAnyOtherOpensslFailsCells) {
    for (const Profile profile : all_profiles) {
        if (profile == running_profile()) {
            continue;
        }
        const std::size_t failed = run(cells_at_levels(), expecting(profile)).summary.failed +
                                   ssl_module::run(expecting(profile)).summary.failed;
        EXPECT_GT(failed, 0U) << profile_name(profile);
    }
}

// A client of OpenSSL's own whose level takes its whole set makes an attempt, and no handshake.
TEST(Family, SaysWhatBecomesOfAClientWhoseLevelTakesItsWholeSet) {
    for (const std::string transport : {"memory", "loopback"}) {
        const auto cells =
            crossed(make_cells(parse_sets("1.0;1.1;1.0,1.1").value(), parse_sets("1.0;all").value(),
                               parse_engines("all").value()),
                    {"client-level=1,2", "transport=" + transport});
        for (const CellResult& result : run(cells, {}).cells) {
            EXPECT_EQ(verdict_name(result.verdict), "passed")
                << result.cell.id() << ": " << result.explanation;
        }
    }
}

// Keys of OpenSSL's own suites, at every set and both engines.
TEST(Family, SpeaksWithRareKeysAsTheRuleSays) {
    const auto cells = crossed(
        make_cells(parse_sets("pinned").value(), all_version_sets(), parse_engines("both").value()),
        {"certificate=p384,p521,rsa-pss,ed448", "transport=memory"});
    for (const CellResult& result : run(cells, {}).cells) {
        EXPECT_EQ(verdict_name(result.verdict), "passed")
            << result.cell.id() << ": " << result.explanation;
    }
}

}  // namespace
}  // namespace tlsmatrix::matrix::family_test
