// A run in parts, none of which needs more listeners than a process may have sockets.
//   for (const std::vector<Cell>& part : parts_of(cells)) ...
#pragma once

#include <vector>

#include "matrix/cell.hpp"

namespace tlsmatrix::matrix {

// most_listeners is how many a part needs at the utmost: `--preset full` needs 270, and every set
// with every cipher suite would need thousands.
inline constexpr std::size_t most_listeners = 300;

// parts_of splits cells and keeps their order.
[[nodiscard]] std::vector<std::vector<Cell>> parts_of(const std::vector<Cell>& cells);

}  // namespace tlsmatrix::matrix
