#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/doctor/detail/preset_findings.hpp>

namespace tlsmatrix::doctor {
namespace {

// Those of one cause, and of the same keys.
struct Group {
    const Obstruction* first = nullptr;
    std::set<certs::KeyType> keys;
    VersionSet versions;
};

std::vector<std::string_view> names_of(Remedy remedy) {
    switch (remedy) {
        case Remedy::bounds:
            return {"minprotocol", "maxprotocol"};
        case Remedy::switches:
            return {"protocol"};
        case Remedy::suites:
        case Remedy::level:
            return {"cipherstring"};
        case Remedy::groups:
            return {"groups", "curves"};
        case Remedy::signatures:
            return {"signaturealgorithms"};
    }
    return {};
}

// lines_of is the lines of the file that say it, in quotes; empty where none does.
std::string lines_of(const SystemPresets& presets, Remedy remedy) {
    const auto names = names_of(remedy);
    std::string lines;
    for (const Preset& preset : presets.written) {
        const std::string name = ascii_lower(preset.name);
        const std::string bare = name.substr(name.find('.') + 1);
        if (std::find(names.begin(), names.end(), bare) != names.end()) {
            lines +=
                fmt::format("{}'{} = {}'", lines.empty() ? "" : " and ", preset.name, preset.value);
        }
    }
    return lines;
}

std::string cause_words(const DoctorFacts& facts, Remedy remedy, VersionSet versions) {
    const SystemPresets& presets = facts.presets;
    const std::string lines = lines_of(presets, remedy);
    const std::string says = lines.empty() ? "OpenSSL's own default" : lines;
    switch (remedy) {
        case Remedy::bounds:
            return fmt::format("{} leaves them out", says);
        case Remedy::switches: {
            const VersionSet off = facts.compiled_in - presets.enabled;
            const VersionSet above = versions & presets.enabled;
            return fmt::format(
                "{} switches {} off{}", says, off.wire_names(),
                above.empty() ? "" : ", and OpenSSL's client offers nothing above a hole");
        }
        case Remedy::suites:
            return fmt::format("{} leaves them no cipher suite", says);
        case Remedy::level:
            return fmt::format(
                "the security level is {}{}", presets.security_level,
                lines.find("SECLEVEL") == std::string::npos ? " by default" : ", by " + lines);
        case Remedy::groups:
            return fmt::format("{} leaves no group in common", says);
        case Remedy::signatures:
            return fmt::format("{} leaves no signature algorithm in common", says);
    }
    return {};
}

std::string problem_of(const DoctorFacts& facts, const Group& group, bool every_key) {
    std::string causes;
    for (const Remedy remedy : group.first->causes) {
        causes += (causes.empty() ? "" : ", and ") + cause_words(facts, remedy, group.versions);
    }
    std::vector<std::string_view> keys;
    for (const certs::KeyType key : group.keys) {
        keys.push_back(certs::key_type_name(key));
    }
    return fmt::format(
        "other programs that leave TLS to OpenSSL do not get through with {}{}{}: {}; the bench "
        "sets its own",
        group.versions.wire_names(),
        every_key ? "" : fmt::format(" and a key of type {}", fmt::join(keys, " or ")),
        group.first->static_rsa ? " unless the server takes static RSA" : "",
        causes.empty() ? "nothing that was changed of its settings helps" : causes);
}

// How an outside client overrules a preset, by the examples of curl; a preset that curl has no flag
// for is the file's.
std::string fix_of(const DoctorFacts& facts, const Group& group) {
    const auto& causes = group.first->causes;
    const auto has = [&causes](Remedy remedy) {
        return std::find(causes.begin(), causes.end(), remedy) != causes.end();
    };
    if (causes.empty() || !group.first->fixed) {
        return fmt::format("use an OpenSSL that lets its clients speak {}, as the bench does",
                           group.versions.wire_names());
    }
    std::vector<std::string> steps;
    for (const Remedy remedy : {Remedy::switches, Remedy::groups, Remedy::signatures}) {
        if (has(remedy)) {
            const std::string lines = lines_of(facts.presets, remedy);
            steps.push_back(fmt::format("take {} out of {}", lines, file_words(facts.presets)));
        }
    }
    std::string curl;
    std::string python;
    if (has(Remedy::bounds)) {
        curl = " --tlsv1.0 --tls-max 1.3";
        python =
            "context.minimum_version = ssl.TLSVersion.TLSv1; context.maximum_version = "
            "ssl.TLSVersion.TLSv1_3";
    }
    if (has(Remedy::level) || has(Remedy::suites)) {
        curl += " --ciphers DEFAULT:@SECLEVEL=0";
        python += fmt::format("{}context.set_ciphers(\"DEFAULT:@SECLEVEL=0\")",
                              python.empty() ? "" : "; ");
    }
    if (!curl.empty()) {
        steps.push_back(fmt::format("tell the client that is to speak {}: curl{}, Python {}",
                                    group.versions.wire_names(), curl, python));
    }
    return fmt::format("{}", fmt::join(steps, ", and "));
}

std::set<certs::KeyType> keys_that_can(const DoctorFacts& facts, VersionSet versions) {
    std::set<certs::KeyType> keys;
    for (const Trial& trial : facts.trials) {
        if (trial.level == 0 && versions.contains(trial.version) && trial.passed()) {
            keys.insert(trial.key);
        }
    }
    return keys;
}

std::vector<Group> groups_of(const std::vector<Obstruction>& obstructions) {
    using Cause = std::tuple<std::vector<Remedy>, bool, bool>;
    std::map<std::pair<Cause, ProtocolVersion>, Group> cells;
    for (const Obstruction& each : obstructions) {
        Group& cell = cells[{{each.causes, each.fixed, each.static_rsa}, each.version}];
        cell.first = cell.first == nullptr ? &each : cell.first;
        cell.keys.insert(each.key);
    }
    std::vector<Group> groups;
    for (auto& [name, cell] : cells) {
        const Obstruction& like = *cell.first;
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
            return group.keys == cell.keys && group.first->causes == like.causes &&
                   group.first->fixed == like.fixed && group.first->static_rsa == like.static_rsa;
        });
        Group& group = found == groups.end() ? groups.emplace_back(cell) : *found;
        group.versions.insert(name.second);
    }
    return groups;
}

