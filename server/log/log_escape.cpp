#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <tlsmatrix/server/log/detail/plain_text.hpp>
#include <tlsmatrix/server/log/log_escape.hpp>

namespace tlsmatrix::server {
namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";

constexpr std::uint8_t byte_at(std::string_view text, std::size_t index) {
    return static_cast<std::uint8_t>(text[index]);
}

// plain_run is the number of bytes in front that can be copied as they are.
std::size_t plain_run(std::string_view text) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_plain);
    return static_cast<std::size_t>(end - text.begin());
}

// append_around copies the plain runs of a value and hands every other place to `append_special`,
// which returns how many bytes it took. Kept out of line, so that the fast path is short.
template <std::size_t (*append_special)(std::string_view, TextBuffer&)>
[[gnu::noinline]] void append_around(std::string_view rest, TextBuffer& line) {
    for (;;) {
        const std::size_t run = plain_run(rest);
        line += rest.substr(0, run);
        rest.remove_prefix(run);
        if (rest.empty()) {
            return;
        }
        rest.remove_prefix(append_special(rest, line));
    }
}

// append_hex appends the byte that the text begins with, and returns its size.
std::size_t append_hex(std::string_view text, TextBuffer& line) {
    const std::uint8_t byte = byte_at(text, 0);
    line += "\\x";
    line += upper_digits[byte >> 4];
    line += upper_digits[byte & 0xF];
    return 1;
}

std::optional<unsigned> digit_value(char digit) {
    const std::size_t value = upper_digits.find(digit);
    return value == std::string_view::npos ? std::nullopt : std::optional(unsigned(value));
}

// Utf8Form is a row of the Unicode Standard's table 3-7: which second byte may follow which first.
struct Utf8Form {
    std::uint8_t first_low, first_high;
    std::uint8_t second_low, second_high;
    std::size_t length;
};

constexpr std::array utf8_forms{
    Utf8Form{0x00, 0x7F, 0x00, 0x00, 1}, Utf8Form{0xC2, 0xDF, 0x80, 0xBF, 2},
    Utf8Form{0xE0, 0xE0, 0xA0, 0xBF, 3}, Utf8Form{0xE1, 0xEC, 0x80, 0xBF, 3},
    Utf8Form{0xED, 0xED, 0x80, 0x9F, 3}, Utf8Form{0xEE, 0xEF, 0x80, 0xBF, 3},
    Utf8Form{0xF0, 0xF0, 0x90, 0xBF, 4}, Utf8Form{0xF1, 0xF3, 0x80, 0xBF, 4},
    Utf8Form{0xF4, 0xF4, 0x80, 0x8F, 4},
};

bool has_form(std::string_view text, const Utf8Form& form) {
    const std::uint8_t first = byte_at(text, 0);
    if (first < form.first_low || first > form.first_high || text.size() < form.length) {
        return false;
    }
    for (std::size_t index = 1; index < form.length; ++index) {
        const std::uint8_t byte = byte_at(text, index);
        const std::uint8_t low = index == 1 ? form.second_low : 0x80;
        const std::uint8_t high = index == 1 ? form.second_high : 0xBF;
        if (byte < low || byte > high) {
            return false;
        }
    }
    return true;
}

// utf8_length is the size of the character that the text begins with; 0 where that is no UTF-8.
std::size_t utf8_length(std::string_view text) {
    for (const Utf8Form& form : utf8_forms) {
        if (has_form(text, form)) {
            return form.length;
        }
    }
    return 0;
}

void append_code(unsigned code, TextBuffer& line) {
    line += "\\u";
    for (int shift : {12, 8, 4, 0}) {
        line += upper_digits[code >> shift & 0xF];
    }
}

// append_json_special appends the character that the text begins with, and returns its size.
std::size_t append_json_special(std::string_view text, TextBuffer& line) {
    const std::uint8_t first = byte_at(text, 0);
    const std::size_t length = utf8_length(text);
    if (first == '"' || first == '\\') {
        line += '\\';
        line += text[0];
        return 1;
    }
    if (length < 2) {  // a control character, DEL, or a byte that is no UTF-8
        append_code(first, line);
        return 1;
    }
    const unsigned second = byte_at(text, 1);
    if (first == 0xC2 && second < 0xA0) {  // U+0080 to U+009F: controls, a terminal obeys them
        append_code(second, line);
    } else if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9")) {
        append_code(0x2000 | (byte_at(text, 2) & 0x3F), line);
    } else {
        line += text.substr(0, length);
    }
    return length;
}

}  // namespace

void append_escaped(std::string_view value, TextBuffer& line) {
    if (value.empty()) {
        line += '-';
    } else if (char* const end = copy_plain(value, line.room(value.size()))) {
        line.end_at(end);
    } else {
        append_around<append_hex>(value, line);
    }
}

void append_json_escaped(std::string_view value, TextBuffer& line) {
    if (char* const end = copy_plain(value, line.room(value.size()))) {
        line.end_at(end);
    } else {
        append_around<append_json_special>(value, line);
    }
}

std::optional<std::string> unescape(std::string_view text) {
    std::string value;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            value += text[at];
            continue;
        }
        if (text.size() - at < 4 || text[at + 1] != 'x') {
            return std::nullopt;
        }
        const auto high = digit_value(text[at + 2]);
        const auto low = digit_value(text[at + 3]);
        if (!high || !low) {
            return std::nullopt;
        }
        value += static_cast<char>(*high << 4 | *low);
        at += 3;
    }
    return value;
}

}  // namespace tlsmatrix::server
