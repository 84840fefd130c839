#include "matrix/overview.hpp"

#include <algorithm>

namespace tlsmatrix::matrix {
namespace {

unsigned bit_of(Meaning meaning) {
    return 1U << static_cast<unsigned>(meaning);
}

}  // namespace

// Cells of a grid stand together, so the last one is nearly always the right one.
Grid& Overview::grid_of(const Cell& cell) {
    const auto found = std::find_if(grids_.rbegin(), grids_.rend(),
                                    [&cell](const Grid& grid) { return grid.is_of(cell); });
    return found != grids_.rend() ? *found : grids_.emplace_back(cell);
}

void Overview::add(const CellResult& result) {
    ++summary_.cells;
    ++(result.waived ? summary_.waived : count_of(summary_, result.verdict));
    meanings_ |= bit_of(meaning_of(result));
    grid_of(result.cell).add(result, summary_.cells);
    if (is_problem(result)) {
        ++all_problems_;
        if (problems_.size() < most_problems) {
            problems_.push_back(result);
        }
    }
}

bool Overview::has(Meaning meaning) const {
    return (meanings_ & bit_of(meaning)) != 0;
}

Overview overview_of(const Report& report) {
    Overview overview(report.shard);
    for (const CellResult& result : report.cells) {
        overview.add(result);
    }
    overview.took(report.summary.seconds);
    return overview;
}

}  // namespace tlsmatrix::matrix
