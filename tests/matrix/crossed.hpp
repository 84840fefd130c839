// Cells with axes, as flags name them.
//   const auto cells = crossed(make_cells(sets, sets, {{}}), {"scsv=on", "certificate=all"});
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::matrix {

// crossed throws where the axes do not parse, or cannot be crossed.
inline std::vector<Cell> crossed(const std::vector<Cell>& cells,
                                 const std::vector<std::string>& axes) {
    std::vector<AxisChoice> choices;
    for (const std::string& axis : axes) {
        choices.push_back(parse_axis(axis).value());
    }
    return cross_axes(cells, choices).value();
}

}  // namespace tlsmatrix::matrix
