#include <algorithm>
#include <array>
#include <optional>

#include <arpa/inet.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix::certs {
namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_dns_label = 63;
constexpr std::string_view wildcard = "*.";

struct OwnName {
    std::string_view text;
    std::string_view general_name;
};

constexpr std::array own_names{OwnName{"localhost", "DNS:localhost"},
                               OwnName{"127.0.0.1", "IP:127.0.0.1"}, OwnName{"::1", "IP:::1"}};

// std::tolower would follow the locale.
std::string lower_case(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return result;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= longest_dns_label && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
           });
}

// is_host_name takes the preferred name syntax of RFC 1034, as RFC 5280 section 4.2.1.6 wants it.
// What ends in digits would be read as an address.
bool is_host_name(std::string_view name) {
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
    return is_label(rest) && !std::all_of(rest.begin(), rest.end(), is_digit);
}

bool is_wildcard(std::string_view name) {
    const std::string_view rest = name.substr(std::min(name.size(), wildcard.size()));
    return name.starts_with(wildcard) && name.size() <= longest_name && is_host_name(rest) &&
           rest.find('.') != std::string_view::npos;
}

std::optional<std::string> short_form(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    std::array<char, INET6_ADDRSTRLEN> written{};
    if (text.find('\0') != std::string::npos ||
        ::inet_pton(family, text.c_str(), address.data()) != 1 ||
        ::inet_ntop(family, address.data(), written.data(), written.size()) == nullptr) {
        return std::nullopt;
    }
    return written.data();
}

// CertificateName is a name as a certificate has it.
struct CertificateName {
    std::string text;
    std::string_view kind;  // in x509v3_config(5)
};

CertificateName read_name(const std::string& name) {
    for (const int family : {AF_INET, AF_INET6}) {
        if (const auto address = short_form(family, name)) {
            return {*address, "IP"};
        }
    }
    std::string host = lower_case(name);
    if (!is_host_name(host) && !is_wildcard(host)) {
        throw SetupError(
            fmt::format("no certificate can be issued for '{}': name a host such as a.localhost or "
                        "api.example.com, *.example.com, or an IP address",
                        name));
    }
    return {std::move(host), "DNS"};
}

}  // namespace

std::vector<std::string> bench_names() {
    std::vector<std::string> names;
    for (const VersionSet set : all_version_sets()) {
        names.push_back(set_host_name(set));
    }
    names.emplace_back("*.report.localhost");
    return names;
}

std::vector<std::string> further_names(const std::vector<std::string>& names) {
    std::vector<std::string> known = bench_names();
    for (const OwnName& own : own_names) {
        known.emplace_back(own.text);
    }
    std::vector<std::string> further;
    for (const std::string& name : names) {
        std::string text = read_name(name).text;
        if (std::find(known.begin(), known.end(), text) == known.end()) {
            known.push_back(text);
            further.push_back(std::move(text));
        }
    }
    std::sort(further.begin(), further.end());
    return further;
}

bool is_on_this_machine(std::string_view name) {
    const std::string text(name);
    return name == "localhost" || name.ends_with(".localhost") || name == "::1" ||
           (name.starts_with("127.") && short_form(AF_INET, text));
}

std::string subject_alt_names(const std::vector<std::string>& names) {
    std::vector<std::string> general_names;
    for (const OwnName& own : own_names) {
        general_names.emplace_back(own.general_name);
    }
    for (const std::string& name : names) {
        const CertificateName read = read_name(name);
        std::string general_name = fmt::format("{}:{}", read.kind, read.text);
        if (std::find(general_names.begin(), general_names.end(), general_name) ==
            general_names.end()) {
            general_names.push_back(std::move(general_name));
        }
    }
    return fmt::format("{}", fmt::join(general_names, ","));
}

}  // namespace tlsmatrix::certs
