// The known word that was probably meant by an unknown one.
//   fmt::format("unknown flag '{}': did you mean {}?", flag, nearest(flag, flags))
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tlsmatrix {

// edit_distance is Levenshtein's: how many letters to insert, delete or replace.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

// nearest is the first of the words at the least distance; empty where there are none.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string_view> known);

}  // namespace tlsmatrix
