// The version matrix itself: every client set against every server set in the four pairings of
// engines, one case a cell, named after its sets. The 900 cells are driven once.
#include <map>

#include <gmock/gmock.h>

#include <tlsmatrix/matrix/grid.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix::version_matrix_test {
namespace {

const std::vector<Cell>& cells() {
    static const std::vector<Cell> made =
        make_cells(all_version_sets(), all_version_sets(), parse_engines("all").value());
    return made;
}

const Report& report() {
    static const Report made = run(cells(), {});
    return made;
}

// A test's name may hold letters, digits and underscores alone.
std::string name_of(const ::testing::TestParamInfo<std::size_t>& info) {
    std::string name = cells()[info.param].id();
    for (char& character : name) {
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) {
            character = '_';
        }
    }
    return name;
}

class VersionMatrix : public ::testing::TestWithParam<std::size_t> {};

TEST_P(VersionMatrix, IsAsPredictedAtBothEnds) {
    const CellResult& result = report().cells[GetParam()];
    EXPECT_EQ(result.cell.id(), cells()[GetParam()].id());
    EXPECT_EQ(verdict_name(result.verdict), "passed") << result.explanation;
    if (result.cell.client.engine == Engine::exact && result.cell.server.engine == Engine::exact) {
        const auto best = best_mutual(result.cell.client.versions, result.cell.server.versions);
        EXPECT_EQ(meaning_of(result), best ? Meaning::best : Meaning::no_mutual);
    }
}

INSTANTIATE_TEST_SUITE_P(AllSets, VersionMatrix, ::testing::Range<std::size_t>(0, 900), name_of);

struct Counts {
    std::size_t negotiated;
    std::size_t best;
    std::size_t server_protocol_version;
    std::size_t client_protocol_version;
    std::size_t client_illegal_parameter;

    friend bool operator==(const Counts&, const Counts&) = default;
};

std::ostream& operator<<(std::ostream& out, const Counts& counts) {
    return out << counts.negotiated << " negotiated (" << counts.best << " best), "
               << counts.server_protocol_version << " server's 70, "
               << counts.client_protocol_version << " client's 70, "
               << counts.client_illegal_parameter << " client's 47";
}

Counts counted(const EnginePair& engines) {
    Counts counts{};
    for (const CellResult& result : report().cells) {
        if (EnginePair{result.cell.client.engine, result.cell.server.engine} != engines) {
            continue;
        }
        const std::string outcome = short_outcome(result);
        counts.server_protocol_version += outcome == "S70";
        counts.client_protocol_version += outcome == "C70";
        counts.client_illegal_parameter += outcome == "C47";
        counts.negotiated += outcome.starts_with("1.");
        counts.best += meaning_of(result) == Meaning::best;
    }
    return counts;
}

// Measured before there was a rule, with both ends on OpenSSL 3.0 and on 3.5.
TEST(VersionMatrix, HasTheMeasuredCountsInEachPairing) {
    EXPECT_EQ(counted({Engine::exact, Engine::exact}), (Counts{175, 175, 36, 14, 0}));
    EXPECT_EQ(counted({Engine::openssl, Engine::openssl}), (Counts{151, 128, 54, 16, 4}));
    EXPECT_EQ(counted({Engine::openssl, Engine::exact}), (Counts{155, 131, 54, 16, 0}));
    EXPECT_EQ(counted({Engine::exact, Engine::openssl}), (Counts{172, 172, 36, 14, 3}));
}

TEST(VersionMatrix, IsAllThere) {
    EXPECT_EQ(report().summary.cells, 900U);
    EXPECT_EQ(report().summary.passed, 900U);
    EXPECT_TRUE(report().summary.all_as_expected());
}

}  // namespace
}  // namespace tlsmatrix::matrix::version_matrix_test
