#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/answer_account.hpp>
#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan {
namespace {

// No requirement of TLS versions wants one of SSL, and refusing some leaves the others free.
bool must_be_refused(const Requirement& required, std::optional<ProtocolVersion> version) {
    return version ? required.refused().contains(*version)
                   : required.kind() != Requirement::Kind::refuse;
}

// unlike_at lists what is not as required at one place.
void unlike_at(const std::vector<VersionReport>& versions, const Requirement& required,
               const std::string& where, std::vector<std::string>& parts) {
    bool any = required.any_of().empty();
    for (const VersionReport& each : versions) {
        const auto version = protocol_version_from_code(each.version);
        const std::string name = version_code_name(each.version);
        any =
            any || (version && required.any_of().contains(*version) && each.spoken.value_or(true));
        if (!each.spoken) {
            parts.push_back(
                each.why_undecided.empty()
                    ? fmt::format("{} is not known{}", name, where)
                    : fmt::format("{} is undecided{}: {}", name, where, each.why_undecided));
        } else if (*each.spoken && must_be_refused(required, version)) {
            parts.push_back(fmt::format("{} is spoken{}", name, where));
        } else if (!*each.spoken && version && required.working().contains(*version)) {
            parts.push_back(fmt::format("{} is not spoken{}", name, where));
        }
    }
    if (!any) {
        parts.push_back(
            fmt::format("none of {} is spoken{}", required.any_of().wire_names(), where));
    }
}

// A server chooses the version for a client that ends at one which it lacks.
struct HoleWords {
    Verdict verdict;
    std::string breaks;
};

HoleWords words_of_hole(const VersionReport& missing, std::uint16_t below) {
    const std::string name = version_code_name(missing.version);
    const auto* hello = missing.refusal ? std::get_if<ServerHello>(&*missing.refusal) : nullptr;
    if (hello == nullptr) {
        return {Verdict::wrong, fmt::format("clients whose highest is {} are refused, though {} is "
                                            "spoken",
                                            name, version_code_name(below))};
    }
    const std::string chosen = version_code_name(hello->version);
    if (hello->sentinel != DowngradeSentinel::none) {
        return {Verdict::wrong,
                fmt::format("clients whose highest is {} get {} with a downgrade sentinel, which "
                            "OpenSSL's refuse",
                            name, chosen)};
    }
    return {Verdict::unclear,
            fmt::format("clients whose highest is {} get {}, or nothing", name, chosen)};
}

}  // namespace

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

bool Report::meets(const Requirement& asked) const {
    return !stopped && unlike(*this, asked).empty();
}

HoleFinding Report::holes() const {
    const VersionSet spoken = versions_spoken();
    HoleFinding finding;
    finding.verdict = spoken.size() < 2 ? Verdict::untested : Verdict::right;
    std::vector<std::string> words;
    std::uint16_t below = 0;
    for (const VersionReport& each : versions) {
        const auto version = protocol_version_from_code(each.version);
        if (!version) {
            continue;
        }
        if (spoken.contains(*version)) {
            below = each.version;
        } else if (below != 0 && *version < *spoken.highest() && each.spoken == false) {
            HoleWords found = words_of_hole(each, below);
            finding.missing.push_back(each.version);
            finding.verdict = finding.verdict == Verdict::wrong ? Verdict::wrong : found.verdict;
            words.push_back(std::move(found.breaks));
        }
    }
    finding.breaks = fmt::format("{}", fmt::join(words, "; "));
    return finding;
}

void decide_refused(VersionReport& version, int times_asked) {
    version.spoken = std::nullopt;
    const bool silent = !version.refusal || is_ending(*version.refusal, Ending::Kind::timed_out);
    if (silent && version.version != sslv2_code) {
        version.why_undecided = "no answer came to a hello of it";
    } else if (silent) {
        version.spoken = false;
    } else if (is_alert(*version.refusal, alert_code::unrecognized_name)) {
        version.why_undecided =
            why(*version.refusal, version.version) + "; give a name that it has by --sni";
    } else if (ends_without_a_word(*version.refusal) && times_asked < 2) {
        version.why_undecided = fmt::format("the server {} once, and could not be asked again",
                                            describe(*version.refusal));
    } else {
        version.spoken = false;
    }
}

SentinelFinding Report::sentinel() const {
    SentinelFinding finding;
    const auto highest = versions_spoken().highest();
    if (!highest) {
        return finding;
    }
    for (const VersionReport& each : versions) {
        if (each.version == static_cast<std::uint16_t>(*highest) &&
            each.sentinel != DowngradeSentinel::none) {
            finding.at_highest = true;
            finding.amiss.push_back(each.version);
        }
    }
    bool is_only_missing =
        !finding.at_highest && *highest < ProtocolVersion::tls_1_3;  // and there it is no must
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

std::string place_of(const Elsewhere& elsewhere) {
    return elsewhere.server_name.empty()
               ? fmt::format(" at {} without a server name", elsewhere.address)
               : fmt::format(" at {}", elsewhere.address);
}

std::string unlike(const Report& report, const Requirement& required) {
    std::vector<std::string> parts;
    unlike_at(report.versions, required, "", parts);
    for (const Elsewhere& each : report.elsewhere) {
        unlike_at(each.versions, required, place_of(each), parts);
    }
    if (parts.empty() && report.stopped) {
        parts.push_back(*report.stopped);
    }
    return fmt::format("{}", fmt::join(parts, ", "));
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
