#include <algorithm>
#include <array>

#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::process {
namespace {

struct Place {
    std::string_view name;
    std::string Target::*value;
    std::string_view variable;
    bool of_proxy = false;
};

constexpr std::array places{
    Place{"url", &Target::url, "TLSMATRIX_URL"},
    Place{"host", &Target::host, "TLSMATRIX_HOST"},
    Place{"port", &Target::port, "TLSMATRIX_PORT"},
    Place{"ca", &Target::ca, "TLSMATRIX_CA"},
    Place{"truststore", &Target::truststore, "TLSMATRIX_TRUSTSTORE"},
    Place{"version", &Target::version, "TLSMATRIX_VERSION"},
    Place{"name", &Target::name, "TLSMATRIX_NAME"},
    Place{"url_name", &Target::url_name, "TLSMATRIX_URL_NAME"},
    Place{"proxy", &Target::proxy, "TLSMATRIX_PROXY", true},
    Place{"proxy_host", &Target::proxy_host, "TLSMATRIX_PROXY_HOST", true},
    Place{"proxy_port", &Target::proxy_port, "TLSMATRIX_PROXY_PORT", true},
};

// Plain HTTP too goes by the proxy, which refuses it: none gets past it to the real host.
constexpr std::array proxy_variables{"https_proxy", "HTTPS_PROXY", "http_proxy",
                                     "HTTP_PROXY",  "all_proxy",   "ALL_PROXY"};

// What clients read by themselves: OpenSSL and Python's ssl, GnuTLS's lynx, requests, curl, Node,
// git; package managers that look at none of these; and SDKs.
constexpr std::array<std::string_view, 10> authority_variables{
    "SSL_CERT_FILE",  "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
    "GIT_SSL_CAINFO", "npm_config_cafile",  "PIP_CERT",       "CARGO_HTTP_CAINFO",
    "AWS_CA_BUNDLE",  "DENO_CERT"};

// A proxy would answer in the server's place; a key log would be written by every run.
constexpr std::array unwanted{"http_proxy", "https_proxy", "all_proxy",     "no_proxy",
                              "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",     "NO_PROXY",
                              "ftp_proxy",  "FTP_PROXY",   "SSLKEYLOGFILE", "TMPDIR"};

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '_';
    });
}

// Part is a piece of an argument: as it is, or the name of a place.
struct Part {
    std::string_view text;
    bool is_place = false;
};

std::vector<Part> parts_of(std::string_view argument) {
    std::vector<Part> parts;
    std::size_t begun = 0;
    for (std::size_t at = 0; at < argument.size(); ++at) {
        if (argument[at] != '{') {
            continue;
        }
        const std::size_t end = argument.find('}', at);
        if (end == std::string_view::npos) {
            break;
        }
        const bool doubled =
            argument.substr(at).starts_with("{{") && argument.substr(end).starts_with("}}");
        const std::string_view word = argument.substr(at + 1, end - at - 1);
        const bool foreign = at > 0 && (argument[at - 1] == '%' || argument[at - 1] == '$');
        if (doubled && is_word(word.substr(1))) {
            parts.push_back({argument.substr(begun, at - begun)});
            parts.push_back({argument.substr(at + 1, end - at)});
            begun = end + 2;
            at = end + 1;
        } else if (is_word(word) && !foreign) {
            parts.push_back({argument.substr(begun, at - begun)});
            parts.push_back({word, true});
            begun = end + 1;
            at = end;
        }
    }
    parts.push_back({argument.substr(begun)});
    return parts;
}

const Place* find_place(std::string_view name) {
    const auto found = std::find_if(places.begin(), places.end(),
                                    [name](const Place& place) { return place.name == name; });
    return found == places.end() ? nullptr : &*found;
}

const std::string* find_more(const MorePlaces& more, std::string_view name) {
    const auto found = std::find_if(more.begin(), more.end(),
                                    [name](const auto& place) { return place.first == name; });
    return found == more.end() ? nullptr : &found->second;
}

