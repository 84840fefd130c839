#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/scan/group.hpp>
#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::scan {
namespace {

namespace json = boost::json;

std::string version_text(std::uint16_t code) {
    const auto version = protocol_version_from_code(code);
    return version ? std::string(short_name(*version)) : version_code_name(code);
}

json::object answer_json(const Answer& answer) {
    if (const auto* hello = std::get_if<ServerHello>(&answer)) {
        return {{"answer", "server_hello"},
                {"version", version_text(hello->version)},
                {"cipher", suite_name(hello->cipher_suite)}};
    }
    if (std::holds_alternative<Sslv2ServerHello>(answer)) {
        return {{"answer", "server_hello"}, {"version", version_text(sslv2_code)}};
    }
    if (const auto* alert = std::get_if<Alert>(&answer)) {
        return {{"answer", "alert"}, {"alert", alert_name(alert->description)}};
    }
    return {{"answer", ending_name(std::get<Ending>(answer).kind)}, {"reason", describe(answer)}};
}

std::string_view sentinel_text(DowngradeSentinel sentinel) {
    constexpr std::array<std::string_view, 3> names{"none", "1.1_or_below", "1.2"};
    return names[static_cast<std::size_t>(sentinel)];
}

// The registry's name, or for SSLv2 the specification's; empty where neither has the code.
std::string_view registered_name(std::uint16_t version, std::uint32_t code) {
    if (version == sslv2_code) {
        for (const Sslv2Kind& kind : sslv2_kinds()) {
            if (kind.code == code) {
                return kind.name;
            }
        }
        return {};
    }
    const CipherSuite* suite = find_suite(static_cast<std::uint16_t>(code));
    return suite == nullptr ? std::string_view() : suite->iana;
}

json::object suite_json(std::uint16_t version, std::uint32_t code) {
    return {{"code",
             version == sslv2_code ? fmt::format("0x{:06x}", code) : fmt::format("0x{:04x}", code)},
            {"name", suite_name_at(version, code)},
            {"iana", registered_name(version, code)}};
}

json::object group_json(const GroupReport& group) {
    return {{"code", fmt::format("0x{:04x}", group.code)},
            {"name", iana_group_name(group.code)},
            {"supported", or_null(group.supported)},
            {"words", or_null(group.words)}};
}

json::object groups_json(const GroupsReport& groups) {
    const bool any = std::any_of(groups.groups.begin(), groups.groups.end(),
                                 [](const GroupReport& each) { return each.supported == true; });
    return {{"preference",
             any ? json::value(preference_name(groups.preference)) : json::value(nullptr)},
            {"asked", list_of(groups.groups, group_json)}};
}

json::object version_json(const VersionReport& report, VersionSet local) {
    const auto version = protocol_version_from_code(report.version);
    json::object object{
        {"version", version_text(report.version)},
        {"spoken", or_null(report.spoken)},
        {"ciphers",
         list_of(report.suites,
                 [&report](std::uint32_t code) { return suite_json(report.version, code); })},
        {"preference", report.suites.empty() ? json::value(nullptr)
                                             : json::value(preference_name(report.preference))},
        {"chacha20_first", report.chacha20_first},
        {"sentinel", sentinel_text(report.sentinel)},
        {"in_doubt", report.in_doubt},
        {"refusal", or_null(report.refusal, answer_json)},
        {"groups", or_null(report.groups, groups_json)},
        {"local_openssl", version && local.contains(*version)}};
    if (!report.why_undecided.empty()) {
        object["why_undecided"] = report.why_undecided;
    }
    if (report.not_offered) {
        object["not_offered"] = suite_json(report.version, *report.not_offered);
    }
    return object;
}

json::array probes_json(const Report& report, Probe::Kind kind) {
    json::array list;
    for (const ProbeReport& probe : report.probes) {
        if (probe.kind == kind) {
            list.push_back(json::object{{"probe", probe.name},
                                        {"expected", or_null(probe.expected, version_text)},
                                        {"answer", answer_json(probe.answer)},
                                        {"control", or_null(probe.control, answer_json)},
                                        {"verdict", verdict_name(probe.verdict)}});
        }
    }
    return list;
}

json::object seen_elsewhere_json(const VersionReport& version) {
    json::object object{{"version", version_text(version.version)},
                        {"spoken", or_null(version.spoken)},
                        {"refusal", or_null(version.refusal, answer_json)}};
    if (!version.why_undecided.empty()) {
        object["why_undecided"] = version.why_undecided;
    }
    return object;
}

json::object place_json(const Elsewhere& place) {
    return {{"address", place.address},
            {"server_name", or_null(place.server_name)},
            {"versions", list_of(place.versions, seen_elsewhere_json)}};
}

json::object sentinel_json(const SentinelFinding& finding) {
    return {{"verdict", verdict_name(finding.verdict)},
            {"at_highest", finding.at_highest},
            {"amiss", list_of(finding.amiss, version_text)}};
}

json::object holes_json(const HoleFinding& finding) {
    return {{"verdict", verdict_name(finding.verdict)},
            {"missing", list_of(finding.missing, version_text)},
            {"breaks", or_null(finding.breaks)}};
}

json::object finding_json(const Finding& finding) {
    return {{"finding", finding.name},
            {"verdict", verdict_name(finding.verdict)},
            {"words", finding.words}};
}

json::object require_json(const Report& report, const Requirement& required) {
    const bool met = report.meets(required);
    json::object object{{"kind", requirement_name(required.kind())},
                        {"versions", version_list(required.versions())},
                        {"met", met}};
    if (!met) {
        object["unlike"] = unlike(report, required);
    }
    return object;
}

}  // namespace

json::object scan_json(const Report& report) {
    json::object object = report::envelope("scan", report.local);
    object["target"] = {
        {"host", report.target.host}, {"port", report.target.port}, {"address", report.address}};
    object["server_name"] = or_null(report.server_name.value_or(""));
    object["elsewhere"] = list_of(report.elsewhere, place_json);
    object["unreachable"] = json::value_from(report.unreachable);
    object["complete"] = !report.stopped;
    object["versions"] = list_of(report.versions, [&report](const VersionReport& each) {
        return version_json(each, report.local.versions);
    });
    object["fallback_scsv"] = {{"verdict", verdict_name(report.fallback)},
                               {"answer", or_null(report.fallback_answer, answer_json)}};
    object["downgrade_sentinel"] = sentinel_json(report.sentinel());
    object["holes"] = holes_json(report.holes());
    object["unknown_version"] = probes_json(report, Probe::Kind::unknown_version);
    object["grease"] = probes_json(report, Probe::Kind::grease);
    object["hellos"] = probes_json(report, Probe::Kind::hello);
    object["findings"] = list_of(findings_of(report), finding_json);
    object["connections"] = report.connections;
    object["seconds"] = report.seconds;
    if (report.stopped) {
        object["stopped"] = *report.stopped;
    }
    if (report.required) {
        object["require"] = require_json(report, *report.required);
    }
    return object;
}

}  // namespace tlsmatrix::scan
