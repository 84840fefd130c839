#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/access_line.hpp>
#include <tlsmatrix/explain/detail/free_line.hpp>
#include <tlsmatrix/explain/detail/json_line.hpp>
#include <tlsmatrix/explain/detail/line_formats.hpp>

namespace tlsmatrix::explain {
namespace {

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    if (letter >= 'a' && letter <= 'f') {
        return letter - 'a' + 10;
    }
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

// without_escapes undoes what nginx and Apache write: \xXX, and Apache's letters of C.
std::string without_escapes(std::string_view text) {
    constexpr std::string_view letters = "ntrbvf\"\\";
    constexpr std::string_view meant = "\n\t\r\b\v\f\"\\";
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.size() >= 4 && rest.starts_with("\\x") && hex_digit(rest[2]) >= 0 &&
            hex_digit(rest[3]) >= 0) {
            plain += static_cast<char>(hex_digit(rest[2]) * 16 + hex_digit(rest[3]));
            i += 3;
            continue;
        }
        const std::size_t letter =
            rest.size() >= 2 && rest[0] == '\\' ? letters.find(rest[1]) : std::string_view::npos;
        plain += letter == std::string_view::npos ? rest[0] : meant[letter];
        i += letter == std::string_view::npos ? 0 : 1;
    }
    return plain;
}

// without_syslog drops what a system's log writes before a line of HAProxy's.
std::string_view without_syslog(std::string_view line) {
    const std::size_t name = line.find("haproxy[");
    const std::size_t end = name == std::string_view::npos ? name : line.find("]: ", name);
    return end == std::string_view::npos ? line : line.substr(end + 3);
}

AccessLine read_fields(std::string_view line) {
    if (line.starts_with('{')) {
        if (auto read = match_json(line)) {
            return *std::move(read);
        }
    }
    auto read = match_formats(line);
    if (!read) {
        read = match_formats(without_syslog(line));
    }
    AccessLine found = read ? *std::move(read) : find_fields(line);
    for (Field& field : found.fields) {
        field.value = without_escapes(field.value);
    }
    return found;
}

}  // namespace

const std::string* AccessLine::value(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& each) { return each.name == name; });
    return found == fields.end() ? nullptr : &found->value;
}

std::string AccessLine::given(std::string_view name) const {
    const std::string* found = value(name);
    return found == nullptr || *found == "-" ? std::string() : *found;
}

bool is_protocol_name(std::string_view word) {
    constexpr std::array<std::string_view, 7> names{"SSLv2",   "SSLv3",   "TLSv1",  "TLSv1.0",
                                                    "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    return std::find(names.begin(), names.end(), word) != names.end();
}

Result<AccessLine> read_access_line(std::string_view text) {
    if (text.size() > max_line_bytes) {
        return Error{fmt::format("the line is longer than {} KiB: give one line of an access log",
                                 max_line_bytes >> 10U)};
    }
    const std::string_view line = trimmed(text);
    if (line.empty()) {
        return Error{"the line is empty: give one line of an access log"};
    }
    if (line.find('\n') != std::string_view::npos) {
        return Error{"these are several lines: give one line of an access log"};
    }
    return read_fields(line);
}

}  // namespace tlsmatrix::explain
