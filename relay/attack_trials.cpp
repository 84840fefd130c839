#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/relay/attack_trials.hpp>

namespace tlsmatrix::relay {
namespace {

// What a client makes of silence it makes of this much.
constexpr std::chrono::milliseconds silence{3'000};

// drive is one run of the client; what the report has of it otherwise is added to `report`.
Drive drive(RunOptions options, Report& report, bool& was_interrupted) {
    Drive made;
    options.settings.told = [&made](HandshakeTold told) {
        made.handshakes.push_back(std::move(told));
    };
    was_interrupted = run_relay(std::move(options), report);
    if (report.client) {
        made.exit = report.client->finished.exit.status;
    }
    return made;
}

}  // namespace

std::vector<Attack> all_attacks() {
    std::vector<Attack> all;
    for (const AttackWords& each : attack_words()) {
        all.push_back(parse_attack(each.name).value());
        if (all.back().kind == AttackKind::forge_alert) {
            all.push_back({AttackKind::forge_alert, alert_code::handshake_failure});
            all.push_back({AttackKind::forge_alert, alert_code::internal_error});
        }
    }
    return all;
}

bool try_attacks(const RunOptions& options, Report& report) {
    const auto begun = std::chrono::steady_clock::now();
    bool was_interrupted = false;
    const Drive ordinary = drive(options, report, was_interrupted);
    for (const HandshakeTold& each : ordinary.handshakes) {
        report.take(each);
    }
    if (was_interrupted) {
        return true;
    }
    const HandshakeTold* first = first_negotiated(ordinary);
    if (first == nullptr) {
        throw SetupError(fmt::format(
            "the client and {} make no handshake without an attack, so none can be judged: run it "
            "without --attack, and see why",
            report.to));
    }
    const Baseline baseline{*first->seen.client_hello, *first->seen.server_hello};
    for (const Attack& attack : all_attacks()) {
        RunOptions attacked = options;
        attacked.ready = nullptr;
        attacked.settings.attacks = {attack};
        if (attack.kind == AttackKind::stall_above) {
            attacked.settings.handshake = std::min(options.settings.handshake, silence);
        }
        AttackTrial trial{.attack = attack, .expected = forecast(attack, baseline)};
        Report run;
        trial.drive = drive(std::move(attacked), run, was_interrupted);
        if (was_interrupted) {
            break;
        }
        trial.client = std::move(run.client);
        trial.judged = judge(trial.expected, ordinary, trial.drive);
        report.trials.push_back(std::move(trial));
    }
    report.seconds = std::chrono::steady_clock::now() - begun;
    return was_interrupted;
}

}  // namespace tlsmatrix::relay
