#include <algorithm>
#include <charconv>
#include <system_error>

#include <boost/json.hpp>

#include <tlsmatrix/server/log/log_escape.hpp>
#include <tlsmatrix/server/pages/detail/handlers_text.hpp>

namespace tlsmatrix::server::handlers {
namespace {

std::optional<char> hex_byte(std::string_view digits) {
    unsigned value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    const bool whole = digits.size() == 2 && error == std::errc() && stop == end;
    return whole ? std::optional(static_cast<char>(value)) : std::nullopt;
}

std::string decoded(std::string_view text) {
    std::string raw;
    raw.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = text[at] == '%' ? hex_byte(text.substr(at + 1, 2)) : std::nullopt;
        if (byte) {
            raw += *byte;
            at += 2;
        } else {
            raw += text[at] == '+' ? ' ' : text[at];
        }
    }
    return raw;
}

bool consists_of(std::string_view text, std::string_view allowed) {
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::vector<Parameter> parse_query(std::string_view query) {
    std::vector<Parameter> parameters;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        parameters.push_back({decoded(pair.substr(0, equals)), decoded(value)});
    }
    return parameters;
}

std::string_view query_of(const Request& request) {
    const std::string_view target = request.target;
    const std::size_t mark = target.find('?');
    const std::string_view query =
        mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    return query.substr(0, query.find('#'));
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return !text.empty() && error == std::errc() && stop == end ? std::optional(value)
                                                                : std::nullopt;
}

// from_chars alone would take a sign, an exponent, `inf` and `nan`.
std::optional<double> seconds_number(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    const bool whole = consists_of(text, "0123456789.") && error == std::errc() && stop == end;
    return whole ? std::optional(value) : std::nullopt;
}

std::string valid_utf8(std::string_view raw) {
    TextBuffer literal(raw.size() + 2);
    literal += '"';
    append_json_escaped(raw, literal);
    literal += '"';
    const boost::json::value text = boost::json::parse(literal.view());
    return std::string(std::string_view(text.get_string()));
}

std::string base64(std::string_view raw) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((raw.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < raw.size(); at += 3) {
        const std::string_view group = raw.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            text += i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
        }
    }
    return text;
}

}  // namespace tlsmatrix::server::handlers
