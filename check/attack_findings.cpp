#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/attack_findings.hpp>
#include <tlsmatrix/check/detail/known.hpp>

namespace tlsmatrix::check {
namespace {

using Kind = Trial::Kind;

std::string_view after(Attack attack) {
    switch (attack) {
        case Attack::reset:
            return "a reset";
        case Attack::alert_40:
            return "a handshake_failure";
        case Attack::end_of_file:
            return "an end of file";
        case Attack::alert_70:
            return "a protocol_version";
        case Attack::alert_80:
            return "an internal_error";
        case Attack::silence:
            return "silence";
    }
    return {};
}

std::string retreat_words(const Retreat& retreat, std::string_view cause) {
    const std::string scsv = fmt::format(
        "{} TLS_FALLBACK_SCSV: whoever can break a handshake can "
        "lower its version",
        retreat.fallback_scsv ? "with" : "without");
    if (retreat.to.highest < retreat.from.highest) {
        return fmt::format("After {} it tries again with at most {} where it had offered {}, {}",
                           cause, version_code_name(retreat.to.highest),
                           version_code_name(retreat.from.highest), scsv);
    }
    return fmt::format("After {} it tries again with a hello that sets {} where it had set {}, {}",
                       cause,
                       retreat.to.lowest == 0
                           ? "no lower bound"
                           : fmt::format("{} as its lowest", version_code_name(retreat.to.lowest)),
                       version_code_name(retreat.from.lowest), scsv);
}

// follow_ups is the runs in which the retries after that attack were served.
std::vector<const TrialResult*> follow_ups(const Trials& trials, Attack attack) {
    std::vector<const TrialResult*> found;
    for (const TrialResult& trial : trials) {
        if (trial.facts.trial.attack == attack && trial.facts.trial.spared) {
            found.push_back(&trial);
        }
    }
    return found;
}

std::string taken(const Trials& trials, Attack attack) {
    VersionSet set;
    const auto served = follow_ups(trials, attack);
    for (const TrialResult* trial : served) {
        if (trial->verdict.version) {
            set.insert(*trial->verdict.version);
        }
    }
    return !set.empty() ? fmt::format("; it then takes {}", set.wire_names())
           : served.empty()
               ? std::string()
               : fmt::format("; nothing comes of it: {}", served.front()->verdict.sentence);
}

// What it always does under attack is told of a reset, and of the others where it retreats.
std::string observe_attack(const TrialResult& trial, const Trials& trials) {
    const Attack attack = *trial.facts.trial.attack;
    if (const auto retreat = retreat_of(trial, trials)) {
        return retreat_words(*retreat, after(attack)) + taken(trials, attack);
    }
    if (attack != Attack::reset || trial.facts.connections.empty() ||
        trial.verdict.ending == Ending::ambiguous) {
        return {};
    }
    const std::size_t retries = retries_in(trial.facts.connections, usual_offers(trials));
    return retries == 0 ? "After a reset it does not try again"
                        : fmt::format(
                              "After a reset it tries again with the same offer, {} times "
                              "in all",
                              retries + 1);
}

// says_nothing tells the endings that leave open what would have come of a retry. One that failed
// at this server for its suites or signatures may be served by the next.
bool says_nothing(Ending ending) {
    switch (ending) {
        case Ending::served:
        case Ending::no_request:
        case Ending::refused:
        case Ending::other_refusal:
            return false;
        default:
            return true;
    }
}

// offered_after is what a server may choose once the attack has been made.
VersionSet offered_after(const TrialResult& trial, const Trials& trials) {
    if (trial.facts.trial.spared) {
        return Retreat{.from = {}, .to = *trial.facts.trial.spared}.versions() &
               trial.facts.trial.versions;
    }
    const auto retreat = retreat_of(trial, trials);
    return retreat ? retreat->versions() : VersionSet{};
}

std::string unmet_attack(const TrialResult& trial, const Trials& trials, VersionSet refused) {
    const Attack attack = *trial.facts.trial.attack;
    const TrialVerdict& verdict = trial.verdict;
    const VersionSet offered = offered_after(trial, trials) & refused;
    if (verdict.version && refused.contains(*verdict.version)) {
        return fmt::format("after {} it takes {}, which must be refused", after(attack),
                           wire_name(*verdict.version));
    }
    const bool never_came = !trial.facts.trial.spared && trial.facts.connections.empty();
    if (never_came || verdict.ending == Ending::ambiguous) {
        return fmt::format("what it does after {} is undecided ({})", after(attack),
                           verdict.sentence);
    }
    if (trial.facts.child.exit.timed_out && attack != Attack::silence && !verdict.version) {
        return fmt::format(
            "after {} it was stopped at its deadline: what it would have done next is undecided",
            after(attack));
    }
    const bool open = trial.facts.trial.spared ? says_nothing(verdict.ending)
                                               : follow_ups(trials, attack).empty();
    return open && !offered.empty()
               ? fmt::format("after {} it offers {}, and whether it takes that is undecided ({})",
                             after(attack), offered.wire_names(), verdict.sentence)
               : std::string();
}

const TrialResult* sslv3_trial(const Trials& trials) {
    const auto found = std::find_if(trials.begin(), trials.end(), [](const TrialResult& trial) {
        return trial.facts.trial.kind == Kind::server_hello && trial.facts.trial.code == sslv3_code;
    });
    return found == trials.end() ? nullptr : &*found;
}

bool says_nothing_of_sslv3(const TrialResult& trial) {
    return trial.facts.connections.empty() || trial.verdict.ending == Ending::ambiguous;
}

}  // namespace

std::vector<std::string> observe_retreats(const Trials& trials) {
    std::vector<std::string> sentences;
    for (const TrialResult& trial : trials) {
        const auto retreat = retreat_of(trial, trials);
        if (trial.facts.trial.kind == Kind::pinned && retreat) {
            sentences.push_back(retreat_words(*retreat, "a refusal"));
            break;
        }
    }
    for (const TrialResult& trial : trials) {
        const bool breaks = trial.facts.trial.kind == Kind::attack && !trial.facts.trial.spared;
        std::string sentence = breaks ? observe_attack(trial, trials) : std::string();
        if (!sentence.empty()) {
            sentences.push_back(std::move(sentence));
        }
    }
    return sentences;
}

std::vector<std::string> observe_sslv3(const Trials& trials) {
    const TrialResult* trial = sslv3_trial(trials);
    if (trial == nullptr || says_nothing_of_sslv3(*trial)) {
        return {};
    }
    return {trial->verdict.ending == Ending::goes_on
                ? "It goes on after a ServerHello of SSLv3: whether it finishes such a handshake "
                  "is undecided"
                : "It ends the handshake on a ServerHello of SSLv3"};
}

std::vector<Unmet> unmet_by_attacks(const Trials& trials, const Requirement& requirement) {
    std::vector<Unmet> unmet;
    for (const TrialResult& trial : trials) {
        std::string sentence = trial.facts.trial.kind == Kind::attack
                                   ? unmet_attack(trial, trials, requirement.refused())
                                   : std::string();
        if (!sentence.empty()) {
            unmet.push_back({std::nullopt, std::move(sentence)});
        }
    }
    const TrialResult* sslv3 = sslv3_trial(trials);
    if (sslv3 != nullptr && says_nothing_of_sslv3(*sslv3)) {
        unmet.push_back({std::nullopt, fmt::format("what it does on a ServerHello of SSLv3 is "
                                                   "undecided ({})",
                                                   sslv3->verdict.sentence)});
    }
    if (sslv3 != nullptr && sslv3->verdict.ending == Ending::goes_on) {
        unmet.push_back({std::nullopt,
                         "it goes on after a ServerHello of SSLv3: whether it finishes such a "
                         "handshake is undecided"});
    }
    return unmet;
}

}  // namespace tlsmatrix::check
