#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>

namespace tlsmatrix {

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before;  // the row of two letters ago
    std::vector<std::size_t> last(right.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    std::vector<std::size_t> row = last;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const bool same = left[i - 1] == right[j - 1];
            row[j] = std::min({last[j - 1] + (same ? 0U : 1U), row[j - 1] + 1, last[j] + 1});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
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

std::string_view meant_word(std::string_view word, std::span<const std::string_view> known) {
    const std::string_view best = nearest(word, known);
    const std::size_t dashes = std::min(word.find_first_not_of('-'), word.size());
    const std::size_t letters = std::max(word.size(), best.size()) - dashes;
    // Two of five letters, or else --port would be taken for --cert.
    const bool is_near = !best.empty() && edit_distance(word, best) * 5 <= letters * 2;
    return is_near ? best : std::string_view();
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
    const std::string_view meant = meant_word(word, known);
    return meant.empty() ? std::string() : fmt::format(": did you mean {}?", meant);
}

}  // namespace tlsmatrix
