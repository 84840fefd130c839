#include <algorithm>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/detail/bytes_of_text.hpp>

namespace tlsmatrix::explain {
namespace {

bool is_hex_digit(char letter) {
    return parse_number<unsigned>(std::string_view(&letter, 1), 16).has_value();
}

std::optional<std::uint8_t> byte_of(std::string_view pair) {
    if (pair.size() < 2 || !is_hex_digit(pair[0]) || !is_hex_digit(pair[1])) {
        return std::nullopt;
    }
    return parse_number<std::uint8_t>(pair.substr(0, 2), 16);
}

// take_offset takes the offset of a dump's line: hexadecimal digits, perhaps behind 0x, perhaps
// before a colon, and a blank.
std::optional<std::size_t> take_offset(std::string_view& line) {
    std::string_view rest = line.substr(line.starts_with("0x") ? 2 : 0);
    const std::size_t end = std::min(rest.find_first_of(": \t"), rest.size());
    const auto offset =
        end >= 3 && end <= 8 ? parse_number<std::size_t>(rest.substr(0, end), 16) : std::nullopt;
    rest.remove_prefix(end);
    rest.remove_prefix(rest.starts_with(':') ? 1 : 0);
    if (!offset || (!rest.empty() && rest.front() != ' ' && rest.front() != '\t')) {
        return std::nullopt;
    }
    line = rest;
    return offset;
}

// take_row takes the bytes of a dump's line: pairs or groups of them, up to sixteen. Two blanks
// stand in the middle of a row, and more before its characters.
void take_row(std::string_view line, Bytes& into) {
    constexpr std::size_t width = 16;
    std::size_t count = 0;
    line = trimmed(line);
    while (count < width) {
        const auto byte = byte_of(line);
        if (!byte) {
            return;
        }
        into.push_back(*byte);
        ++count;
        line.remove_prefix(2);
        const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
        if (blanks > 2 || (blanks == 2 && count != width / 2)) {
            return;
        }
        line.remove_prefix(blanks);
    }
}

int base64_value(char letter) {
    if (letter >= 'A' && letter <= 'Z') {
        return letter - 'A';
    }
    if (letter >= 'a' && letter <= 'z') {
        return letter - 'a' + 26;
    }
    if (letter >= '0' && letter <= '9') {
        return letter - '0' + 52;
    }
    return letter == '+' || letter == '-' ? 62 : letter == '/' || letter == '_' ? 63 : -1;
}

}  // namespace

std::optional<Bytes> bytes_of_hex(std::string_view text) {
    constexpr std::string_view separators = " \t\r\n:,;-{}[]()\"'";
    Bytes bytes;
    while (!text.empty()) {
        if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("\\x")) {
            text.remove_prefix(2);
        } else if (separators.find(text.front()) != std::string_view::npos) {
            text.remove_prefix(1);
        } else if (const auto byte = byte_of(text)) {
            bytes.push_back(*byte);
            text.remove_prefix(2);
        } else {
            return std::nullopt;
        }
    }
    return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

std::optional<Bytes> bytes_of_dump(std::string_view text) {
    Bytes bytes;
    std::size_t rows = 0;
    for (std::string_view line : words_of(text, "\n")) {
        line = trimmed(line);
        if (line.empty()) {
            continue;
        }
        const auto offset = take_offset(line);
        if (!offset || *offset != bytes.size()) {
            return std::nullopt;
        }
        take_row(line, bytes);
        ++rows;
    }
    // One row is told from digits with separators by nothing else than its offset.
    return rows == 0 || bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

std::optional<Bytes> bytes_of_messages(std::string_view text) {
    Bytes bytes;
    bool is_clients = false;
    bool is_any = false;
    for (const std::string_view line : words_of(text, "\n")) {
        if (line.starts_with("<<<") && is_any) {
            break;
        }
        if (line.starts_with(">>>") || line.starts_with("<<<")) {
            is_clients = line.starts_with(">>>");
            is_any = is_any || is_clients;
        } else if (is_clients && line.starts_with("    ")) {
            const auto more = bytes_of_hex(line);
            if (!more) {
                break;
            }
            bytes.insert(bytes.end(), more->begin(), more->end());
        }
    }
    return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

std::optional<Bytes> bytes_of_base64(std::string_view text) {
    Bytes bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    text = trimmed(text);
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    for (const char letter : text) {
        if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') {
            continue;
        }
        const int value = base64_value(letter);
        if (value < 0) {
            return std::nullopt;
        }
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> count & 0xFFU));
        }
    }
    return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace tlsmatrix::explain
