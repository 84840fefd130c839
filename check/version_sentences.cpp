#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/version_sentences.hpp>

namespace tlsmatrix::check {
namespace {

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
    std::vector<std::string> servers;
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
        found->servers.push_back(trials[index].facts.trial.server());
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
    return fmt::format("{}: {}{}", fmt::join(group.servers, ", "), group.sentence, group.remark);
}

}  // namespace

std::string whole_sentence(const std::vector<TrialResult>& trials,
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

std::string best_sentence(const VersionResult& result, const std::vector<TrialResult>& trials) {
    const std::vector<Group> groups = groups_of(trials, result.trials);
    return groups.size() < 2 ? result.sentence : text_of(groups.front());
}

}  // namespace tlsmatrix::check