Error unknown_place(std::string_view name, const MorePlaces& more) {
    std::string known;
    std::vector<std::string_view> names;
    const auto add = [&](std::string_view each) {
        names.push_back(each);
        fmt::format_to(std::back_inserter(known), "{}{{{}}}", known.empty() ? "" : " ", each);
    };
    for (const Place& place : places) {
        add(place.name);
    }
    for (const auto& [each, value] : more) {
        add(each);
    }
    const std::string_view meant = meant_word(name, names);
    return {
        fmt::format("the command has {{{0}}} in it, which nothing stands for: {2}write one of {1}, "
                    "or {{{{{0}}}}} for the braces themselves",
                    name, known, meant.empty() ? "" : fmt::format("did you mean {{{}}}? ", meant))};
}

// Result cannot hold a string, which an Error can be made of.
std::optional<Error> fill_in(std::string_view argument, const Target& target,
                             const MorePlaces& more, std::string& filled) {
    for (const Part& part : parts_of(argument)) {
        if (const std::string* value = part.is_place ? find_more(more, part.text) : nullptr) {
            filled += *value;
            continue;
        }
        const Place* place = part.is_place ? find_place(part.text) : nullptr;
        if (part.is_place && place == nullptr) {
            return unknown_place(part.text, more);
        }
        if (part.is_place && place->of_proxy && target.proxy.empty()) {
            return Error{fmt::format(
                "the command has {{{}}} in it, and there is no proxy: --proxy puts one before the "
                "servers",
                part.text)};
        }
        filled += place == nullptr ? part.text : std::string_view(target.*place->value);
    }
    return std::nullopt;
}

std::string_view name_of(std::string_view assignment) {
    return assignment.substr(0, assignment.find('='));
}

}  // namespace

Result<Arguments> fill_in(const Arguments& command, const Target& target, const MorePlaces& more) {
    Arguments filled;
    for (const std::string& argument : command) {
        if (auto error = fill_in(argument, target, more, filled.emplace_back())) {
            return *error;
        }
    }
    return filled;
}

bool mentions(const Arguments& command, std::string_view name) {
    return std::any_of(command.begin(), command.end(), [name](const std::string& argument) {
        const auto parts = parts_of(argument);
        return std::any_of(parts.begin(), parts.end(),
                           [name](const Part& part) { return part.is_place && part.text == name; });
    });
}

std::span<const std::string_view> ca_variables() {
    return authority_variables;
}

std::string run_name(std::string_view run) {
    return fmt::format("{}-{}", ::getpid(), run);
}

std::vector<std::string> environment_of(const Target& target, const std::string& directory,
                                        const std::string& run, const char* const* inherited) {
    std::vector<std::string> made;
    for (const Place& place : places) {
        if (!place.of_proxy || !target.proxy.empty()) {
            made.push_back(fmt::format("{}={}", place.variable, target.*place.value));
        }
    }
    if (!target.proxy.empty()) {
        for (const char* name : proxy_variables) {
            made.push_back(fmt::format("{}={}", name, target.proxy));
        }
        // Node asks a proxy from 24 on, where it is told to.
        made.emplace_back("NODE_USE_ENV_PROXY=1");
    }
    if (!target.ca.empty()) {
        for (const std::string_view name : authority_variables) {
            made.push_back(fmt::format("{}={}", name, target.ca));
        }
    }
    made.push_back("TMPDIR=" + directory);
    made.push_back(fmt::format("{}={}", run_variable, run));
    const auto is_ours = [&made](std::string_view name) {
        return std::any_of(unwanted.begin(), unwanted.end(),
                           [name](std::string_view each) { return each == name; }) ||
               std::any_of(made.begin(), made.end(),
                           [name](const std::string& each) { return name_of(each) == name; });
    };
    std::vector<std::string> environment;
    for (; *inherited != nullptr; ++inherited) {
        if (!is_ours(name_of(*inherited))) {
            environment.emplace_back(*inherited);
        }
    }
    environment.insert(environment.end(), made.begin(), made.end());
    return environment;
}

}  // namespace tlsmatrix::process
