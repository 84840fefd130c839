#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::check {
namespace {

using Sentences = std::vector<std::string>;

const TrialResult* find(const std::vector<TrialResult>& trials, Trial::Kind kind) {
    const auto found = std::find_if(trials.begin(), trials.end(), [kind](const TrialResult& trial) {
        return trial.facts.trial.kind == kind;
    });
    return found == trials.end() ? nullptr : &*found;
}

// highest_of is the hello's own maximum, 0 without one: GREASE and unknown codes count for nothing.
std::uint16_t highest_of(const ConnectionSight& sight) {
    const auto& hello = sight.observation.client_hello;
    const auto highest = hello ? hello->highest_offered() : std::nullopt;
    return highest ? static_cast<std::uint16_t>(*highest) : 0;
}

// Retreat is a hello that offers less than the one before it in the same run.
struct Retreat {
    std::uint16_t from = 0;
    std::uint16_t to = 0;
    bool fallback_scsv = false;
};

std::optional<Retreat> retreat_in(const TrialFacts& facts) {
    std::uint16_t before = 0;
    for (const ConnectionSight& sight : facts.connections) {
        const std::uint16_t highest = highest_of(sight);
        if (highest != 0 && before > highest) {
            return Retreat{before, highest, sight.observation.client_hello->has_fallback_scsv()};
        }
        before = std::max(before, highest);
    }
    return std::nullopt;
}

std::string describe(const Retreat& retreat, std::string_view after) {
    return fmt::format(
        "After {} it tries again with at most {} where it had offered {}, {} "
        "TLS_FALLBACK_SCSV: whoever can break a handshake can lower its version",
        after, version_code_name(retreat.to), version_code_name(retreat.from),
        retreat.fallback_scsv ? "with" : "without");
}

void observe_offer(Sentences& out, const TrialResult* all) {
    if (all == nullptr || all->facts.connections.empty()) {
        return;
    }
    const auto& hello = all->facts.connections.front().observation.client_hello;
    if (!hello) {
        return;
    }
    constexpr std::size_t most_names = 3;
    std::vector<std::string> names;
    std::size_t suites = 0;
    for (const std::uint16_t code : hello->cipher_suites) {
        if (!is_cipher_suite(code)) {
            continue;
        }
        ++suites;
        if (suites <= most_names) {
            names.push_back(suite_name(code));
        }
    }
    out.push_back(fmt::format("It offers {}{} and {} cipher suites{}{}{}",
                              hello->supported_versions ? "" : "at most ", hello->offered(), suites,
                              names.empty() ? "" : ", ", fmt::join(names, ", "),
                              names.empty() ? "" : " first"));
}

void observe_choice(Sentences& out, const TrialResult* all, VersionSet accepted) {
    if (all != nullptr && !all->facts.connections.empty() && !all->verdict.version) {
        out.push_back("With a server that speaks every version it negotiates nothing: " +
                      all->verdict.sentence);
    }
    if (all == nullptr || !all->verdict.version) {
        return;
    }
    const ProtocolVersion chosen = *all->verdict.version;
    const auto best = accepted.highest();
    if (best && chosen < *best) {
        out.push_back(
            fmt::format("With a server that speaks every version it falls to {}, though "
                        "it accepts {}",
                        wire_name(chosen), wire_name(*best)));
    } else {
        out.push_back(
            fmt::format("With a server that speaks every version it speaks {}", wire_name(chosen)));
    }
}

void observe_retreats(Sentences& out, const std::vector<TrialResult>& trials) {
    for (const TrialResult& trial : trials) {
        const auto retreat = retreat_in(trial.facts);
        if (retreat && trial.facts.trial.kind == Trial::Kind::pinned) {
            out.push_back(describe(*retreat, "a refusal"));
            break;
        }
    }
    const TrialResult* reset = find(trials, Trial::Kind::reset);
    if (reset == nullptr || reset->facts.connections.empty()) {
        return;
    }
    if (const auto retreat = retreat_in(reset->facts)) {
        out.push_back(describe(*retreat, "a reset"));
    } else if (reset->facts.connections.size() > 1) {
        out.push_back(
            fmt::format("After a reset it tries again with the same offer, {} times in "
                        "all",
                        reset->facts.connections.size()));
    } else {
        out.push_back("After a reset it does not try again");
    }
}

// OpenSSL offers the lowest run of a set with a hole, and drops the rest in silence.
void observe_hole(Sentences& out, VersionSet accepted,
                  const std::optional<Requirement>& requirement) {
    const VersionSet required = requirement ? requirement->working() : VersionSet{};
    if (required.has_hole() && accepted == required.runs().back()) {
        out.push_back(fmt::format(
            "Of {} it accepts {} alone: OpenSSL offers only the lowest run of a set with a hole, "
            "and drops the rest in silence",
            required.wire_names(), accepted.wire_names()));
    }
}

void observe_runs(Sentences& out, const std::vector<TrialResult>& trials) {
    const bool connected = std::any_of(trials.begin(), trials.end(), [](const TrialResult& trial) {
        return !trial.facts.connections.empty();
    });
    if (!connected) {
        out.push_back(
            "It never connected: tell the command where the server is with {url}, or with {host} "
            "and {port}");
    }
    const auto none_trusted = [&trials](Ending ending) {
        return std::any_of(trials.begin(), trials.end(), [ending](const TrialResult& trial) {
            return trial.verdict.ending == ending;
        });
    };
    if (none_trusted(Ending::distrusted) && !none_trusted(Ending::served)) {
        out.push_back(
            "It does not accept the servers' certificate: tell the command of the authority with "
            "{ca} or {truststore}");
    }
    std::size_t orphans = 0;
    for (const TrialResult& trial : trials) {
        orphans += trial.facts.orphans;
    }
    if (orphans > 0) {
        out.push_back(fmt::format("It left {} process{} behind, which {} ended", orphans,
                                  orphans == 1 ? "" : "es", orphans == 1 ? "was" : "were"));
    }
}

}  // namespace

std::vector<std::string> observe(const std::vector<VersionResult>& versions,
                                 const std::vector<TrialResult>& trials,
                                 std::optional<Requirement> requirement) {
    VersionSet accepted;
    for (const VersionResult& result : versions) {
        if (result.stance == Stance::accepts) {
            accepted.insert(result.version);
        }
    }
    Sentences out;
    const TrialResult* all = find(trials, Trial::Kind::all_versions);
    observe_offer(out, all);
    observe_choice(out, all, accepted);
    observe_retreats(out, trials);
    observe_hole(out, accepted, requirement);
    observe_runs(out, trials);
    return out;
}

}  // namespace tlsmatrix::check
