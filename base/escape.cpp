#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/utf8.hpp>

namespace tlsmatrix {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

constexpr bool is_printable_ascii(char byte) {
    return byte >= ' ' && byte < 0x7F;
}

constexpr bool is_special(char byte) {
    return !is_printable_ascii(byte) || byte == '"' || byte == '\\';
}

// has_special tells whether one of eight bytes is special; never misses one.
bool has_special(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high_bits = 0x80 * ones;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    std::uint64_t special = bytes | (bytes - ' ' * ones) | (bytes + ones);  // C0, DEL, above ASCII
    for (const std::uint64_t quote : {std::uint64_t{'"'}, std::uint64_t{'\\'}}) {
        special |= (bytes ^ quote * ones) - ones;
    }
    return (special & high_bits) != 0;
}

// append_around copies what is plain and hands all else to `append_special`, which says how many
// bytes it took.
template <class AppendSpecial>
void append_around(std::string_view text, TextBuffer& out, AppendSpecial append_special) {
    if (is_plain(text)) {
        out += text;
        return;
    }
    while (!text.empty()) {
        if (is_special(text.front())) {
            text.remove_prefix(append_special(text, out));
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
}

std::size_t append_hex(std::string_view text, TextBuffer& out) {
    const auto byte = static_cast<unsigned char>(text.front());
    out += "\\x";
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 0xF];
    return 1;
}

void append_code(std::uint32_t code, TextBuffer& out) {
    out += "\\u";
    for (const int shift : {12, 8, 4, 0}) {
        out += hex_digits[code >> shift & 0xF];
    }
}

// C0, DEL and C1, by which terminals are driven (ECMA-48).
constexpr bool is_control(std::uint32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

std::size_t append_json_special(std::string_view text, TextBuffer& out) {
    constexpr std::uint32_t line_separator = 0x2028;
    constexpr std::uint32_t paragraph_separator = 0x2029;
    const DecodedCharacter decoded = decode_utf8(text);
    const std::uint32_t code = decoded.character;
    if (decoded.bytes == 0) {
        append_code(static_cast<unsigned char>(text.front()), out);
        return 1;
    }
    if (is_control(code) || code == line_separator || code == paragraph_separator) {
        append_code(code, out);
    } else {
        out += code == '"' || code == '\\' ? "\\" : "";
        out += text.substr(0, decoded.bytes);
    }
    return decoded.bytes;
}

std::string text_of(const TextBuffer& buffer) {
    return std::string(buffer.view());
}

}  // namespace

// Eight bytes at a time, the last ones perhaps twice.
bool is_plain(std::string_view text) {
    if (text.size() < 8) {
        return std::none_of(text.begin(), text.end(), [](char byte) { return is_special(byte); });
    }
    for (std::size_t at = 0; at + 8 < text.size(); at += 8) {
        if (has_special(text.substr(at, 8))) {
            return false;
        }
    }
    return !has_special(text.substr(text.size() - 8));
}

void append_escaped(std::string_view text, TextBuffer& out) {
    append_around(text, out, append_hex);
}

void append_json_escaped(std::string_view text, TextBuffer& out) {
    append_around(text, out, append_json_special);
}

std::string escaped(std::string_view text, char quote) {
    TextBuffer out(text.size());
    for (const char& byte : text) {
        if (is_printable_ascii(byte) && byte != quote && byte != '\\') {
            out += byte;
        } else {
            append_hex({&byte, 1}, out);
        }
    }
    return text_of(out);
}

std::optional<std::string> unescape(std::string_view text) {
    std::string value;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            value += text[at];
            continue;
        }
        const std::string_view digits = text.substr(std::min(at + 2, text.size()), 2);
        const auto byte = parse_number<unsigned>(digits, 16);
        if (!text.substr(at).starts_with("\\x") || digits.size() < 2 || !byte ||
            digits.find_first_not_of(hex_digits) != std::string_view::npos) {
            return std::nullopt;
        }
        value += static_cast<char>(*byte);
        at += 3;
    }
    return value;
}

std::string printable(std::string_view text) {
    TextBuffer out(text.size());
    while (!text.empty()) {
        const DecodedCharacter decoded = decode_utf8(text);
        const std::string_view bytes = text.substr(0, std::max<std::size_t>(decoded.bytes, 1));
        if (decoded.bytes == 0) {
            out += utf8_replacement;
        } else if (is_control(decoded.character) && bytes != "\n" && bytes != "\t") {
            for (const char& byte : bytes) {
                append_hex({&byte, 1}, out);
            }
        } else {
            out += bytes;
        }
        text.remove_prefix(bytes.size());
    }
    return text_of(out);
}

}  // namespace tlsmatrix
