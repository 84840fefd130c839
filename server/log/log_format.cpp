#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/server/log/log_facts.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

namespace tlsmatrix::server {
namespace {

// Piece is a part of a template: a fact, a request header by nginx's name, or text.
struct Piece {
    const Fact* fact = nullptr;
    std::string header = {};
    std::string text = {};
};

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

// Behind the tail, or the line alone, where the listener misbehaves: its name says how.
constexpr std::string_view behaviour_template = " tls_behaviour=$tls_listener";
// The same of a listener with a certificate of the zoo.
constexpr std::string_view certificate_template = " tls_certificate=$tls_listener";
constexpr std::string_view cause_template = R"( tls_cause="$tls_cause")";

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
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_name_letter);
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

// variable_piece takes a name in any case, as nginx does. Every name behind `http_` is known: it is
// the request header of that name.
std::optional<Piece> variable_piece(std::string_view name) {
    constexpr std::string_view header_prefix = "http_";
    const std::string wanted = ascii_lower(name);
    if (const Fact* fact = find_variable(wanted)) {
        return Piece{.fact = fact};
    }
    if (wanted.size() > header_prefix.size() && wanted.starts_with(header_prefix)) {
        return Piece{.header = wanted.substr(header_prefix.size())};
    }
    return std::nullopt;
}

// compile_variable compiles what stands behind a dollar, and takes it from `rest`. An Error, where
// there is one.
std::optional<Error> compile_variable(Pieces& pieces, std::string_view& rest,
                                      std::string_view text) {
    if (rest.starts_with('$')) {
        rest.remove_prefix(1);
        pieces.push_back({.text = "$"});
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
    pieces.push_back(*std::move(piece));
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
        pieces.push_back({.text = std::string(rest.substr(0, dollar))});
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

void append_pieces(const Pieces& pieces, const AccessEntry& entry, TextBuffer& line) {
    const ValueWriter value(line, ValueWriter::Form::line);
    for (const Piece& piece : pieces) {
        if (piece.fact != nullptr) {
            piece.fact->tell(entry, value);
        } else if (!piece.header.empty()) {
            value.text(request_header(entry, piece.header));
        } else {
            line += piece.text;
        }
    }
}

void append_json(const AccessEntry& entry, TextBuffer& line) {
    line += '{';
    append_members(
        entry,
        {"time",        "listener",        "pinned",       "engine",     "peer",    "outcome",
         "version",     "cipher",          "group",        "resumed",    "alpn",    "offered",
         "server_name", "refused_by",      "alert",        "cause",      "advice",  "request",
         "status",      "body_bytes_sent", "request_time", "user_agent", "referer", "request_body"},
        line);
    line += '}';
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
    Pieces line = {};
    Pieces tail = {};
    Pieces behaviour = {};
    Pieces certificate = {};
    Pieces cause = {};
    bool json = false;
};

LogFormat::LogFormat(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

Result<LogFormat> LogFormat::parse(std::string_view text) {
    if (text == json_name) {
        return LogFormat(std::make_shared<Compiled>(Compiled{.json = true}));
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
    const bool has_ours = std::any_of(line->begin(), line->end(), [](const Piece& piece) {
        return piece.fact != nullptr && piece.fact->variable.starts_with("tls_");
    });
    if (has_ours) {
        return LogFormat(std::make_shared<Compiled>(Compiled{*std::move(line)}));
    }
    return LogFormat(std::make_shared<Compiled>(Compiled{
        *std::move(line), compile(tail_template).value(), compile(behaviour_template).value(),
        compile(certificate_template).value(), compile(cause_template).value()}));
}

void LogFormat::append(const AccessEntry& entry, TextBuffer& line) const {
    if (compiled_->json) {
        append_json(entry, line);
    } else {
        append_pieces(compiled_->line, entry, line);
        if (!served(entry)) {
            append_pieces(compiled_->tail, entry, line);
        }
        if (entry.connection->misbehaves) {
            append_pieces(compiled_->behaviour, entry, line);
            append_pieces(served(entry) ? compiled_->cause : Pieces{}, entry, line);
        }
        if (entry.connection->certificate != nullptr) {
            append_pieces(compiled_->certificate, entry, line);
        }
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
