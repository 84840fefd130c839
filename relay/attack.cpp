#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/relay/attack.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::relay {
namespace {

// Unit is what a value is, and how it is written.
enum class Unit { none, version, number };

struct Kind {
    AttackKind kind;
    Unit unit;
    std::uint32_t least;
    std::uint32_t max;
    AttackWords words;
};

constexpr std::uint32_t any_code = 0xffff;

const std::array kinds{
    Kind{AttackKind::reset_above,
         Unit::version,
         0,
         0,
         {"reset-above", "VERSION", "1.2", "reset in answer to a hello that offers more"}},
    Kind{AttackKind::close_above,
         Unit::version,
         0,
         0,
         {"close-above", "VERSION", "1.2", "close in answer to a hello that offers more"}},
    Kind{AttackKind::stall_above,
         Unit::version,
         0,
         0,
         {"stall-above", "VERSION", "1.2", "answer a hello that offers more with nothing at all"}},
    Kind{AttackKind::strip_versions,
         Unit::none,
         0,
         0,
         {"strip-versions", "", "", "take supported_versions out of the hello"}},
    Kind{AttackKind::lower_version,
         Unit::version,
         0,
         0,
         {"lower-version", "VERSION", "1.1", "set the hello's legacy_version"}},
    Kind{AttackKind::forge_alert,
         Unit::number,
         0,
         255,
         {"forge-alert", "CODE", "70", "answer the hello with a fatal alert"}},
    Kind{AttackKind::forge_warning,
         Unit::number,
         0,
         255,
         {"forge-warning", "CODE", "112", "put a warning before the server's answer"}},
    Kind{AttackKind::server_version,
         Unit::version,
         0,
         0,
         {"server-version", "VERSION", "1.1", "set the version that the ServerHello chooses"}},
    Kind{AttackKind::set_sentinel,
         Unit::version,
         0,
         0,
         {"set-sentinel", "1.2|1.1", "1.2", "put the downgrade sentinel into the server's random"}},
    Kind{AttackKind::clear_sentinel,
         Unit::none,
         0,
         0,
         {"clear-sentinel", "", "", "take the downgrade sentinel out of the server's random"}},
    Kind{AttackKind::split_records,
         Unit::number,
         1,
         16'384,
         {"split-records", "BYTES", "1", "cut the hello into records of so many bytes"}},
    Kind{AttackKind::split_segments,
         Unit::number,
         1,
         16'384,
         {"split-segments", "BYTES", "1", "send the hello in pieces of so many bytes"}},
    Kind{AttackKind::pad,
         Unit::number,
         1,
         60'000,
         {"pad", "BYTES", "1500", "pad the hello beyond so many bytes (RFC 7685)"}},
    Kind{AttackKind::drop_extension,
         Unit::number,
         0,
         any_code,
         {"drop-extension", "TYPE", "23", "take an extension out of the hello, by its number"}},
    Kind{AttackKind::grease,
         Unit::none,
         0,
         0,
         {"grease", "", "", "add a suite and an extension of GREASE to the hello (RFC 8701)"}},
    Kind{AttackKind::delay,
         Unit::number,
         1,
         60'000,
         {"delay", "MS", "500", "hold the hello back for so many milliseconds"}},
};

std::optional<std::uint32_t> value_of(const Kind& kind, std::string_view text) {
    if (kind.unit == Unit::version) {
        const auto version = parse_protocol_version(text);
        return version ? std::optional<std::uint32_t>(static_cast<std::uint32_t>(*version))
                       : std::nullopt;
    }
    const auto number = parse_number<std::uint32_t>(text);
    return number && *number >= kind.least && *number <= kind.max ? number : std::nullopt;
}

std::string all_names() {
    std::string names;
    for (const Kind& each : kinds) {
        names += (names.empty() ? "" : ", ") + std::string(each.words.name);
    }
    return names;
}

}  // namespace

const std::vector<AttackWords>& attack_words() {
    static const auto all = [] {
        std::vector<AttackWords> words;
        for (const Kind& each : kinds) {
            words.push_back(each.words);
        }
        return words;
    }();
    return all;
}

std::string Attack::name() const {
    const auto& row = *std::find_if(kinds.begin(), kinds.end(),
                                    [this](const Kind& each) { return each.kind == kind; });
    if (row.unit == Unit::none) {
        return std::string(row.words.name);
    }
    const auto version = protocol_version_from_code(static_cast<std::uint16_t>(value));
    return row.unit == Unit::version && version
               ? fmt::format("{}={}", row.words.name, short_name(*version))
               : fmt::format("{}={}", row.words.name, value);
}

Result<Attack> parse_attack(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [name](const Kind& each) { return each.words.name == name; });
    if (kind == kinds.end()) {
        return Error{
            fmt::format("unknown attack '{}': allowed: {}", escaped(text, '\''), all_names())};
    }
    const bool given = equals != std::string_view::npos;
    if (kind->unit == Unit::none) {
        if (given) {
            return Error{fmt::format("the attack {} takes no value: write it alone", name)};
        }
        return Attack{kind->kind, 0};
    }
    const auto value = value_of(*kind, given ? text.substr(equals + 1) : kind->words.usual);
    if (!value) {
        return Error{fmt::format("bad value in '{}': write {}={}, such as {}={}",
                                 escaped(text, '\''), name, kind->words.value, name,
                                 kind->words.usual)};
    }
    return Attack{kind->kind, *value};
}

}  // namespace tlsmatrix::relay
