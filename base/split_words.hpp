// A text taken apart at its separators.
//   for (const std::string_view word : words_of("X25519:P-256", ":")) ...
#pragma once

#include <string_view>
#include <vector>

namespace tlsmatrix {

// words_of has an empty word wherever two separators meet.
[[nodiscard]] inline std::vector<std::string_view> words_of(std::string_view list,
                                                            std::string_view separators) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t end = list.find_first_of(separators);
        words.push_back(list.substr(0, end));
        if (end == std::string_view::npos) {
            return words;
        }
        list.remove_prefix(end + 1);
    }
}

// trimmed is without blanks at either end.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blank);
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace tlsmatrix
