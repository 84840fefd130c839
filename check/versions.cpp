#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::array<std::string_view, 6> stance_names{"accepts",   "no_request", "offers",
                                                       "undecided", "refuses",    "not_tried"};

// Proven is what the client has shown that it can do: a failure means something only beside it.
struct Proven {
    bool works = false;  // it was served by some server
    bool trusts_rsa = false;
    bool trusts_ecdsa = false;

    [[nodiscard]] bool trusts(const Trial& trial) const {
        return trial.profile->key_type == certs::KeyType::rsa ? trusts_rsa : trusts_ecdsa;
    }
};

Proven proven_by(const std::vector<TrialResult>& trials) {
    Proven proven;
    for (const TrialResult& trial : trials) {
        if (trial.verdict.ending == Ending::served) {
            proven.works = true;
            const bool rsa = trial.facts.trial.profile->key_type == certs::KeyType::rsa;
            (rsa ? proven.trusts_rsa : proven.trusts_ecdsa) = true;
        }
    }
    return proven;
}

Stance if_shown(bool shown, Stance stance) {
    return shown ? stance : Stance::undecided;
}

// A client that closes without a word may not have liked the certificate, unless it is known to.
Stance stance_of_closing(const TrialResult& trial, const Proven& proven) {
    const bool told = trial.verdict.server_answered && proven.trusts(trial.facts.trial);
    return if_shown(told, trial.verdict.lists_version ? Stance::offers : Stance::refuses);
}

Stance stance_of(const TrialResult& trial, const Proven& proven) {
    switch (trial.verdict.ending) {
        case Ending::served:
            return Stance::accepts;
        case Ending::no_request:
            return Stance::no_request;
        case Ending::failed:
            return Stance::offers;
        case Ending::distrusted:
            return if_shown(proven.trusts(trial.facts.trial), Stance::offers);
        case Ending::refused:
            return Stance::refuses;
        case Ending::closed:
            return stance_of_closing(trial, proven);
        case Ending::no_shared_suite:
        case Ending::before_hello:
            return if_shown(proven.works, Stance::refuses);
        case Ending::other_refusal:
        case Ending::not_tls:
        case Ending::never_connected:
        case Ending::hung:
            break;
    }
    return Stance::undecided;
}

std::string exit_remark(const TrialResult& trial) {
    switch (trial.verdict.exit_word) {
        case ExitWord::agrees:
            return {};
        case ExitWord::claims_success:
            return ", yet its exit status is 0";
        case ExitWord::fails_after_success:
            return fmt::format(", yet it says that it failed ({})",
                               describe(trial.facts.child.exit));
    }
    return {};
}

// Group is the profiles with which the same happened. Where the client was served, suites alone
// make no difference.
struct Group {
    Ending ending;
    std::string sentence;
    std::string remark;
    std::vector<std::string_view> profiles;
    std::vector<std::string> ciphers;

    [[nodiscard]] bool holds(const TrialVerdict& verdict, const std::string& its_remark) const {
        const bool same = ending == Ending::served ? verdict.ending == Ending::served
                                                   : sentence == verdict.sentence;
        return same && remark == its_remark;
    }
};

std::vector<Group> groups_of(const std::vector<TrialResult>& trials,
                             const std::vector<std::size_t>& indexes) {
    std::vector<Group> groups;
    for (const std::size_t index : indexes) {
        const TrialVerdict& verdict = trials[index].verdict;
        const std::string remark = exit_remark(trials[index]);
        auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group& group) { return group.holds(verdict, remark); });
        if (found == groups.end()) {
            found = groups.insert(groups.end(), {verdict.ending, verdict.sentence, remark, {}, {}});
        }
        found->profiles.push_back(trials[index].facts.trial.profile->name);
        if (std::find(found->ciphers.begin(), found->ciphers.end(), verdict.cipher) ==
            found->ciphers.end()) {
            found->ciphers.push_back(verdict.cipher);
        }
    }
    for (Group& group : groups) {
        for (std::size_t i = 1; group.ending == Ending::served && i < group.ciphers.size(); ++i) {
            group.sentence += ", " + group.ciphers[i];
        }
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& left, const Group& right) {
        return left.ending < right.ending;
    });
    return groups;
}

