#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/doctor/detail/preset_findings.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::doctor {
namespace {

constexpr VersionSet legacy{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1};

// The matrix's own key; the others are for `serve`.
constexpr certs::KeyType matrix_key = certs::KeyType::ecdsa;

// What the standards and OpenSSL's levels allow: MD5-SHA1 signatures end at level 0, and Ed25519
// begins with TLS 1.2 (RFC 8422 section 5.1.3).
bool ought_to_pass(const Trial& trial) {
    const bool is_legacy = legacy.contains(trial.version);
    return trial.level && !(is_legacy && *trial.level > 0) &&
           !(is_legacy && trial.key == certs::KeyType::ed25519);
}

bool is_obstacle(const Trial& trial) {
    return trial.key == matrix_key && *trial.level == ServerTls{}.security_level;
}

std::string provider_fix(const SystemPresets& presets) {
    return fmt::format(
        "run it with OPENSSL_CONF=/dev/null: if that helps, {} loads a provider, such as FIPS, "
        "that forbids it",
        file_words(presets));
}

// An OpenSSL without algorithms. What else would be found then only follows from it.
Finding nothing_works(const SystemPresets& presets, const std::string& reason) {
    return {Severity::obstacle, fmt::format("no handshake works, even in memory: {}", reason),
            provider_fix(presets)};
}

void judge_library(const LocalLibrary& library, std::vector<Finding>& findings) {
    if (!library.family.measured) {
        findings.push_back(
            {Severity::warning,
             fmt::format("OpenSSL {} is newer than all that were measured: what the matrix expects "
                         "of it is what {} does",
                         library.release, profile_words(library.family.profile)),
             "take a cell that fails for a question about this OpenSSL first, and use a newer "
             "tlsmatrix where there is one"});
    }
}

void judge_versions(const DoctorFacts& facts, std::vector<Finding>& findings) {
    const VersionSet missing = VersionSet::all() - facts.compiled_in;
    if (!missing.empty()) {
        findings.push_back(
            {Severity::obstacle,
             fmt::format("this OpenSSL is built without {}: their cells are unsupported",
                         missing.wire_names()),
             "use an OpenSSL that is built with them, or excuse the cells with matrix --waive"});
    }
}

// One finding for each version and key, at its lowest level; one for all where nothing works.
void judge_trials(const DoctorFacts& facts, std::vector<Finding>& findings) {
    const std::string fix = provider_fix(facts.presets);
    const auto failed = [](const Trial& trial) { return ought_to_pass(trial) && !trial.passed(); };
    const bool any_passed = std::any_of(facts.trials.begin(), facts.trials.end(),
                                        [](const Trial& trial) { return trial.passed(); });
    const auto first = std::find_if(facts.trials.begin(), facts.trials.end(), failed);
    if (!any_passed && first != facts.trials.end()) {
        findings.push_back(nothing_works(facts.presets, first->reason));
        return;
    }
    const Trial* told = nullptr;
    for (const Trial& trial : facts.trials) {
        if (!failed(trial) ||
            (told != nullptr && told->version == trial.version && told->key == trial.key)) {
            continue;
        }
        told = &trial;
        findings.push_back(
            {is_obstacle(trial) ? Severity::obstacle : Severity::warning,
             fmt::format("{} with a key of type {} fails at level {}: {}", wire_name(trial.version),
                         certs::key_type_name(trial.key), *trial.level, trial.reason),
             fix});
    }
}

void judge_clock(const DoctorFacts& facts, std::vector<Finding>& findings) {
    if (facts.now < facts.built - std::chrono::days(1)) {
        findings.push_back(
            {Severity::warning,
             fmt::format("the clock says {:%Y-%m-%d}, and this program was built on {:%Y-%m-%d}: "
                         "clients with a right clock refuse certificates that are made now",
                         fmt::gmtime(facts.now), fmt::gmtime(facts.built)),
             "set the clock, for instance with timedatectl set-ntp true"});
    }
}

void judge_network(const DoctorFacts& facts, std::vector<Finding>& findings) {
    for (const Loopback& trial : facts.loopback) {
        if (trial.failure.empty()) {
            continue;
        }
        const bool needed = trial.address == "127.0.0.1";
        findings.push_back(
            {needed ? Severity::obstacle : Severity::warning,
             fmt::format("{} takes no connections: {}", trial.address, trial.failure),
             needed ? "bring the loopback interface up: ip link set lo up"
                    : "listen on 127.0.0.1, or switch IPv6 on: sysctl "
                      "net.ipv6.conf.lo.disable_ipv6=0"});
    }
    const bool known = std::any_of(
        facts.localhost.begin(), facts.localhost.end(),
        [](const std::string& address) { return address.starts_with("127.") || address == "::1"; });
    if (!known) {
        findings.push_back({Severity::warning,
                            fmt::format("the name localhost leads to {}",
                                        facts.localhost.empty()
                                            ? std::string("nowhere")
                                            : fmt::format("{}", fmt::join(facts.localhost, ", "))),
                            "add the line '127.0.0.1 localhost' to /etc/hosts, or use addresses"});
    }
}

void judge_state(const DoctorFacts& facts, std::vector<Finding>& findings) {
    if (!facts.state_trouble.empty()) {
        findings.push_back(
            {Severity::warning,
             fmt::format("serve cannot keep an authority: {}", facts.state_trouble),
             "set XDG_STATE_HOME to a directory that you may write to, or use serve --ephemeral"});
    }
}

}  // namespace

std::string_view severity_name(Severity severity) {
    return severity == Severity::obstacle ? "obstacle" : "warning";
}

std::vector<Finding> findings_of(const DoctorFacts& facts) {
    std::vector<Finding> findings;
    judge_network(facts, findings);
    judge_clock(facts, findings);
    if (facts.compiled_in.empty()) {
        findings.push_back(nothing_works(facts.presets, facts.presets.trouble));
    } else {
        judge_library(facts.library, findings);
        judge_versions(facts, findings);
        judge_trials(facts, findings);
        judge_presets(facts, findings);
        judge_state(facts, findings);
    }
    std::stable_partition(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::obstacle;
    });
    return findings;
}

bool can_run_matrix(const std::vector<Finding>& findings) {
    return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::obstacle;
    });
}

}  // namespace tlsmatrix::doctor
