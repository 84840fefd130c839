// How deep a TOML text goes, before it is parsed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tlsmatrix::matrix {

// max_key_parts is how many parts a dotted key or a table's header may have. toml++ nests a table
// for each and destroys each within the other, until there is no stack left; what brackets and
// braces nest it counts itself.
inline constexpr std::size_t max_key_parts = 16;

// line_of_deep_key is the first line that has a key of more parts.
[[nodiscard]] std::optional<std::size_t> line_of_deep_key(std::string_view text);

}  // namespace tlsmatrix::matrix
