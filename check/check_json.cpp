#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/check/detail/rows.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::check {
namespace {

namespace json = boost::json;

json::object hello_json(const ClientHello& hello) {
    return {{"offered", version_list(hello.offered_versions())},
            {"supported_versions", hello.supported_versions.has_value()},
            {"fallback_scsv", hello.has_fallback_scsv()},
            {"cipher_suites", list_of(hello.cipher_suites, suite_name)}};
}

json::object connection_json(const ConnectionSight& sight) {
    json::object connection = report::outcome_json(sight.outcome);
    connection["hello"] = or_null(sight.observation.client_hello, hello_json);
    connection["server_hello"] = sight.observation.server_hello.has_value();
    connection["request_arrived"] = sight.request_arrived;
    connection["cause"] = or_null(sight.cause);
    connection["line"] = or_null(sight.line);
    return connection;
}

json::object exit_json(const process::Exit& exit) {
    return {{"status", or_null(exit.status)},
            {"signal", or_null(exit.signal)},
            {"timed_out", exit.timed_out}};
}

json::object trial_json(const TrialResult& trial) {
    const TrialVerdict& verdict = trial.verdict;
    return {
        {"server", trial.facts.trial.name()},
        {"versions", version_list(trial.facts.trial.versions)},
        {"outcome", ending_name(verdict.ending)},
        {"version", or_null(verdict.version, short_name)},
        {"cipher", or_null(verdict.cipher)},
        {"by", or_null(verdict.decided_by, sender_name)},
        {"alert",
         or_null(verdict.alert, [](const Alert& alert) { return alert_name(alert.description); })},
        {"exit", exit_json(trial.facts.child.exit)},
        {"exit_word", exit_word_name(verdict.exit_word)},
        {"sentence", verdict.sentence},
        {"connections", list_of(trial.facts.connections, connection_json)},
        {"orphans", trial.facts.orphans},
        {"seconds", std::chrono::duration<double>(trial.facts.child.duration).count()},
        {"output", as_utf8(trial.facts.child.output)},
        {"output_bytes", trial.facts.child.output_bytes},
    };
}

// `row` is what the tables say of the version: where its runs differ, their words side by side.
json::object row_json(const VersionRow& row) {
    return {{"outcome", row.outcome},
            {"offered", row.offered},
            {"decided_by", row.decided_by},
            {"exit", row.exit},
            {"sentence", as_utf8(row.sentence)}};
}

json::object version_json(const Report& report, const VersionResult& result,
                          const VersionRow& row) {
    return {{"version", short_name(result.version)},
            {"outcome", stance_name(result.stance)},
            {"sentence", result.sentence},
            {"rests_on", or_null(std::string(basis_name(result.basis)))},
            {"doubt", or_null(result.doubt)},
            {"as_required", report.is_gate() ? json::value(!row.unmet) : json::value(nullptr)},
            {"row", row_json(row)},
            {"excerpt", or_null(output_of(report, result))},
            {"runs", list_of(result.trials, [&report](std::size_t index) {
                 return trial_json(report.trials[index]);
             })}};
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

json::object left_out_json(const LeftOut& left_out) {
    return {{"server", left_out.server}, {"reason", left_out.reason}};
}

json::object requirement_json(const Requirement& requirement) {
    return {{"kind", requirement_name(requirement.kind())},
            {"versions", version_list(requirement.versions())}};
}

json::value required_json(const std::optional<Requirement>& requirement) {
    return requirement && requirement->kind() == Requirement::Kind::require
               ? json::value(version_list(requirement->versions()))
               : json::value(nullptr);
}

// Those that belong to no version: what a client falls to, or that it does not work at all.
json::array unmet_overall_json(const std::vector<Unmet>& unmet) {
    json::array list;
    for (const Unmet& each : unmet) {
        if (!each.version) {
            list.emplace_back(as_utf8(each.sentence));
        }
    }
    return list;
}

json::object refusal_json(const ProxyRefusal& refusal) {
    return {{"asked", as_utf8(refusal.asked)},
            {"sentence", as_utf8(refusal.sentence)},
            {"times", refusal.times}};
}

json::value proxy_json(const Report& report) {
    const auto proxied = proxied_in(report.trials);
    if (!proxied) {
        return nullptr;
    }
    return json::object{{"names", list_of(report.proxied_names, as_utf8)},
                        {"tunnels", proxied->tunnels},
                        {"refused", list_of(proxied->refused, refusal_json)}};
}

json::value wait_json(const Report& report) {
    if (!report.waited) {
        return nullptr;
    }
    json::array servers;
    for (const TrialResult& trial : report.trials) {
        if (const auto& invited = trial.facts.invited) {
            servers.push_back(json::object{{"server", invited->server},
                                           {"url", or_null(invited->url)},
                                           {"connections", trial.facts.connections.size()}});
        }
    }
    return json::object{{"ended", wait_end_name(report.waited->end)},
                        {"exposed", report.waited->exposed},
                        {"quiet", std::chrono::duration<double>(report.waited->quiet).count()},
                        {"servers", std::move(servers)}};
}

}  // namespace

json::object check_json(const Report& report) {
    json::array versions;
    const std::vector<VersionRow> rows = rows_of(report);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        versions.push_back(version_json(report, report.versions[i], rows[i]));
    }
    json::object whole = report::envelope("check", local_library());
    whole["client"] = list_of(report.command, as_utf8);
    whole["summary"] = {
        {"accepts", version_list(report.accepted())},
        {"required", required_json(report.requirement)},
        {"requirement", or_null(report.requirement, requirement_json)},
        {"accept", report.level == Level::handshake ? "handshake" : "request"},
        {"as_required",
         report.is_gate() ? json::value(report.unmet.empty()) : json::value(nullptr)},
        {"baseline", report.has_baseline},
        {"sentence", summary_of(report)},
        {"unmet", list_of(report.unmet, [](const Unmet& each) { return as_utf8(each.sentence); })},
        {"unmet_overall", unmet_overall_json(report.unmet)},
        {"observations", list_of(report.observations, as_utf8)},
        {"runs", report.trials.size()},
        {"seconds", report.seconds}};
    whole["versions"] = std::move(versions);
    whole["all_versions"] = named_json(report, "all");
    whole["reset"] = named_json(report, attack_name(Attack::reset));
    whole["attacks"] = attacks_json(report);
    whole["sslv3"] = sslv3_json(report);
    whole["proxy"] = proxy_json(report);
    whole["wait"] = wait_json(report);
    whole["left_out"] = list_of(report.left_out, left_out_json);
    return whole;
}

}  // namespace tlsmatrix::check
