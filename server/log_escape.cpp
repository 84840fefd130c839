#include "server/log_escape.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tlsmatrix::server {
namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";

constexpr std::uint8_t byte_at(std::string_view text, std::size_t index) {
    return static_cast<std::uint8_t>(text[index]);
}

// PlainBytes tells for each byte whether it stands for itself.
using PlainBytes = std::array<bool, 256>;

constexpr PlainBytes printable_but_quotes() {
    PlainBytes plain{};
    for (std::size_t byte = 0x20; byte < 0x7F; ++byte) {
        plain[byte] = byte != '"' && byte != '\\';
    }
    return plain;
}

// nginx's escaping and JSON's agree on what can be copied in one go.
constexpr PlainBytes plain_bytes = printable_but_quotes();

// special_bits has a top bit set, for all bytes of a word at once, where one of them is not plain.
// Each term is about one kind. A borrow or carry can only come from a lower byte that is special
// already, so zero is exact.
template <std::unsigned_integral Word>
constexpr Word special_bits(Word bytes) {
    constexpr Word each = static_cast<Word>(~Word{0}) / 0xFF;
    const Word quotes = (bytes ^ ('"' * each)) - each;
    const Word backslashes = (bytes ^ ('\\' * each)) - each;
    const Word below_space = bytes - 0x20 * each;
    const Word delete_code = bytes + each;
    return (bytes | quotes | backslashes | below_space | delete_code) & (0x80 * each);
}

// copy_word copies a word's bytes and tells their special bits.
template <std::unsigned_integral Word>
Word copy_word(const char* from, char* into) {
    Word bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    std::memcpy(into, &bytes, sizeof bytes);
    return special_bits(bytes);
}

// append_words copies a value that is no shorter than a word, and appends it if all of it is plain.
template <std::unsigned_integral Word>
bool append_words(std::string_view value, TextBuffer& line) {
    char* const into = line.room(value.size());
    const std::size_t last = value.size() - sizeof(Word);
    Word special = copy_word<Word>(value.data() + last, into + last);
    for (std::size_t at = 0; at < last; at += sizeof(Word)) {
        special |= copy_word<Word>(value.data() + at, into + at);
    }
    if (special == 0) {
        line.end_at(into + value.size());
    }
    return special == 0;
}

// plain_run is the number of bytes from `start` that can be copied as they are.
std::size_t plain_run(std::string_view value, std::size_t start) {
    std::size_t end = start;
    while (end < value.size() && plain_bytes[byte_at(value, end)]) {
        ++end;
    }
    return end - start;
}

// append_around copies the plain runs of a value and hands every other place to `special`, which
// returns how many bytes it took. Kept out of line, so that the fast path is short.
template <class Special>
[[gnu::noinline]] void append_around(std::string_view value, TextBuffer& line, Special special) {
    for (std::size_t at = 0;;) {
        const std::size_t run = plain_run(value, at);
        line += value.substr(at, run);
        at += run;
        if (at == value.size()) {
            return;
        }
        at += special(value.substr(at));
    }
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

// as_string makes an appender to a string of one to a TextBuffer.
template <void (*append)(std::string_view, TextBuffer&)>
void as_string(std::string_view value, std::string& text) {
    TextBuffer escaped(value.size() + 1);
    append(value, escaped);
    text += escaped.view();
}

}  // namespace

bool append_plain(std::string_view value, TextBuffer& line) {
    if (value.size() >= sizeof(std::uint64_t)) {
        return append_words<std::uint64_t>(value, line);
    }
    return value.size() >= sizeof(std::uint32_t) && append_words<std::uint32_t>(value, line);
}

void append_escaped(std::string_view value, TextBuffer& line) {
    if (value.empty()) {
        line += '-';
        return;
    }
    if (append_plain(value, line)) {
        return;
    }
    append_around(value, line, [&line](std::string_view rest) -> std::size_t {
        const std::uint8_t byte = byte_at(rest, 0);
        line += "\\x";
        line += upper_digits[byte >> 4];
        line += upper_digits[byte & 0xF];
        return 1;
    });
}

void append_json_escaped(std::string_view value, TextBuffer& line) {
    if (!append_plain(value, line)) {
        append_around(value, line,
                      [&line](std::string_view rest) { return append_json_special(rest, line); });
    }
}

void append_escaped(std::string_view value, std::string& text) {
    as_string<append_escaped>(value, text);
}

void append_json_escaped(std::string_view value, std::string& text) {
    as_string<append_json_escaped>(value, text);
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
