#include <map>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/report/text_layout.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::doctor {
namespace {

// beside puts words behind their label, all lines of them in one column.
std::string beside(std::string_view label, std::string_view words, std::size_t column) {
    return fmt::format("{:{}}{}", label, column,
                       report::wrap(printable(words), column).substr(column));
}

// A client that knows more than the server does speaks for both, as in the matrix's grids.
std::string sign_of(const Trial& trial) {
    return trial.passed() ? "yes" : short_outcome(trial.client);
}

void draw_trials(std::string& out, const DoctorFacts& facts) {
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "Handshakes in memory, by key and security level\n\n{:9}{:10}", "key",
                   "version");
    for (const int level : tried_levels) {
        fmt::format_to(into, "{:10}", fmt::format("level {}", level));
    }
    fmt::format_to(into, "default ({})\n", facts.presets.security_level);
    for (const Trial& trial : facts.trials) {
        if (trial.level == tried_levels[0]) {
            fmt::format_to(into, "{:9}{:10}", certs::key_type_name(trial.key),
                           wire_name(trial.version));
        }
        if (trial.level) {
            fmt::format_to(into, "{:10}", sign_of(trial));
        } else {
            fmt::format_to(into, "{}\n", sign_of(trial));
        }
    }
}

void tell_legend(std::string& out, const DoctorFacts& facts) {
    std::map<std::string, std::string> meanings;
    for (const Trial& trial : facts.trials) {
        if (!trial.passed()) {
            meanings.emplace(sign_of(trial), describe(trial.client));
        }
    }
    out += '\n';
    for (const auto& [sign, meaning] : meanings) {
        out += beside(sign, meaning, 9);
    }
    out += beside("default",
                  "a client that sets nothing itself, as other programs on this machine do, "
                  "against the bench's server",
                  9);
    out += '\n';
}

std::string presets_words(const SystemPresets& presets) {
    if (!presets.exists) {
        return presets.file.empty() ? "none is read" : presets.file + " is not there";
    }
    if (presets.written.empty()) {
        return presets.file + " presets nothing for TLS";
    }
    std::string lines;
    for (const Preset& preset : presets.written) {
        lines += fmt::format("{}{} = {}", lines.empty() ? "" : ", ", preset.name, preset.value);
    }
    return fmt::format("{} presets {}", presets.file, lines);
}

std::string effect_words(const SystemPresets& presets, const std::string& offered) {
    if (!presets.allows_contexts) {
        return "so other programs get no context at all; the bench's own are made without it";
    }
    std::string words =
        fmt::format("so other programs offer {} at security level {}",
                    offered.empty() ? "no version of TLS" : offered, presets.security_level);
    if (!presets.options.empty()) {
        words += fmt::format(", with {}", fmt::join(presets.options, ", "));
    }
    return words + "; the bench's own contexts take nothing of it";
}

std::string family_words(const LocalLibrary& library) {
    return fmt::format("{} is held against the measured cells of {}", library.release,
                       profile_words(library.family.profile));
}

std::string loopback_words(const DoctorFacts& facts) {
    std::string words;
    for (const Loopback& trial : facts.loopback) {
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", trial.address,
                             trial.failure.empty() ? "takes connections" : trial.failure);
    }
    return words;
}

std::string state_words(const DoctorFacts& facts) {
    if (facts.state_directory.empty()) {
        return "there is no place for one";
    }
    return fmt::format("{} {} be used", facts.state_directory,
                       facts.state_trouble.empty() ? "can" : "cannot");
}

void tell_facts(std::string& out, const DoctorFacts& facts) {
    const auto tell = [&out](std::string_view name, const std::string& words) {
        out += beside(name, words, 13);
    };
    tell("OpenSSL", family_words(facts.library));
    tell("openssl.cnf", presets_words(facts.presets));
    tell("", effect_words(facts.presets, facts.offered_by_default));
    tell("clock", fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(facts.now)));
    tell("localhost", facts.localhost.empty()
                          ? "leads nowhere"
                          : fmt::format("{}", fmt::join(facts.localhost, ", ")));
    tell("loopback", loopback_words(facts));
    tell("authority", state_words(facts));
    out += '\n';
}

}  // namespace

std::string doctor_table(const DoctorFacts& facts) {
    const std::vector<Finding> findings = findings_of(facts);
    std::string out =
        fmt::format("tlsmatrix {} with OpenSSL {}\n\n", version, library_words(facts.library));
    draw_trials(out, facts);
    tell_legend(out, facts);
    tell_facts(out, facts);
    for (const Finding& finding : findings) {
        out += beside(severity_name(finding.severity), finding.problem, 9);
        out += beside("     fix", finding.fix, 9);
        out += '\n';
    }
    out += can_run_matrix(findings) ? "The whole default matrix can run.\n"
                                    : "The default matrix cannot run whole.\n";
    return out;
}

}  // namespace tlsmatrix::doctor
