#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan {

VersionSet Report::versions_spoken() const {
    VersionSet set;
    for (const VersionReport& each : versions) {
        const auto version = protocol_version_from_code(each.version);
        if (version && each.spoken.value_or(false)) {
            set.insert(*version);
        }
    }
    return set;
}

bool Report::speaks_ssl() const {
    return std::any_of(versions.begin(), versions.end(), [](const VersionReport& each) {
        return each.spoken.value_or(false) && !protocol_version_from_code(each.version);
    });
}

bool Report::meets(VersionSet set) const {
    return !stopped && versions_spoken() == set && !speaks_ssl();
}

SentinelFinding Report::sentinel() const {
    SentinelFinding finding;
    const auto highest = versions_spoken().highest();
    if (!highest) {
        return finding;
    }
    bool is_only_missing = *highest < ProtocolVersion::tls_1_3;  // and there it is no must
    for (const VersionReport& each : versions) {
        const DowngradeSentinel due =
            expected_sentinel(each.version, static_cast<std::uint16_t>(*highest));
        if (!each.spoken.value_or(false) || due == DowngradeSentinel::none) {
            continue;
        }
        if (each.sentinel == due) {
            finding.verdict = Verdict::right;
        } else {
            finding.amiss.push_back(each.version);
            is_only_missing = is_only_missing && each.sentinel == DowngradeSentinel::none;
        }
    }
    if (!finding.amiss.empty()) {
        finding.verdict = is_only_missing ? Verdict::unclear : Verdict::wrong;
    }
    return finding;
}

std::string unlike(const Report& report, VersionSet set) {
    std::vector<std::string> parts;
    for (const VersionReport& each : report.versions) {
        const auto version = protocol_version_from_code(each.version);
        const bool wanted = version && set.contains(*version);
        const std::string name = version_code_name(each.version);
        if (!each.spoken) {
            parts.push_back(fmt::format("{} is not known", name));
        } else if (*each.spoken && !wanted) {
            parts.push_back(fmt::format("{} is spoken", name));
        } else if (!*each.spoken && wanted) {
            parts.push_back(fmt::format("{} is not spoken", name));
        }
    }
    if (parts.empty() && report.stopped) {
        parts.push_back(*report.stopped);
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> beyond_openssl(const Report& report) {
    std::vector<std::string> names;
    for (const VersionReport& each : report.versions) {
        const auto version = protocol_version_from_code(each.version);
        if (each.spoken.value_or(false) &&
            (!version || !report.local.versions.contains(*version))) {
            names.push_back(version_code_name(each.version));
        }
    }
    return names;
}

std::string suite_name_at(std::uint16_t version, std::uint32_t code) {
    if (version != sslv2_code) {
        return suite_name(static_cast<std::uint16_t>(code));
    }
    const auto kinds = sslv2_kinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [code](const Sslv2Kind& kind) { return kind.code == code; });
    return found == kinds.end() ? fmt::format("0x{:06x}", code) : std::string(found->openssl);
}

}  // namespace tlsmatrix::scan
