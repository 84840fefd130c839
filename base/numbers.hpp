// Numbers read from a whole text; nullopt where it holds anything else.
//   if (const auto port = parse_number<std::uint16_t>(text)) ...
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace tlsmatrix {

// parse_number reads digits and nothing else: no sign, no blank, nothing behind them. Nullopt too
// where the number is greater than the type's.
template <std::integral Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int base = 10) {
    Number value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    const bool whole = error == std::errc() && stop == end && text.front() != '-';
    return whole ? std::optional(value) : std::nullopt;
}

// parse_decimal reads `2` and `0.25`: digits, and perhaps a point among them.
[[nodiscard]] inline std::optional<double> parse_decimal(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    // from_chars alone would take a sign, `inf` and `nan`.
    const bool whole = error == std::errc() && stop == end &&
                       text.find_first_not_of("0123456789.") == std::string_view::npos;
    return whole ? std::optional(value) : std::nullopt;
}

}  // namespace tlsmatrix
