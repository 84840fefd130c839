#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::check {
namespace {

namespace json = boost::json;

json::value or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value hello_json(const std::optional<ClientHello>& hello) {
    if (!hello) {
        return nullptr;
    }
    json::array suites;
    for (const std::uint16_t code : hello->cipher_suites) {
        suites.emplace_back(suite_name(code));
    }
    return json::object{{"offered", version_list(hello->offered_versions())},
                        {"supported_versions", hello->supported_versions.has_value()},
                        {"fallback_scsv", hello->has_fallback_scsv()},
                        {"cipher_suites", std::move(suites)}};
}

json::object connection_json(const ConnectionSight& sight) {
    json::object connection = report::outcome_json(sight.outcome);
    connection["hello"] = hello_json(sight.observation.client_hello);
    connection["server_hello"] = sight.observation.server_hello.has_value();
    connection["request_arrived"] = sight.request_arrived;
    connection["cause"] = or_null(sight.cause);
    connection["line"] = or_null(sight.line);
    return connection;
}

json::object exit_json(const process::Exit& exit) {
    return {{"status", exit.status ? json::value(*exit.status) : json::value(nullptr)},
            {"signal", exit.signal ? json::value(*exit.signal) : json::value(nullptr)},
            {"timed_out", exit.timed_out}};
}

json::object trial_json(const TrialResult& trial) {
    const TrialVerdict& verdict = trial.verdict;
    json::array connections;
    for (const ConnectionSight& sight : trial.facts.connections) {
        connections.push_back(connection_json(sight));
    }
    return {
        {"server", trial.facts.trial.name()},
        {"versions", version_list(trial.facts.trial.versions)},
        {"outcome", ending_name(verdict.ending)},
        {"version",
         verdict.version ? json::value(short_name(*verdict.version)) : json::value(nullptr)},
        {"cipher", or_null(verdict.cipher)},
        {"by",
         verdict.decided_by ? json::value(sender_name(*verdict.decided_by)) : json::value(nullptr)},
        {"alert", verdict.alert ? json::value(alert_name(verdict.alert->description))
                                : json::value(nullptr)},
        {"exit", exit_json(trial.facts.child.exit)},
        {"exit_word", exit_word_name(verdict.exit_word)},
        {"sentence", verdict.sentence},
        {"connections", std::move(connections)},
        {"orphans", trial.facts.orphans},
        {"seconds", std::chrono::duration<double>(trial.facts.child.duration).count()},
        {"output", as_utf8(trial.facts.child.output)},
        {"output_bytes", trial.facts.child.output_bytes},
    };
}

json::object version_json(const Report& report, const VersionResult& result) {
    json::array trials;
    for (const std::size_t index : result.trials) {
        trials.push_back(trial_json(report.trials[index]));
    }
    return {{"version", short_name(result.version)},
            {"outcome", stance_name(result.stance)},
            {"sentence", result.sentence},
            {"rests_on", or_null(std::string(basis_name(result.basis)))},
            {"doubt", or_null(result.doubt)},
            {"runs", std::move(trials)}};
}

json::value named_json(const Report& report, std::string_view name) {
    const TrialResult* trial = report.trial(name);
    return trial == nullptr ? json::value(nullptr) : json::value(trial_json(*trial));
}

json::array attacks_json(const Report& report) {
    json::array runs;
    for (const TrialResult& trial : report.trials) {
        if (trial.facts.trial.kind == Trial::Kind::attack) {
            runs.push_back(trial_json(trial));
        }
    }
    return runs;
}

json::value sslv3_json(const Report& report) {
    for (const TrialResult& trial : report.trials) {
        if (trial.facts.trial.code == sslv3_code) {
            return trial_json(trial);
        }
    }
    return nullptr;
}

json::array left_out_json(const std::vector<LeftOut>& left_out) {
    json::array list;
    for (const LeftOut& each : left_out) {
        list.push_back(json::object{{"server", each.server}, {"reason", each.reason}});
    }
    return list;
}

json::value requirement_json(const std::optional<Requirement>& requirement) {
    if (!requirement) {
        return nullptr;
    }
    return json::object{{"kind", requirement_name(requirement->kind())},
                        {"versions", version_list(requirement->versions())}};
}

json::value required_json(const std::optional<Requirement>& requirement) {
    return requirement && requirement->kind() == Requirement::Kind::require
               ? json::value(version_list(requirement->versions()))
               : json::value(nullptr);
}

json::array unmet_json(const std::vector<Unmet>& unmet) {
    json::array list;
    for (const Unmet& each : unmet) {
        list.emplace_back(as_utf8(each.sentence));
    }
    return list;
}

json::array texts(const std::vector<std::string>& sentences) {
    json::array list;
    for (const std::string& sentence : sentences) {
        list.emplace_back(as_utf8(sentence));
    }
    return list;
}

}  // namespace

std::string json_report(const Report& report) {
    json::array versions;
    for (const VersionResult& result : report.versions) {
        versions.push_back(version_json(report, result));
    }
    const json::object whole{
        {"tool", report::tool_json(local_library())},
        {"command", texts(report.command)},
        {"summary",
         {{"accepts", version_list(report.accepted())},
          {"required", required_json(report.requirement)},
          {"requirement", requirement_json(report.requirement)},
          {"accept", report.level == Level::handshake ? "handshake" : "request"},
          {"as_required",
           report.requirement ? json::value(report.unmet.empty()) : json::value(nullptr)},
          {"unmet", unmet_json(report.unmet)},
          {"observations", texts(report.observations)},
          {"runs", report.trials.size()},
          {"seconds", report.seconds}}},
        {"versions", std::move(versions)},
        {"all_versions", named_json(report, "all")},
        {"reset", named_json(report, attack_name(Attack::reset))},
        {"attacks", attacks_json(report)},
        {"sslv3", sslv3_json(report)},
        {"left_out", left_out_json(report.left_out)}};
    return json::serialize(whole) + "\n";
}

}  // namespace tlsmatrix::check