std::string text_of(const Group& group) {
    return fmt::format("{}: {}{}", fmt::join(group.profiles, ", "), group.sentence, group.remark);
}

std::string sentence_of(const std::vector<TrialResult>& trials,
                        const std::vector<std::size_t>& indexes) {
    const std::vector<Group> groups = groups_of(trials, indexes);
    if (groups.size() == 1) {
        return groups.front().sentence + groups.front().remark;
    }
    std::string text;
    for (const Group& group : groups) {
        text += (text.empty() ? "" : "; ") + text_of(group);
    }
    return text;
}

// What decides a version is the best that happened.
std::string best_sentence_of(const VersionResult& result, const std::vector<TrialResult>& trials) {
    const std::vector<Group> groups = groups_of(trials, result.trials);
    return groups.size() < 2 ? result.sentence : text_of(groups.front());
}

std::string unmet_inside(const VersionResult& result, const std::vector<TrialResult>& trials) {
    const std::string_view name = wire_name(result.version);
    if (result.stance != Stance::accepts) {
        return fmt::format("{} is required and not accepted ({})", name,
                           best_sentence_of(result, trials));
    }
    const bool says_so =
        std::any_of(result.trials.begin(), result.trials.end(), [&trials](std::size_t index) {
            const TrialVerdict& verdict = trials[index].verdict;
            return verdict.ending == Ending::served && verdict.exit_word == ExitWord::agrees;
        });
    return says_so ? std::string()
                   : fmt::format(
                         "{} is required, and the client fails though its request was "
                         "answered ({})",
                         name, best_sentence_of(result, trials));
}

std::string unmet_outside(const VersionResult& result, const std::vector<TrialResult>& trials) {
    constexpr std::array<std::string_view, 6> words{
        "is accepted",
        "is negotiated, though no request follows",
        "is offered, though the handshake then fails",
        "is not known to be refused",
        "",
        "could not be tried",
    };
    const std::string_view word = words[static_cast<std::size_t>(result.stance)];
    return word.empty() ? std::string()
                        : fmt::format("{} must be refused and {} ({})", wire_name(result.version),
                                      word, best_sentence_of(result, trials));
}

}  // namespace

std::string_view stance_name(Stance stance) {
    return stance_names[static_cast<std::size_t>(stance)];
}

VersionSet Report::accepted() const {
    VersionSet set;
    for (const VersionResult& result : versions) {
        if (result.stance == Stance::accepts) {
            set.insert(result.version);
        }
    }
    return set;
}

const TrialResult* Report::other(Trial::Kind kind) const {
    const auto found = std::find_if(trials.begin(), trials.end(), [kind](const TrialResult& trial) {
        return trial.facts.trial.kind == kind;
    });
    return found == trials.end() ? nullptr : &*found;
}

std::vector<VersionResult> judge_versions(const std::vector<TrialResult>& trials) {
    const Proven proven = proven_by(trials);
    std::vector<VersionResult> results;
    for (const ProtocolVersion version : all_versions) {
        VersionResult result;
        result.version = version;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            if (trials[i].facts.trial.version() == version) {
                result.trials.push_back(i);
                result.stance = std::min(result.stance, stance_of(trials[i], proven));
            }
        }
        result.sentence = result.trials.empty()
                              ? fmt::format(
                                    "this machine's OpenSSL cannot speak {}: 'openssl "
                                    "version' names it",
                                    wire_name(version))
                              : sentence_of(trials, result.trials);
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<std::string> unmet_of(const std::vector<VersionResult>& versions,
                                  const std::vector<TrialResult>& trials, VersionSet required) {
    std::vector<std::string> unmet;
    for (const VersionResult& result : versions) {
        std::string sentence = required.contains(result.version) ? unmet_inside(result, trials)
                                                                 : unmet_outside(result, trials);
        if (!sentence.empty()) {
            unmet.push_back(std::move(sentence));
        }
    }
    return unmet;
}

}  // namespace tlsmatrix::check
