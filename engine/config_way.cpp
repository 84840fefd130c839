#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/engine/detail/config_way.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>
#include <tlsmatrix/engine/freed.hpp>

namespace tlsmatrix {
namespace {

using ConfigPointer = std::unique_ptr<CONF, Freed<NCONF_free>>;

constexpr std::array tls_settings{
    "minprotocol", "maxprotocol", "protocol", "cipherstring",        "ciphersuites",
    "groups",      "curves",      "options",  "signaturealgorithms",
};

// OpenSSL 3.0 has no list of the sections, so their lines are looked for; what a file includes is
// left out.
std::vector<std::string> sections_in(const std::string& text) {
    std::vector<std::string> names;
    for (const std::string_view word : words_of(text, "\n")) {
        const std::string_view line = trimmed(word);
        const std::size_t end = line.find(']');
        if (line.starts_with('[') && end != std::string_view::npos) {
            names.emplace_back(trimmed(line.substr(1, end - 1)));
        }
    }
    return names;
}

bool sets_tls(const CONF* config, const std::string& section) {
    const STACK_OF(CONF_VALUE)* lines = NCONF_get_section(config, section.c_str());
    ERR_clear_error();
    for (int i = 0; lines != nullptr && i < sk_CONF_VALUE_num(lines); ++i) {
        const std::string name = ascii_lower(sk_CONF_VALUE_value(lines, i)->name);
        const std::string_view bare = std::string_view(name).substr(name.find('.') + 1);
        // `protocol` and `options` are words of others too; the rest are TLS's alone.
        if (bare != "protocol" && bare != "options" &&
            std::find(tls_settings.begin(), tls_settings.end(), bare) != tls_settings.end()) {
            return true;
        }
    }
    return false;
}

// A program may ask for a section by its name in the one of ssl_conf.
bool is_named_in(const CONF* config, const std::string& section, const std::string& wanted) {
    const STACK_OF(CONF_VALUE)* lines = NCONF_get_section(config, section.c_str());
    ERR_clear_error();
    for (int i = 0; lines != nullptr && i < sk_CONF_VALUE_num(lines); ++i) {
        if (sk_CONF_VALUE_value(lines, i)->value == wanted) {
            return true;
        }
    }
    return false;
}

// The text with a line more, at the head of a section; null where that is no configuration.
ConfigPointer with_line(const std::string& text, const std::string& section,
                        const std::string& line) {
    const std::string longer = section.empty() ? fmt::format("{}\n{}", line, text)
                                               : fmt::format("{}\n[{}]\n{}\n", text, section, line);
    const BioPointer source(BIO_new_mem_buf(longer.data(), static_cast<int>(longer.size())));
    ConfigPointer config(NCONF_new(nullptr));
    const bool read = NCONF_load_bio(config.get(), source.get(), nullptr) == 1;
    ERR_clear_error();
    return read ? std::move(config) : nullptr;
}

// The line that is missing, tried: each section is one that it might name.
std::string remedy_of(const std::string& text, const std::vector<std::string>& way,
                      const std::vector<std::string>& sections, const std::string& wanted) {
    const char* step = config_way.at(way.size() - 1);
    for (const std::string& section : sections) {
        const std::string line = fmt::format("{} = {}", step, section);
        const ConfigPointer config = with_line(text, way.back(), line);
        if (config && way_of(config.get()).back() == wanted) {
            return way.back().empty() ? fmt::format("write '{}' before its first section", line)
                                      : fmt::format("write '{}' into [{}]", line, way.back());
        }
    }
    return {};
}

// Words that stand in a section where nobody looks for them.
std::string misplaced(const CONF* config, const std::vector<std::string>& sections,
                      const char* step, const std::string& right_place) {
    for (const std::string& section : sections) {
        if (section != right_place && config_value(config, section.c_str(), step) != nullptr) {
            return fmt::format("'{}' stands in [{}]", step, section);
        }
    }
    return {};
}

std::string missing_in(const CONF* config, const std::vector<std::string>& way,
                       const std::vector<std::string>& sections) {
    const char* step = config_way.at(way.size() - 1);
    const std::string place =
        way.back().empty() ? "before the first section" : fmt::format("in [{}]", way.back());
    const std::string elsewhere = misplaced(config, sections, step, way.back());
    return elsewhere.empty() ? fmt::format("no '{}' stands {}", step, place)
                             : fmt::format("{}, and none {}", elsewhere, place);
}

}  // namespace

const char* config_value(const CONF* config, const char* section, const char* name) {
    const char* value = NCONF_get_string(config, section, name);
    ERR_clear_error();
    return value;
}

std::vector<std::string> way_of(const CONF* config) {
    std::vector<std::string> way{""};
    for (const char* step : config_way) {
        const char* section =
            config_value(config, way.back().empty() ? nullptr : way.back().c_str(), step);
        if (section == nullptr) {
            break;
        }
        way.emplace_back(section);
    }
    return way;
}

std::optional<UnreachedSection> find_unreached_section(const std::string& text,
                                                       const CONF* config) {
    const std::vector<std::string> way = way_of(config);
    if (way.size() > config_way.size() && sets_tls(config, way.back())) {
        return std::nullopt;
    }
    const std::vector<std::string> sections = sections_in(text);
    for (const std::string& section : sections) {
        if (!sets_tls(config, section) ||
            (way.size() > 2 && is_named_in(config, way[2], section))) {
            continue;
        }
        if (way.size() > config_way.size()) {
            return UnreachedSection{
                section, fmt::format("'system_default' in [{}] names [{}]", way[2], way.back()),
                fmt::format("let it name {}", section)};
        }
        return UnreachedSection{section, missing_in(config, way, sections),
                                remedy_of(text, way, sections, section)};
    }
    return std::nullopt;
}

}  // namespace tlsmatrix
