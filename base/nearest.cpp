#include <algorithm>
#include <numeric>
#include <vector>

#include <tlsmatrix/base/nearest.hpp>

namespace tlsmatrix {

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char letter : left) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (letter == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> known) {
    const auto least = std::min_element(
        known.begin(), known.end(), [word](std::string_view left, std::string_view right) {
            return edit_distance(word, left) < edit_distance(word, right);
        });
    return least == known.end() ? std::string_view() : *least;
}

}  // namespace tlsmatrix
