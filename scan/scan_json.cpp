#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::scan {
namespace {

namespace json = boost::json;

std::string version_text(std::uint16_t code) {
    const auto version = protocol_version_from_code(code);
    return version ? std::string(short_name(*version)) : version_code_name(code);
}

json::value version_or_null(std::optional<std::uint16_t> code) {
    return code ? json::value(json::string(version_text(*code))) : json::value(nullptr);
}

json::value name_json(const std::string& name) {
    return name.empty() ? json::value(nullptr) : json::value(json::string(name));
}

json::object answer_object(const Answer& answer) {
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

json::value answer_json(const std::optional<Answer>& answer) {
    return answer ? json::value(answer_object(*answer)) : json::value(nullptr);
}

std::string_view verdict_text(Verdict verdict) {
    constexpr std::array<std::string_view, 4> names{"right", "wrong", "unclear", "untested"};
    return names[static_cast<std::size_t>(verdict)];
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

json::object version_json(const VersionReport& report, VersionSet local) {
    json::array suites;
    for (const std::uint32_t code : report.suites) {
        suites.push_back(suite_json(report.version, code));
    }
    const auto version = protocol_version_from_code(report.version);
    json::object object{
        {"version", version_text(report.version)},
        {"spoken", report.spoken ? json::value(*report.spoken) : json::value(nullptr)},
        {"ciphers", std::move(suites)},
        {"preference", report.suites.empty() ? json::value(nullptr)
                                             : json::value(preference_name(report.preference))},
        {"chacha20_first", report.chacha20_first},
        {"sentinel", sentinel_text(report.sentinel)},
        {"in_doubt", report.in_doubt},
        {"refusal", answer_json(report.refusal)},
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
                                        {"expected", version_or_null(probe.expected)},
                                        {"answer", answer_object(probe.answer)},
                                        {"control", answer_json(probe.control)},
                                        {"verdict", verdict_text(probe.verdict)}});
        }
    }
    return list;
}

json::array elsewhere_json(const Report& report) {
    json::array places;
    for (const Elsewhere& each : report.elsewhere) {
        json::array versions;
        for (const VersionReport& version : each.versions) {
            json::object object{
                {"version", version_text(version.version)},
                {"spoken", version.spoken ? json::value(*version.spoken) : json::value(nullptr)},
                {"refusal", answer_json(version.refusal)}};
            if (!version.why_undecided.empty()) {
                object["why_undecided"] = version.why_undecided;
            }
            versions.push_back(std::move(object));
        }
        places.push_back(json::object{{"address", each.address},
                                      {"server_name", name_json(each.server_name)},
                                      {"versions", std::move(versions)}});
    }
    return places;
}

json::array version_list(VersionSet set) {
    json::array list;
    for (const ProtocolVersion version : set.versions()) {
        list.push_back(json::string(short_name(version)));
    }
    return list;
}

}  // namespace

std::string json_report(const Report& report) {
    json::array versions;
    for (const VersionReport& each : report.versions) {
        versions.push_back(version_json(each, report.local.versions));
    }
    json::object object{
        {"tool", {{"version", version}, {"openssl", report.local.release}}},
        {"target",
         {{"host", report.target.host}, {"port", report.target.port}, {"address", report.address}}},
        {"server_name", name_json(report.server_name.value_or(""))},
        {"elsewhere", elsewhere_json(report)},
        {"unreachable", json::value_from(report.unreachable)},
        {"complete", !report.stopped},
        {"versions", std::move(versions)},
        {"fallback_scsv",
         {{"verdict", verdict_text(report.fallback)},
          {"answer", answer_json(report.fallback_answer)}}},
        {"downgrade_sentinel",
         {{"verdict", verdict_text(report.sentinel().verdict)},
          {"at_highest", report.sentinel().at_highest}}},
        {"unknown_version", probes_json(report, Probe::Kind::unknown_version)},
        {"grease", probes_json(report, Probe::Kind::grease)},
        {"connections", report.connections},
        {"seconds", report.seconds}};
    if (report.stopped) {
        object["stopped"] = *report.stopped;
    }
    if (report.required) {
        object["require"] = {{"versions", version_list(*report.required)},
                             {"met", report.meets(*report.required)}};
    }
    return json::serialize(object) + "\n";
}

}  // namespace tlsmatrix::scan
