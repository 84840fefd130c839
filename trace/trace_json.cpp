#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/rule/counsel.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/server_hello.hpp>
#include <tlsmatrix/tls/version_list.hpp>
#include <tlsmatrix/trace/detail/message_parts.hpp>
#include <tlsmatrix/trace/detail/other_choices.hpp>
#include <tlsmatrix/trace/field.hpp>
#include <tlsmatrix/trace/trace_report.hpp>

namespace tlsmatrix::trace {
namespace {

namespace json = boost::json;

constexpr int change_cipher_spec = 20;
constexpr int alert = 21;

// Stage is how far the messages of an attempt have come.
struct Stage {
    bool at_tls_1_3 = false;
    bool keys_agreed = false;           // of 1.3: a ServerHello was sent
    bool encrypts[2] = {false, false};  // of what is older: by a ChangeCipherSpec of each end
};

json::object field_json(const Field& field) {
    return {{"name", field.name},
            {"offset", field.offset},
            {"bytes", field.size},
            {"value", field.value},
            {"meaning", field.meaning}};
}

// Of an alert the observation knows: an end may refuse before it has keys.
bool is_encrypted(const matrix::SentMessage& message, const Stage& stage,
                  const matrix::CellTrace& trace) {
    if (message.content_type == alert) {
        const auto& alerts = trace.result.attempts.at(message.attempt - 1).observation.alerts;
        return std::none_of(alerts.begin(), alerts.end(), [&](const ObservedAlert& each) {
            return each.plaintext && each.sender == message.from &&
                   each.description == message.bytes.back();
        });
    }
    return message.content_type != change_cipher_spec &&
           (stage.keys_agreed || stage.encrypts[message.from == Sender::client ? 0 : 1]);
}

void go_on(Stage& stage, const matrix::SentMessage& message) {
    if (message.content_type == change_cipher_spec) {
        stage.encrypts[message.from == Sender::client ? 0 : 1] = !stage.at_tls_1_3;
    } else if (message.content_type != alert && message.from == Sender::server) {
        const auto hello = message.bytes[0] == server_hello_type ? parse_server_hello(message.bytes)
                                                                 : std::nullopt;
        const bool at_1_3 =
            hello && protocol_version_from_code(hello->version) == ProtocolVersion::tls_1_3;
        stage.at_tls_1_3 = stage.at_tls_1_3 || at_1_3;
        stage.keys_agreed = stage.keys_agreed || (at_1_3 && !hello->hello_retry_request);
    }
}

json::array messages_json(const matrix::CellTrace& trace) {
    json::array messages;
    Stage stage;
    std::size_t attempt = 1;
    for (const matrix::SentMessage& sent : trace.messages) {
        if (sent.attempt != attempt) {
            stage = {};
            attempt = sent.attempt;
        }
        const bool encrypted = is_encrypted(sent, stage, trace);
        go_on(stage, sent);
        const Message message{sent.from, sent.content_type, stage.at_tls_1_3, sent.bytes};
        messages.push_back(json::object{{"attempt", sent.attempt},
                                        {"from", sender_name(sent.from)},
                                        {"message", message_name(message)},
                                        {"words", message_words(message)},
                                        {"encrypted", encrypted},
                                        {"fields", list_of(fields_of(message), field_json)},
                                        {"bytes", hex(sent.bytes, sent.bytes.size())}});
    }
    return messages;
}

json::object end_json(const matrix::End& end) {
    return {{"versions", version_list(end.versions)}, {"engine", engine_name(end.engine)}};
}

json::object choice_json(const OtherChoice& choice) {
    return {{"change", choice.change},
            {"client", report::prediction_json(choice.client)},
            {"server", report::prediction_json(choice.server)}};
}

json::object step_json(const Step& step) {
    return {{"text", step.text}, {"source", step.source}};
}

}  // namespace

json::object trace_json(const matrix::CellTrace& trace, Profile profile) {
    const matrix::CellResult& result = trace.result;
    json::object object = report::envelope("trace", local_library());
    json::object axes;
    for (const auto& [name, value] : result.cell.axes) {
        axes[name] = value;
    }
    const matrix::Endpoints ends = matrix::endpoints_of(result.cell, profile);
    const client::Attempt* last = result.attempts.empty() ? nullptr : &result.attempts.back();
    object["ends"] = {{"client", end_json(result.cell.client)},
                      {"server", end_json(result.cell.server)}};
    object["axes"] = std::move(axes);
    object["client"] = or_null(result.client, report::outcome_json);
    object["server"] = or_null(result.server, report::outcome_json);
    object["verdict"] = matrix::verdict_name(result.verdict);
    object["explanation"] = result.explanation;
    object["cause"] = last == nullptr ? "" : last->cause;
    object["advice"] = last == nullptr || last->cause.empty()
                           ? ""
                           : advice_of(ends.client, ends.server, result.expected);
    object["messages"] = messages_json(trace);
    object["steps"] = list_of(result.expected.steps, step_json);
    object["other_choices"] = list_of(other_choices(ends), choice_json);
    return object;
}

}  // namespace tlsmatrix::trace
