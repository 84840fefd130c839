// A run in parts, each with few listeners and clients, so that a run of any length needs no more
// sockets and no more memory than a short one.
//   for (const std::span<const Cell> part : parts_of(cells)) ...
#pragma once

#include <span>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// most_endpoints is how many listeners a part has at the utmost, and how many clients: the 15 sets
// with either engine are 30. Every set with every cipher suite would be thousands.
inline constexpr std::size_t most_endpoints = 60;

// parts_of splits cells and keeps their order. The parts refer to the cells.
[[nodiscard]] std::vector<std::span<const Cell>> parts_of(std::span<const Cell> cells);

}  // namespace tlsmatrix::matrix
