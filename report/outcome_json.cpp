#include <cmath>

#include <boost/json.hpp>

#include <tlsmatrix/report/outcome_json.hpp>

namespace tlsmatrix::report {
namespace {

namespace json = boost::json;

json::object refused_json(const Alert& alert) {
    return {{"outcome", "refused"},
            {"by", sender_name(alert.sender)},
            {"alert", alert_name(alert.description)}};
}

constexpr double most_seconds = 1e6;

// A code that has no name is written as alert(N).
std::uint8_t read_alert(const Saved& alert) {
    const std::string name = alert.text();
    if (const auto assigned = parse_alert_name(name)) {
        return *assigned;
    }
    for (unsigned code = 0; code < 256; ++code) {
        if (alert_name(static_cast<std::uint8_t>(code)) == name) {
            return static_cast<std::uint8_t>(code);
        }
    }
    alert.misread("no alert");
}

Alert read_refusal(const Saved& outcome) {
    if (outcome.text("outcome") != "refused") {
        outcome.at("outcome").misread("neither negotiated nor refused");
    }
    const std::string by = outcome.text("by");
    if (by != sender_name(Sender::client) && by != sender_name(Sender::server)) {
        outcome.at("by").misread("neither client nor server");
    }
    return {read_alert(outcome.at("alert")), AlertLevel::fatal,
            by == sender_name(Sender::client) ? Sender::client : Sender::server};
}

}  // namespace

json::object prediction_json(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return {{"outcome", "negotiated"}, {"version", short_name(*version)}};
    }
    return refused_json(std::get<Alert>(prediction));
}

json::object outcome_json(const HandshakeOutcome& outcome) {
    if (const auto* negotiated = std::get_if<Negotiated>(&outcome)) {
        json::object object{{"outcome", "negotiated"},
                            {"version", short_name(negotiated->version)},
                            {"cipher", negotiated->cipher}};
        if (negotiated->resumed) {
            object["resumed"] = true;
        }
        return object;
    }
    if (const auto* refused = std::get_if<Refused>(&outcome)) {
        return refused_json(refused->alert);
    }
    json::object object{{"outcome", outcome_name(outcome)}, {"reason", describe(outcome)}};
    if (const auto* late = std::get_if<TimedOut>(&outcome)) {
        object["after"] = std::chrono::duration<double>(late->after).count();
    }
    return object;
}

Prediction read_prediction(const Saved& prediction) {
    if (prediction.text("outcome") == "negotiated") {
        return prediction.version("version");
    }
    return read_refusal(prediction);
}

HandshakeOutcome read_outcome(const Saved& outcome) {
    const std::string name = outcome.text("outcome");
    if (name == "negotiated") {
        const auto resumed = outcome.find("resumed");
        return Negotiated{
            outcome.version("version"), outcome.text("cipher"), {}, resumed && resumed->flag()};
    }
    if (name == "refused") {
        return Refused{read_refusal(outcome)};
    }
    if (name == "timed_out") {
        // What was written before `after` was has the time in its reason alone.
        const auto after = outcome.find("after");
        const double seconds = after ? after->number() : 0;
        if (!after || seconds < 0 || seconds > most_seconds) {
            return Aborted{outcome.text("reason")};
        }
        return TimedOut{std::chrono::milliseconds(std::llround(seconds * 1000))};
    }
    if (name == "closed") {
        return Closed{outcome.text("reason")};
    }
    if (name != "aborted") {
        outcome.at("outcome").misread("no outcome that this program knows");
    }
    return Aborted{outcome.text("reason")};
}

}  // namespace tlsmatrix::report
