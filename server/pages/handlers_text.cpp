#include <algorithm>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/server/pages/detail/handlers_text.hpp>

namespace tlsmatrix::server::handlers {
namespace {

std::optional<char> hex_byte(std::string_view digits) {
    const auto value = parse_number<std::uint8_t>(digits, 16);
    return value && digits.size() == 2 ? std::optional(static_cast<char>(*value)) : std::nullopt;
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
