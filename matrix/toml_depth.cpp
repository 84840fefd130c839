#include <algorithm>

#include <tlsmatrix/matrix/detail/toml_depth.hpp>

namespace tlsmatrix::matrix {
namespace {

// behind_text is where a text in quotes ends that begins here. One that never ends is no TOML, and
// takes the rest of its line, or of the file.
std::size_t behind_text(std::string_view toml, std::size_t begin) {
    const char quote = toml[begin];
    const bool is_long = toml.substr(begin, 3) == "\"\"\"" || toml.substr(begin, 3) == "'''";
    std::size_t at = begin + (is_long ? 3 : 1);
    while (at < toml.size()) {
        if (toml[at] == '\\' && quote == '"') {
            at += 2;
        } else if (toml[at] == '\n' && !is_long) {
            return at;
        } else if (toml[at] != quote) {
            ++at;
        } else if (!is_long) {
            return at + 1;
        } else {
            // Two quotes more may stand before the three that end it.
            const std::size_t run = std::min(toml.find_first_not_of(quote, at), toml.size()) - at;
            at += std::min<std::size_t>(run, 5);
            if (run >= 3) {
                return at;
            }
        }
    }
    return toml.size();
}

}  // namespace

std::optional<std::size_t> line_of_deep_key(std::string_view text) {
    constexpr std::string_view ends_of_keys = "=,[]{}\n";
    std::size_t parts = 1;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '#') {
            at = std::min(text.find('\n', at), text.size());
            continue;
        }
        if (c == '"' || c == '\'') {
            at = behind_text(text, at);
            continue;
        }
        parts = ends_of_keys.find(c) != std::string_view::npos ? 1 : parts + (c == '.' ? 1 : 0);
        if (parts > max_key_parts) {
            return static_cast<std::size_t>(std::count(text.begin(), text.begin() + at, '\n')) + 1;
        }
        ++at;
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::matrix
