// What the output may look like.
#pragma once

#include <string>

namespace tlsmatrix::cli {

// is_terminal tells whether a descriptor is one.
[[nodiscard]] bool is_terminal(int descriptor);

// use_colour decides for `when` (auto, always, never): auto is a terminal that is not dumb, and a
// non-empty NO_COLOR switches it off (no-color.org).
[[nodiscard]] bool use_colour(const std::string& when, int descriptor);

}  // namespace tlsmatrix::cli
