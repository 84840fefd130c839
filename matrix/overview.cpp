#include <algorithm>

#include <tlsmatrix/matrix/overview.hpp>

namespace tlsmatrix::matrix {

// Cells of a grid stand together, so the last one is nearly always the right one.
Grid& Overview::grid_of(const Cell& cell) {
    const auto found = std::find_if(grids_.rbegin(), grids_.rend(),
                                    [&cell](const Grid& grid) { return grid.is_of(cell); });
    return found != grids_.rend() ? *found : grids_.emplace_back(cell);
}

void Overview::add(const CellResult& result) {
    count(summary_, result);
    grid_of(result.cell).add(result, summary_.cells);
    if (is_problem(result) && problems_.size() < most_problems) {
        problems_.push_back(result);
    }
}

bool Overview::has(Meaning meaning) const {
    return std::any_of(grids_.begin(), grids_.end(),
                       [meaning](const Grid& grid) { return grid.has(meaning); });
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
