#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/leaf_request.hpp>

namespace tlsmatrix::certs {
namespace {

constexpr std::string_view localhost = "localhost";
constexpr std::string_view own_names = "DNS:localhost,IP:127.0.0.1,IP:::1";
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_dns_label = 63;

// std::tolower would follow the locale.
char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
    return result;
}

bool is_letter_or_digit(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= longest_dns_label && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return is_letter_or_digit(c) || c == '-';
           });
}

}  // namespace

bool is_name_below_localhost(std::string_view name) {
    if (name.size() > longest_name) {
        return false;
    }
    std::string_view rest = name;
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
        if (!is_label(rest.substr(0, dot))) {
            return false;
        }
        rest.remove_prefix(dot + 1);
    }
    return rest.size() < name.size() && lower(rest) == localhost;
}

std::string subject_alt_names(const std::vector<std::string>& names) {
    std::vector<std::string> seen;
    std::string text(own_names);
    for (const std::string& name : names) {
        if (!is_name_below_localhost(name)) {
            throw SetupError(fmt::format(
                "no certificate can be issued for '{}': this authority is only for localhost and "
                "literal names below it, such as a.localhost",
                name));
        }
        if (std::find(seen.begin(), seen.end(), lower(name)) == seen.end()) {
            seen.push_back(lower(name));
            text += ",DNS:" + seen.back();
        }
    }
    return text;
}

}  // namespace tlsmatrix::certs
