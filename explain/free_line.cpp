#include <algorithm>
#include <array>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/detail/free_line.hpp>

namespace tlsmatrix::explain {
namespace {

// Word is a piece of a line: in quotes or brackets, or between blanks.
struct Word {
    std::string_view text;
    bool quoted = false;
};

Word take_word(std::string_view& rest) {
    const char first = rest.front();
    const char last = first == '"' ? '"' : first == '[' ? ']' : '\0';
    if (last == '\0') {
        const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
        const Word word{rest.substr(0, end)};
        rest.remove_prefix(end);
        return word;
    }
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != last) {
        end += rest[end] == '\\' ? 2U : 1U;
    }
    end = std::min(end, rest.size());
    const Word word{rest.substr(1, end - 1), true};
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

std::vector<Word> words_of_line(std::string_view line) {
    std::vector<Word> words;
    while (!(line = trimmed(line)).empty()) {
        words.push_back(take_word(line));
    }
    return words;
}

// Found is a protocol's name, and the cipher suite beside it.
struct Found {
    std::string_view protocol;
    std::string_view cipher;
    bool quoted = false;
    bool named = false;  // by a name that servers give to the protocol of their connection
};

// is_protocol_field tells the names under which servers write what was negotiated with the client
// itself: not what is allowed, asked for, or negotiated with somebody else.
bool is_protocol_field(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{"ssl_protocol", "ssl_version", "tls_protocol",
                                                    "tls_version",  "sslversion",  "tlsversion"};
    const std::string lower = ascii_lower(name);
    return std::find(names.begin(), names.end(), lower) != names.end();
}

bool is_suite_name(std::string_view word) {
    return find_suite_by_name(word) != nullptr;
}

// found_in reads `TLSv1.2`, `TLSv1.2/CIPHER`, `TLSv1.2:CIPHER`, and `name=` before any of them.
std::optional<Found> found_in(const Word& word) {
    std::string_view text = word.text;
    bool named = false;
    if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
        named = is_protocol_field(text.substr(0, equals));
        text.remove_prefix(equals + 1);
        if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
            text = text.substr(1, text.size() - 2);
        }
    }
    text = text.substr(0, text.find_last_not_of(",;") + 1);
    const std::size_t end = std::min(text.find_first_of("/:"), text.size());
    const std::string_view cipher = end < text.size() ? text.substr(end + 1) : std::string_view();
    if (!is_protocol_name(text.substr(0, end)) || (end < text.size() && !is_suite_name(cipher))) {
        return std::nullopt;
    }
    return Found{text.substr(0, end), cipher, word.quoted, named};
}

// suite_in reads a word that is a suite's name, and `name=` before it.
std::string_view suite_in(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view text = word.substr(equals == std::string_view::npos ? 0 : equals + 1);
    return is_suite_name(text) ? text : std::string_view();
}

std::vector<Found> all_found(const std::vector<Word>& words) {
    std::vector<Found> all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (auto found = found_in(words[i])) {
            if (found->cipher.empty() && i + 1 < words.size()) {
                found->cipher = suite_in(words[i + 1].text);
            }
            all.push_back(*found);
        }
    }
    // Whoever sends a request writes what stands in quotes; what stands free is the server's.
    if (std::any_of(all.begin(), all.end(), [](const Found& each) { return !each.quoted; })) {
        std::erase_if(all, [](const Found& each) { return each.quoted; });
    }
    return all;
}

std::string_view request_in(const std::vector<Word>& words) {
    for (const Word& word : words) {
        if (word.quoted && (word.text.ends_with(" HTTP/1.1") || word.text.ends_with(" HTTP/1.0") ||
                            word.text.ends_with(" HTTP/2.0"))) {
            return word.text;
        }
    }
    return {};
}

// is_clients_word tells the members that a client fills as it likes.
bool is_clients_word(std::string_view name) {
    constexpr std::string_view theirs[] = {"agent",   "referer", "referrer",
                                           "request", "uri",     "body"};
    return std::any_of(std::begin(theirs), std::end(theirs), [&](std::string_view part) {
        return name.find(part) != std::string_view::npos;
    });
}

}  // namespace

const CipherSuite* find_suite_by_name(std::string_view name) {
    for (const auto table : {common_suites(), rare_suites()}) {
        const auto found = std::find_if(table.begin(), table.end(), [&](const CipherSuite& each) {
            return !name.empty() && (each.openssl == name || each.iana == name);
        });
        if (found != table.end()) {
            return &*found;
        }
    }
    return nullptr;
}

AccessLine find_fields(std::string_view text) {
    AccessLine line;
    const std::vector<Word> words = words_of_line(text);
    const std::vector<Found> found = all_found(words);
    if (const std::string_view request = request_in(words); !request.empty()) {
        line.fields.push_back({"request", std::string(request)});
    }
    // A version alone may be a client's word, a limit or a complaint: a suite beside it, or the
    // field's name, makes it that of a handshake.
    if (found.size() == 1 && (found.front().named || !found.front().cipher.empty())) {
        line.fields.push_back({"ssl_protocol", std::string(found.front().protocol)});
        if (!found.front().cipher.empty()) {
            line.fields.push_back({"ssl_cipher", std::string(found.front().cipher)});
        }
    } else {
        for (const Found& each : found) {
            line.candidates.emplace_back(each.protocol);
        }
    }
    return line;
}

void name_by_values(AccessLine& line) {
    std::vector<Field*> protocols;
    Field* cipher = nullptr;
    const bool has_field =
        std::any_of(line.fields.begin(), line.fields.end(),
                    [](const Field& each) { return is_protocol_field(each.name); });
    for (Field& field : line.fields) {
        if (is_clients_word(field.name)) {
            continue;
        }
        if (has_field ? is_protocol_field(field.name) : is_protocol_name(field.value)) {
            protocols.push_back(&field);
        } else if (cipher == nullptr && is_suite_name(field.value)) {
            cipher = &field;
        }
    }
    if (protocols.size() == 1 && (has_field || cipher != nullptr)) {
        protocols.front()->name = "ssl_protocol";
    } else {
        for (const Field* each : protocols) {
            line.candidates.push_back(each->name + "=" + each->value);
        }
    }
    if (cipher != nullptr) {
        cipher->name = "ssl_cipher";
    }
}

}  // namespace tlsmatrix::explain
