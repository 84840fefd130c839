// The known word that was probably meant by an unknown one.
//   fmt::format("unknown attack '{}'{}", name, did_you_mean(name, names))
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tlsmatrix {

// edit_distance is how many letters to insert, delete, replace or swap with the next.
[[nodiscard]] std::size_t edit_distance(std::string_view left, std::string_view right);

// nearest is the first of the words at the least distance; empty where there are none.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string_view> known);

// meant_word is the nearest of the words; empty where more than two of five letters differ, so that
// nobody can have meant it.
[[nodiscard]] std::string_view meant_word(std::string_view word,
                                          std::span<const std::string_view> known);

// did_you_mean is the end of a complaint about a word: `: did you mean serve?`; empty where nothing
// is near.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string_view> known);

}  // namespace tlsmatrix
