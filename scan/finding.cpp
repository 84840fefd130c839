#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/finding.hpp>
#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::scan {
namespace {

Finding choice(const Report& report) {
    Finding finding{"chosen versions", Verdict::untested, "none was chosen"};
    if (report.bogus_choice) {
        finding.verdict = Verdict::wrong;
        finding.words = fmt::format("chose {}, which no hello offered",
                                    version_code_name(*report.bogus_choice));
    } else if (report.chosen) {
        finding.verdict = Verdict::right;
        finding.words = "each was offered";
    }
    return finding;
}

// Below 1.3 a warning lets the handshake go on, and clients differ in whether they do.
Finding warnings(const Report& report) {
    Finding finding{"warnings", Verdict::untested, "no ServerHello came"};
    if (report.warning) {
        const bool at_1_3 = report.warned_at >= tls_1_3;
        finding.verdict = at_1_3 ? Verdict::wrong : Verdict::unclear;
        finding.words = fmt::format(
            "{} before a ServerHello of {}{}", alert_name(report.warning->description),
            version_code_name(report.warned_at), at_1_3 ? ", where any alert is fatal" : "");
    } else if (report.chosen) {
        finding.verdict = Verdict::right;
        finding.words = "none before a ServerHello";
    }
    return finding;
}

// The suite that every program of a version has (RFC 8446 section 9.1).
bool is_mandatory(std::uint16_t version, std::uint32_t suite) {
    constexpr std::uint32_t aes_128_gcm_of_1_3 = 0x1301;
    constexpr std::uint32_t rsa_aes_128_cbc = 0x002f;
    return suite == (version >= tls_1_3 ? aes_128_gcm_of_1_3 : rsa_aes_128_cbc);
}

Finding choice_of_suites(const Report& report) {
    Finding finding{"one suite alone", Verdict::untested, "no cipher suite is known"};
    std::vector<std::string> alone;
    for (const VersionReport& each : report.versions) {
        if (each.version < tls_1_2 || each.suites.empty() || each.in_doubt) {
            continue;
        }
        finding.verdict = Verdict::right;
        if (each.suites.size() == 1 && !is_mandatory(each.version, each.suites.front())) {
            alone.push_back(fmt::format("{} has {}", version_code_name(each.version),
                                        suite_name_at(each.version, each.suites.front())));
        }
    }
    if (!alone.empty()) {
        finding.verdict = Verdict::unclear;
        finding.words = fmt::format("{}, which no client has to have", fmt::join(alone, ", "));
    } else if (finding.verdict == Verdict::right) {
        finding.words = "none that a client may lack";
    }
    return finding;
}

// TLS 1.2 has the other end answer close_notify; 1.3 does not.
Finding closing(const Report& report) {
    Finding finding{"closing", Verdict::untested, "no handshake was finished"};
    if (!report.closing) {
        return finding;
    }
    const std::string name = version_code_name(report.closing->version);
    if (report.closing->closed) {
        finding.verdict = Verdict::right;
        finding.words = "answers close_notify at " + name;
    } else {
        finding.verdict = report.closing->version < tls_1_3 ? Verdict::wrong : Verdict::unclear;
        finding.words = fmt::format("half-open: silent to close_notify at {}", name);
    }
    return finding;
}

}  // namespace

std::vector<Finding> findings_of(const Report& report) {
    return {choice(report), warnings(report), choice_of_suites(report), closing(report)};
}

}  // namespace tlsmatrix::scan
