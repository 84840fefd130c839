#include <boost/json.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::doctor {
namespace {

namespace json = boost::json;

json::object trial_json(const Trial& trial) {
    return {{"version", short_name(trial.version)},
            {"key", certs::key_type_name(trial.key)},
            {"level", trial.level ? json::value(*trial.level) : json::value("default")},
            {"client", report::outcome_json(trial.client)},
            {"server", report::outcome_json(trial.server)}};
}

json::object preset_json(const Preset& preset) {
    return {{"name", as_utf8(preset.name)}, {"value", as_utf8(preset.value)}};
}

json::object presets_json(const SystemPresets& presets, const std::string& offered) {
    return {{"file", as_utf8(presets.file)},
            {"from_environment", presets.from_environment},
            {"exists", presets.exists},
            {"trouble", as_utf8(presets.trouble)},
            {"diagnostics", presets.diagnostics},
            {"allows_contexts", presets.allows_contexts},
            {"written", list_of(presets.written, preset_json)},
            {"enabled", version_list(presets.enabled)},
            {"offered", offered},
            {"security_level", presets.security_level},
            {"options", json::value_from(presets.options)}};
}

json::object build_json(const OpensslBuild& build) {
    return {{"release", as_utf8(build.release)},
            {"built_on", as_utf8(build.built_on)},
            {"directory", as_utf8(build.directory)}};
}

json::object origin_json(const OpensslOrigin& origin) {
    json::object words{{"file", as_utf8(origin.file)},
                       {"build", build_json(origin.build)},
                       {"speaks_for_others", origin.speaks_for_others()}};
    if (origin.machine) {
        words["machine"] = build_json(*origin.machine);
    }
    return words;
}

json::object finding_json(const Finding& finding) {
    return {{"severity", severity_name(finding.severity)},
            {"problem", as_utf8(finding.problem)},
            {"fix", as_utf8(finding.fix)}};
}

json::object setting_json(const OtherSetting& setting) {
    return {{"library", setting.library},
            {"source", as_utf8(setting.source)},
            {"setting", as_utf8(setting.setting)}};
}

json::object loopback_json(const Loopback& trial) {
    return {{"address", trial.address}, {"failure", trial.failure}};
}

}  // namespace

json::object doctor_json(const DoctorFacts& facts) {
    const std::vector<Finding> findings = findings_of(facts);
    json::object report = report::envelope("doctor", facts.library);
    json::object& tool = report["tool"].as_object();
    tool["family"] = profile_name(facts.library.family.profile);
    tool["family_measured"] = facts.library.family.measured;
    report["openssl"] = origin_json(facts.origin);
    report["can_run_matrix"] = can_run_matrix(findings);
    report["findings"] = list_of(findings, finding_json);
    report["compiled_in"] = version_list(facts.compiled_in);
    report["trials"] = list_of(facts.trials, trial_json);
    report["presets"] = presets_json(facts.presets, facts.offered_by_default);
    report["other_settings"] = list_of(facts.other_settings, setting_json);
    report["clock"] = {{"now", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(facts.now))},
                       {"built", fmt::format("{:%Y-%m-%d}", fmt::gmtime(facts.built))}};
    report["localhost"] = json::value_from(facts.localhost);
    report["loopback"] = list_of(facts.loopback, loopback_json);
    report["authority"] = {{"directory", as_utf8(facts.state_directory)},
                           {"trouble", as_utf8(facts.state_trouble)}};
    return report;
}

}  // namespace tlsmatrix::doctor
