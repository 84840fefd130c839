#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/tls/meant_versions.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {
namespace {

constexpr std::string_view grammar =
    "write 1.0, 1.1, 1.2 or 1.3, a range such as 1.0-1.2 or 1.2+, a list such as 1.0,1.2, or all";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Error unknown_version(std::string_view version, std::string_view text) {
    const std::string where = version == text ? "" : fmt::format(" in '{}'", text);
    if (const std::string meant = meant_versions(text); !meant.empty()) {
        return Error{
            fmt::format("unknown TLS version '{}'{}: did you mean {}?", version, where, meant)};
    }
    return Error{fmt::format("unknown TLS version '{}'{}: {}", version, where, grammar)};
}

// parse_item reads one part between commas.
Result<VersionSet> parse_item(std::string_view item, std::string_view text) {
    if (item == "all") {
        return VersionSet::all();
    }
    if (item.ends_with('+')) {
        const auto lowest = parse_protocol_version(item.substr(0, item.size() - 1));
        if (!lowest) {
            return unknown_version(item.substr(0, item.size() - 1), text);
        }
        return VersionSet::between(*lowest, all_versions.back());
    }
    if (const auto dash = item.find('-'); dash != std::string_view::npos) {
        const std::string_view left = trim(item.substr(0, dash));
        const std::string_view right = trim(item.substr(dash + 1));
        const auto lowest = parse_protocol_version(left);
        const auto highest = parse_protocol_version(right);
        if (!lowest || !highest) {
            return unknown_version(lowest ? right : left, text);
        }
        if (*lowest > *highest) {
            return Error{fmt::format("the range '{}' runs backwards: write {}-{}", item,
                                     short_name(*highest), short_name(*lowest))};
        }
        return VersionSet::between(*lowest, *highest);
    }
    if (const auto version = parse_protocol_version(item)) {
        return VersionSet{*version};
    }
    return unknown_version(item, text);
}

template <class Name>
std::string join(const VersionSet& set, Name name) {
    std::vector<std::string_view> parts;
    for (ProtocolVersion version : set.versions()) {
        parts.push_back(name(version));
    }
    return fmt::format("{}", fmt::join(parts, ","));
}

std::string compact_run(const VersionSet& run) {
    if (run.size() == 1) {
        return std::string(short_name(*run.lowest()));
    }
    if (run.highest() == all_versions.back()) {
        return fmt::format("{}+", short_name(*run.lowest()));
    }
    return fmt::format("{}-{}", short_name(*run.lowest()), short_name(*run.highest()));
}

}  // namespace

Result<VersionSet> VersionSet::parse(std::string_view text) {
    VersionSet set;
    std::string_view rest = text;
    while (true) {
        const auto comma = rest.find(',');
        const std::string_view item = trim(rest.substr(0, comma));
        if (item.empty()) {
            return Error{fmt::format("empty set of TLS versions in '{}': {}", text, grammar)};
        }
        const Result<VersionSet> parsed = parse_item(item, text);
        if (!parsed) {
            return parsed;
        }
        set = set | *parsed;
        if (comma == std::string_view::npos) {
            return set;
        }
        rest.remove_prefix(comma + 1);
    }
}

std::optional<ProtocolVersion> VersionSet::highest() const {
    const auto found = std::find_if(all_versions.rbegin(), all_versions.rend(),
                                    [this](ProtocolVersion version) { return contains(version); });
    return found == all_versions.rend() ? std::nullopt : std::optional(*found);
}

std::optional<ProtocolVersion> VersionSet::lowest() const {
    const auto found = std::find_if(all_versions.begin(), all_versions.end(),
                                    [this](ProtocolVersion version) { return contains(version); });
    return found == all_versions.end() ? std::nullopt : std::optional(*found);
}

VersionSet VersionSet::up_to(ProtocolVersion limit) const {
    return *this & between(all_versions.front(), limit);
}

std::vector<ProtocolVersion> VersionSet::versions() const {
    std::vector<ProtocolVersion> members;
    std::copy_if(all_versions.begin(), all_versions.end(), std::back_inserter(members),
                 [this](ProtocolVersion version) { return contains(version); });
    return members;
}

std::vector<VersionSet> VersionSet::runs() const {
    std::vector<VersionSet> runs;
    bool inside = false;
    for (auto version = all_versions.rbegin(); version != all_versions.rend(); ++version) {
        if (!contains(*version)) {
            inside = false;
            continue;
        }
        if (!inside) {
            runs.emplace_back();
        }
        inside = true;
        runs.back().insert(*version);
    }
    return runs;
}

std::string VersionSet::str() const {
    return empty() ? "none" : join(*this, short_name);
}

std::string VersionSet::wire_names() const {
    return empty() ? "-" : join(*this, wire_name);
}

std::string VersionSet::compact() const {
    if (empty()) {
        return "none";
    }
    if (*this == all()) {
        return "all";
    }
    std::vector<std::string> parts;
    for (const VersionSet& run : runs()) {
        parts.insert(parts.begin(), compact_run(run));
    }
    return fmt::format("{}", fmt::join(parts, ","));
}

std::vector<VersionSet> all_version_sets() {
    std::vector<VersionSet> sets;
    for (unsigned bits = 1; bits < 16; ++bits) {
        sets.push_back(VersionSet::from_bits(bits));
    }
    return sets;
}

std::ostream& operator<<(std::ostream& out, VersionSet set) {
    return out << set.wire_names();
}

}  // namespace tlsmatrix
