#include <boost/json.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version.hpp>
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

json::object presets_json(const SystemPresets& presets, const std::string& offered) {
    json::array written;
    for (const Preset& preset : presets.written) {
        written.push_back(
            json::object{{"name", as_utf8(preset.name)}, {"value", as_utf8(preset.value)}});
    }
    return {{"file", as_utf8(presets.file)},
            {"from_environment", presets.from_environment},
            {"exists", presets.exists},
            {"trouble", as_utf8(presets.trouble)},
            {"diagnostics", presets.diagnostics},
            {"allows_contexts", presets.allows_contexts},
            {"written", std::move(written)},
            {"enabled", version_list(presets.enabled)},
            {"offered", offered},
            {"security_level", presets.security_level},
            {"options", json::value_from(presets.options)}};
}

template <class List, class Convert>
json::array list_json(const List& list, Convert convert) {
    json::array array;
    for (const auto& item : list) {
        array.push_back(convert(item));
    }
    return array;
}

json::object tool_json(const LocalLibrary& library) {
    json::object tool{{"version", version}, {"openssl", library.release}};
    if (is_another_release(library)) {
        tool["openssl_built_with"] = library.built_with;
    }
    tool["family"] = profile_name(library.family.profile);
    tool["family_measured"] = library.family.measured;
    return tool;
}

json::object finding_json(const Finding& finding) {
    return {{"severity", severity_name(finding.severity)},
            {"problem", as_utf8(finding.problem)},
            {"fix", as_utf8(finding.fix)}};
}

json::object loopback_json(const Loopback& trial) {
    return {{"address", trial.address}, {"failure", trial.failure}};
}

}  // namespace

std::string doctor_json(const DoctorFacts& facts) {
    const std::vector<Finding> findings = findings_of(facts);
    return json::serialize(
               json::object{{"tool", tool_json(facts.library)},
                            {"can_run_matrix", can_run_matrix(findings)},
                            {"findings", list_json(findings, finding_json)},
                            {"compiled_in", version_list(facts.compiled_in)},
                            {"trials", list_json(facts.trials, trial_json)},
                            {"presets", presets_json(facts.presets, facts.offered_by_default)},
                            {"clock",
                             {{"now", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(facts.now))},
                              {"built", fmt::format("{:%Y-%m-%d}", fmt::gmtime(facts.built))}}},
                            {"localhost", json::value_from(facts.localhost)},
                            {"loopback", list_json(facts.loopback, loopback_json)},
                            {"authority",
                             {{"directory", as_utf8(facts.state_directory)},
                              {"trouble", as_utf8(facts.state_trouble)}}}}) +
           "\n";
}

}  // namespace tlsmatrix::doctor
