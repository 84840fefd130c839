#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/attack_findings.hpp>
#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/check/detail/version_sentences.hpp>

namespace tlsmatrix::check {
namespace {

std::string undecided(const VersionResult& result, const Trials& trials) {
    return fmt::format("{}: {}", result.doubt, best_sentence(result, trials));
}

// At the level of handshakes a client that waits for an answer which never comes may say so.
bool says_so(const VersionResult& result, const Trials& trials, Level level) {
    return level == Level::handshake ||
           std::any_of(result.trials.begin(), result.trials.end(), [&trials](std::size_t index) {
               const TrialVerdict& verdict = trials[index].verdict;
               return verdict.ending == Ending::served && verdict.exit_word == ExitWord::agrees;
           });
}

std::string unmet_inside(const VersionResult& result, const Trials& trials, Level level) {
    const std::string_view name = wire_name(result.version);
    if (result.stance == Stance::undecided) {
        return fmt::format("{} is required and undecided ({})", name, undecided(result, trials));
    }
    if (result.stance != Stance::accepts) {
        return fmt::format("{} is required and not accepted ({})", name,
                           best_sentence(result, trials));
    }
    return says_so(result, trials, level)
               ? std::string()
               : fmt::format(
                     "{} is required, and the client fails though its request was answered ({})",
                     name, best_sentence(result, trials));
}

std::string unmet_outside(const VersionResult& result, const Trials& trials) {
    constexpr std::array<std::string_view, 6> words{
        "is accepted",
        "is negotiated, though no request follows",
        "is offered, though the handshake then fails",
        "is not known to be refused",
        "",
        "could not be tried",
    };
    const std::string_view word = words[static_cast<std::size_t>(result.stance)];
    if (word.empty()) {
        return {};
    }
    return fmt::format("{} must be refused and {} ({})", wire_name(result.version), word,
                       result.stance == Stance::undecided ? undecided(result, trials)
                                                          : best_sentence(result, trials));
}

std::string unmet_elsewhere(const VersionResult& result, const Trials& trials) {
    return result.stance == Stance::undecided
               ? fmt::format("{} is undecided ({})", wire_name(result.version),
                             undecided(result, trials))
               : std::string();
}

std::string unmet_at(const VersionResult& result, const Trials& trials,
                     const Requirement& requirement, Level level) {
    if (requirement.working().contains(result.version)) {
        return unmet_inside(result, trials, level);
    }
    return requirement.refused().contains(result.version) ? unmet_outside(result, trials)
                                                          : unmet_elsewhere(result, trials);
}

// One of the set has to work; the sentence of the others is what is in the way.
std::optional<Unmet> unmet_any_of(const std::vector<VersionResult>& versions, const Trials& trials,
                                  VersionSet set, Level level) {
    std::string seen;
    for (const VersionResult& result : versions) {
        if (!set.contains(result.version)) {
            continue;
        }
        const std::string sentence = unmet_inside(result, trials, level);
        if (sentence.empty()) {
            return std::nullopt;
        }
        seen = fmt::format("{}: {}", wire_name(result.version), best_sentence(result, trials));
    }
    if (set.empty()) {
        return std::nullopt;
    }
    return Unmet{std::nullopt, fmt::format("none of {} works ({})", set.wire_names(), seen)};
}

// What a client does at a server that a pin limits is one thing, and what it does at an ordinary
// one another.
std::optional<Unmet> unmet_by_all(const Trials& trials) {
    const auto all = std::find_if(trials.begin(), trials.end(), [](const TrialResult& trial) {
        return trial.facts.trial.kind == Trial::Kind::all_versions;
    });
    if (all == trials.end() || all->verdict.ending == Ending::served ||
        all->verdict.ending == Ending::no_request) {
        return std::nullopt;
    }
    if (all->verdict.ending == Ending::ambiguous) {
        return Unmet{std::nullopt, fmt::format("what it does with a server that supports every "
                                               "version is undecided ({})",
                                               all->verdict.sentence)};
    }
    return Unmet{std::nullopt, fmt::format("with a server that speaks every version nothing is "
                                           "negotiated ({}): what it does there is undecided",
                                           all->verdict.sentence)};
}

}  // namespace

std::vector<Unmet> unmet_of(const std::vector<VersionResult>& versions, const Trials& trials,
                            const Requirement& requirement, Level level) {
    std::vector<Unmet> unmet;
    for (const VersionResult& result : versions) {
        std::string sentence = unmet_at(result, trials, requirement, level);
        if (!sentence.empty()) {
            unmet.push_back({result.version, std::move(sentence)});
        }
    }
    for (auto more :
         {unmet_any_of(versions, trials, requirement.any_of(), level), unmet_by_all(trials)}) {
        if (more) {
            unmet.push_back(std::move(*more));
        }
    }
    for (Unmet& each : unmet_by_attacks(trials, requirement)) {
        unmet.push_back(std::move(each));
    }
    return unmet;
}

}  // namespace tlsmatrix::check
