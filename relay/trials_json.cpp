#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/relay/detail/trials.hpp>

namespace tlsmatrix::relay {
namespace {

namespace json = boost::json;

std::string source_of(const Forecast& expected) {
    return expected.standard ? citation(*expected.standard) : std::string();
}

json::object trial_json(const AttackTrial& trial) {
    const Judged& judged = trial.judged;
    return {{"attack", trial.attack.name()},
            {"effect", effect_name(trial.expected.effect)},
            {"forecast", trial.expected.sentence},
            {"source", or_null(source_of(trial.expected))},
            {"verdict", attack_verdict_name(judged.verdict)},
            {"noticed_by", or_null(judged.noticed_by, sender_name)},
            {"check", or_null(judged.check, check_name)},
            {"alert", or_null(judged.alert, alert_name)},
            {"negotiated", or_null(judged.negotiated, short_name)},
            {"sentence", judged.words},
            {"client", or_null(trial.client, client_json)},
            {"handshakes", list_of(trial.drive.handshakes, handshake_json)}};
}

}  // namespace

json::value trials_json(const std::vector<AttackTrial>& trials) {
    return trials.empty() ? json::value(nullptr) : json::value(list_of(trials, trial_json));
}

}  // namespace tlsmatrix::relay
