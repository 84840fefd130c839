// Colours of a terminal (ECMA-48's SGR), for those who asked for them.
//   out += painted("failed", sgr::red, use_colour);
#pragma once

#include <string>
#include <string_view>

namespace tlsmatrix {

namespace sgr {
inline constexpr std::string_view bold = "1";
inline constexpr std::string_view dim = "2";
inline constexpr std::string_view red = "31";
inline constexpr std::string_view green = "32";
inline constexpr std::string_view yellow = "33";
inline constexpr std::string_view magenta = "35";
inline constexpr std::string_view cyan = "36";
inline constexpr std::string_view bold_red = "1;31";
}  // namespace sgr

// painted is text in a colour, or as it stands: where `use_colour` is false, or the colour empty.
// The codes have no width, so text is padded before it is painted.
[[nodiscard]] inline std::string painted(std::string_view text, std::string_view code,
                                         bool use_colour) {
    std::string out;
    if (!use_colour || code.empty()) {
        return out.append(text);
    }
    return out.append("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

}  // namespace tlsmatrix
