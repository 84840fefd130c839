#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/relay/detail/message_words.hpp>
#include <tlsmatrix/relay/detail/trials.hpp>
#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::relay {
namespace {

namespace json = boost::json;

double in_seconds(std::chrono::microseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

json::object offer_json(const ClientHello& hello) {
    const std::vector<std::uint16_t> legacy{hello.legacy_offer()};
    return {
        {"versions", list_of(hello.supported_versions.value_or(legacy), version_code_name)},
        {"legacy_version", version_code_name(hello.legacy_version)},
        {"supported_versions", hello.supported_versions.has_value()},
        {"fallback_scsv", hello.has_fallback_scsv()},
        {"server_name", or_null(hello.server_name ? escaped(*hello.server_name) : std::string())},
        {"cipher_suites", list_of(hello.cipher_suites, suite_name)}};
}

json::object choice_json(const ServerHello& hello) {
    return {{"version", version_code_name(hello.version)},
            {"cipher", suite_name(hello.cipher_suite)},
            {"sentinel", or_null(sentinel_name(hello.sentinel))},
            {"hello_retry_request", hello.hello_retry_request}};
}

json::object alert_json(const ObservedAlert& alert) {
    return {{"from", sender_name(alert.sender)},
            {"alert", alert_name(alert.description)},
            {"level", static_cast<unsigned>(alert.level)}};
}

json::object server_side_json(const ServerSide& side) {
    return {{"offered", or_null(side.seen.client_hello, offer_json)},
            {"chosen", or_null(side.seen.server_hello, choice_json)},
            {"outcome", report::outcome_json(side.outcome)},
            {"sentence", or_null(side.sentence)}};
}

json::value text_json(const std::string& text) {
    return json::value(text);
}

json::object passage_json(const Passage& passage) {
    return {{"from", sender_name(passage.from)},
            {"seconds", in_seconds(passage.at)},
            {"message", passage.message},
            {"details", passage.details},
            {"bytes", passage.bytes}};
}

std::size_t count_of(const Report& report, std::string_view outcome) {
    return static_cast<std::size_t>(std::count_if(
        report.handshakes.begin(), report.handshakes.end(),
        [&](const HandshakeTold& told) { return outcome_name(told.outcome) == outcome; }));
}

}  // namespace

json::object client_json(const ClientRun& client) {
    const process::Exit& exit = client.finished.exit;
    return {{"command", list_of(client.command, text_json)},
            {"exit", or_null(exit.status)},
            {"signal", or_null(exit.signal)},
            {"timed_out", exit.timed_out},
            {"seconds", in_seconds(client.finished.duration)},
            {"output", printable(client.finished.output)}};
}

void Report::take(HandshakeTold told) {
    ++connections;
    if (handshakes.size() == max_told) {
        ++left_out;
    } else {
        handshakes.push_back(std::move(told));
    }
}

bool Report::is_as_forecast() const {
    return std::all_of(trials.begin(), trials.end(), [](const AttackTrial& each) {
        return each.judged.verdict <= AttackVerdict::explained;
    });
}

json::object handshake_json(const HandshakeTold& told) {
    json::object object{{"number", told.number},
                        {"client", told.client},
                        {"started", iso8601_date(told.started)},
                        {"seconds", in_seconds(told.duration)},
                        {"offered", or_null(told.seen.client_hello, offer_json)},
                        {"chosen", or_null(told.seen.server_hello, choice_json)},
                        {"outcome", report::outcome_json(told.outcome)},
                        {"ended_by", or_null(told.told.stopped, sender_name)},
                        {"cause", account::cause_name(told.told.cause)},
                        {"sentence", or_null(told.told.sentence)},
                        {"advice", or_null(told.told.advice)},
                        {"unseen", or_null(told.unseen)}};
    const auto* agreed = std::get_if<Negotiated>(&told.outcome);
    object["group"] = or_null(agreed == nullptr ? std::string() : agreed->group);
    object["unread_alert"] = or_null(told.unread_alert, sender_name);
    object["attacked"] = list_of(told.attacked, text_json);
    object["server_side"] = or_null(told.server_side, server_side_json);
    object["alerts"] = list_of(told.seen.alerts, alert_json);
    object["messages"] = list_of(told.passages, passage_json);
    object["messages_left_out"] = told.passages_left_out;
    return object;
}

json::object relay_json(const Report& report) {
    json::object object = report::envelope("relay", report.local);
    object["to"] = report.to;
    object["address"] = report.address;
    object["remote"] = report.remote;
    object["listener"] = report.listener;
    object["attacks"] = list_of(report.attacks, [](const Attack& each) { return each.name(); });
    object["seed"] = report.seed;
    object["trace"] = report.trace;
    object["client"] = or_null(report.client, client_json);
    json::object summary{{"connections", report.connections}};
    for (const std::string_view each :
         {"negotiated", "refused", "closed", "aborted", "timed_out"}) {
        summary[each] = count_of(report, each);
    }
    summary["left_out"] = report.left_out;
    summary["seconds"] = report.seconds.count();
    object["summary"] = std::move(summary);
    object["handshakes"] = list_of(report.handshakes, handshake_json);
    object["trials"] = trials_json(report.trials);
    return object;
}

}  // namespace tlsmatrix::relay
