// Text for terminals: lines of a width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsmatrix::report {

// table_width is the width that every table keeps to.
inline constexpr std::size_t table_width = 80;

// wrap breaks text at spaces into lines of at most table_width, each indented and ended by a
// newline. A word that is longer than a line stays whole.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t indent);

}  // namespace tlsmatrix::report
