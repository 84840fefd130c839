// Letters without a locale: what protocols mean by a letter is ASCII's.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace tlsmatrix {

[[nodiscard]] constexpr char ascii_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] inline std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char letter) { return ascii_lower(letter); });
    return lower;
}

}  // namespace tlsmatrix