// What other programs have is another OpenSSL than this program's, or may be: nothing here tells of
// them.
Finding others_are_unknown(const OpensslOrigin& origin) {
    return {
        Severity::warning,
        fmt::format(
            "OpenSSL {} is linked into this program and tells nothing of other programs: {}",
            origin.build.release,
            origin.machine
                ? fmt::format(
                      "this machine's openssl is {}{}", origin.machine->release,
                      origin.machine->release == origin.build.release ? " of another build" : "")
                : "there is no openssl on PATH to ask which one they have"),
        "ask one of them by itself: tlsmatrix check -- COMMAND"};
}

void judge_file(const SystemPresets& presets, std::vector<Finding>& findings) {
    if (!presets.trouble.empty()) {
        findings.push_back(
            {Severity::warning,
             fmt::format("{} is not in effect as it is written: {}", file_words(presets),
                         presets.trouble),
             "correct it, or set OPENSSL_CONF to one that is right; the bench needs none"});
    }
    if (presets.unreached) {
        findings.push_back(
            {Severity::warning,
             fmt::format("[{}] of {} is not in effect: {}", presets.unreached->name,
                         file_words(presets), presets.unreached->missing),
             presets.unreached->remedy.empty()
                 ? "let openssl_conf name a section, ssl_conf there another, and system_default "
                   "there this one (config(5))"
                 : presets.unreached->remedy});
    }
}

}  // namespace

std::string file_words(const SystemPresets& presets) {
    return presets.file.empty() ? "openssl.cnf" : presets.file;
}

void judge_presets(const DoctorFacts& facts, std::vector<Finding>& findings) {
    const SystemPresets& presets = facts.presets;
    if (!facts.origin.speaks_for_others()) {
        findings.push_back(others_are_unknown(facts.origin));
        return;
    }
    if (!presets.allows_contexts) {
        findings.push_back(
            {Severity::warning,
             fmt::format("other programs that leave TLS to OpenSSL get no context from it: {}{}",
                         presets.diagnostics
                             ? file_words(presets) + " has config_diagnostics and a mistake, "
                             : "",
                         presets.trouble.empty() ? "OpenSSL gives no reason" : presets.trouble),
             "correct it, or set OPENSSL_CONF to one that is right; the bench does not listen to "
             "it"});
        return;
    }
    judge_file(presets, findings);
    for (const Group& group : groups_of(facts.obstructions)) {
        const bool every_key = group.keys == keys_that_can(facts, group.versions);
        findings.push_back(
            {Severity::warning, problem_of(facts, group, every_key), fix_of(facts, group)});
    }
}

}  // namespace tlsmatrix::doctor
