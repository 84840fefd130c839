#include <algorithm>

#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/detail/clause.hpp>

namespace tlsmatrix::explain {
namespace {

constexpr std::string_view line_ends = "\n\r\t";

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

// In a list or a name may stand what people call hosts, versions and suites.
bool is_listed(char letter) {
    return letter != '\n' && letter != '\r' && letter != ']' && letter != '"' && letter != '\'';
}

bool is_word(char letter) {
    return letter > ' ' && letter != ',' && letter != ')' && letter != ']' && letter != '"' &&
           letter != '\'' && letter != ';' && letter != 0x7F;
}

std::size_t taken_by(char kind, std::string_view text) {
    constexpr std::size_t most = 200;
    const auto fits = [kind](char letter) {
        switch (kind) {
            case 'd':
                return is_digit(letter);
            case 'x':
                return is_hex(letter);
            case 'l':
                return is_listed(letter);
            default:
                return is_word(letter);
        }
    };
    const auto end = std::find_if_not(text.begin(), text.end(), fits);
    return std::min(static_cast<std::size_t>(end - text.begin()), most);
}

bool begins_clause(std::string_view before) {
    if (before.empty()) {
        return true;
    }
    constexpr std::string_view openers = ":;,([{<\"'`|>=\n\r\t/";
    constexpr std::string_view ends = ":;,.)]>-=|";
    const char last = before.back();
    if (last != ' ') {
        return openers.find(last) != std::string_view::npos;
    }
    const std::size_t word = before.find_last_not_of(' ');
    return word == std::string_view::npos || ends.find(before[word]) != std::string_view::npos;
}

bool ends_clause(std::string_view behind) {
    if (trimmed(behind).empty()) {
        return true;
    }
    constexpr std::string_view closers = ",;:)]}\"'`<>|\\";
    const char first = behind.front();
    if (line_ends.find(first) != std::string_view::npos ||
        closers.find(first) != std::string_view::npos) {
        return true;
    }
    const std::string_view rest = behind.substr(1);
    if (first == '.') {
        return rest.empty() || rest.front() == ' ' || rest.front() == '"' || rest.front() == '\'' ||
               rest.front() == ')' || rest.front() == '\n' || rest.front() == '\r';
    }
    return first == ' ' && !rest.empty() &&
           std::string_view("([{<-|").find(rest.front()) != std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> match_clause(std::string_view pattern, std::string_view text) {
    const std::size_t whole = text.size();
    while (!pattern.empty()) {
        if (pattern.size() >= 3 && pattern[0] == '{' && pattern[2] == '}') {
            std::size_t count = taken_by(pattern[1], text);
            pattern.remove_prefix(3);
            // A name is as short as what follows it allows.
            const std::string_view next = pattern.substr(0, pattern.find('{'));
            if (!next.empty()) {
                count = std::min(count, text.find(next));
            }
            if (count == 0) {
                return std::nullopt;
            }
            text.remove_prefix(std::min(count, text.size()));
            continue;
        }
        if (text.empty() || text.front() != pattern.front()) {
            return std::nullopt;
        }
        text.remove_prefix(1);
        pattern.remove_prefix(1);
    }
    return whole - text.size();
}

std::string_view find_clause(std::string_view pattern, std::string_view text) {
    const std::string_view anchor = pattern.substr(0, pattern.find('{'));
    for (std::size_t at = text.find(anchor); at != std::string_view::npos;
         at = text.find(anchor, at + 1)) {
        const auto size = match_clause(pattern, text.substr(at));
        if (size && begins_clause(text.substr(0, at)) &&
            (ends_clause(text.substr(at + *size)) || text.substr(at, *size).ends_with('.'))) {
            return text.substr(at, *size);
        }
    }
    return {};
}

}  // namespace tlsmatrix::explain
