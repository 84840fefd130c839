#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <fmt/format.h>

#include <tlsmatrix/server/log/detail/plain_text.hpp>
#include <tlsmatrix/server/log/log_escape.hpp>
#include <tlsmatrix/server/log/log_format.hpp>
#include <tlsmatrix/server/log/log_json.hpp>
#include <tlsmatrix/server/log/log_values.hpp>
#include <tlsmatrix/server/log/log_variables.hpp>

namespace tlsmatrix::server {
namespace {

using Pieces = std::vector<Piece>;

struct NamedTemplate {
    std::string_view name;
    std::string_view text;
};

constexpr std::array named_templates{
    NamedTemplate{"report", R"("$request" $status $body_bytes_sent $ssl_protocol/$ssl_cipher )"
                            R"("$http_referer" "$http_user_agent" $request_time <"$request_body")"},
    NamedTemplate{"combined", R"($remote_addr - $remote_user [$time_local] "$request" )"
                              R"($status $body_bytes_sent "$http_referer" "$http_user_agent")"},
};

constexpr std::string_view json_name = "json";

constexpr std::string_view tail_template =
    " tls_outcome=$tls_outcome tls_refused_by=$tls_refused_by tls_alert=$tls_alert "
    R"(tls_offered=$tls_offered tls_pinned=$tls_pinned tls_cause="$tls_cause")";

// edit_distance is Levenshtein's: how many letters to insert, delete or replace.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
    return *std::min_element(known.begin(), known.end(),
                             [name](std::string_view left, std::string_view right) {
                                 return edit_distance(name, left) < edit_distance(name, right);
                             });
}

Error unknown_variable(std::string_view name) {
    std::vector<std::string_view> known = variable_names();
    known.insert(known.end(), {"http_referer", "http_user_agent"});
    return Error{
        fmt::format("the log format has the unknown variable ${}: did you mean ${}? A "
                    "request header is $http_NAME, a dollar sign is $$",
                    name, nearest(name, known))};
}

Error unknown_name(std::string_view text) {
    constexpr std::array<std::string_view, 3> known{"report", "combined", json_name};
    return Error{
        fmt::format("the log format '{}' is neither a name nor a template: did you mean "
                    "{}? The names are report, combined and json; a template has "
                    "variables such as $request",
                    text, nearest(text, known))};
}

constexpr bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

// take_name takes the variable's name from the front of what stands behind a dollar; empty where
// there is none, or a brace is not closed.
std::string_view take_name(std::string_view& rest) {
    const bool braced = rest.starts_with('{');
    rest.remove_prefix(braced ? 1 : 0);
    const auto* const end = std::find_if_not(rest.begin(), rest.end(), is_name_letter);
    const std::string_view name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(name.size());
    if (!braced) {
        return name;
    }
    if (!rest.starts_with('}')) {
        return {};
    }
    rest.remove_prefix(1);
    return name;
}

// add_literal appends text to the pieces, in as many as it needs but the last, which stays open for
// the variable behind it.
void add_literal(Pieces& pieces, std::string_view text) {
    for (const char letter : text) {
        TextBuffer::Literal* open = pieces.empty() ? nullptr : &pieces.back().before;
        if (open == nullptr || !pieces.back().is_open() || open->size == open->bytes.size()) {
            open = &pieces.emplace_back().before;
        }
        open->bytes[open->size++] = letter;
    }
}

void add_variable(Pieces& pieces, Piece piece) {
    if (!pieces.empty() && pieces.back().is_open()) {
        piece.before = pieces.back().before;
        pieces.pop_back();
    }
    pieces.push_back(std::move(piece));
}

// compile_variable compiles what stands behind a dollar, and takes it from `rest`. An Error, where
// there is one.
std::optional<Error> compile_variable(Pieces& pieces, std::string_view& rest,
                                      std::string_view text) {
    if (rest.starts_with('$')) {
        rest.remove_prefix(1);
        add_literal(pieces, "$");
        return std::nullopt;
    }
    const std::string_view name = take_name(rest);
    if (name.empty()) {
        return Error{
            fmt::format("the log format '{}' has a $ without a variable's name behind it: "
                        "write $name or ${{name}}, and $$ for a dollar sign",
                        text)};
    }
    auto piece = variable_piece(name);
    if (!piece) {
        return unknown_variable(name);
    }
    add_variable(pieces, *std::move(piece));
    return std::nullopt;
}

// is_control tells the bytes that would break a line or a terminal; a tab is welcome.
constexpr bool is_control(char byte) {
    return (byte >= 0 && byte < 0x20 && byte != '\t') || byte == 0x7F;
}

Result<Pieces> compile(std::string_view text) {
    Pieces pieces;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t dollar = std::min(rest.find('$'), rest.size());
        add_literal(pieces, rest.substr(0, dollar));
        rest.remove_prefix(dollar);
        if (rest.empty()) {
            break;
        }
        rest.remove_prefix(1);
        if (auto error = compile_variable(pieces, rest, text)) {
            return *std::move(error);
        }
    }
    return pieces;
}

// append_value is append_escaped, with what nearly all values need inlined.
void append_value(std::string_view value, TextBuffer& line) {
    if (char* const end = copy_plain(value, line.room(value.size()))) {
        line.end_at(end);
    } else {
        append_escaped(value, line);
    }
}

void append_pieces(const Pieces& pieces, const AccessEntry& entry, TextBuffer& line) {
    for (const Piece& piece : pieces) {
        line += piece.before;
        if (piece.value != nullptr) {
            append_value(piece.value(entry, piece.text), line);
        } else if (piece.append != nullptr) {
            piece.append(entry, line);
        }
    }
}

std::string_view template_of(std::string_view text) {
    for (const NamedTemplate& each : named_templates) {
        if (each.name == text) {
            return each.text;
        }
    }
    return text;
}

}  // namespace

// Compiled is the pieces of every line, and those behind it where nothing was served.
struct LogFormat::Compiled {
    Pieces line;
    Pieces tail;
};

LogFormat::LogFormat(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

Result<LogFormat> LogFormat::parse(std::string_view text) {
    if (text == json_name) {
        return LogFormat(std::make_shared<Compiled>(Compiled{{Piece{.append = append_json}}, {}}));
    }
    const std::string_view source = template_of(text);
    if (source.find('$') == std::string_view::npos) {
        return unknown_name(text);
    }
    if (std::any_of(source.begin(), source.end(), is_control)) {
        return Error{
            "the log format has a control character in it: a line ends by itself, and only "
            "tabs may stand between its values"};
    }
    auto line = compile(source);
    if (!line) {
        return line.error();
    }
    const bool has_ours =
        std::any_of(line->begin(), line->end(), [](const Piece& piece) { return piece.tells_tls; });
    return LogFormat(std::make_shared<Compiled>(
        Compiled{*std::move(line), has_ours ? Pieces{} : compile(tail_template).value()}));
}

void LogFormat::append(const AccessEntry& entry, TextBuffer& line) const {
    append_pieces(compiled_->line, entry, line);
    if (!log_values::served(entry)) {
        append_pieces(compiled_->tail, entry, line);
    }
    line += '\n';
}

void LogFormat::append(const AccessEntry& entry, std::string& line) const {
    constexpr std::size_t usual_line = 1024;
    TextBuffer text(usual_line);
    append(entry, text);
    line += text.view();
}

}  // namespace tlsmatrix::server
