#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/attack_findings.hpp>
#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::check {
namespace {

using Sentences = std::vector<std::string>;

const TrialResult* find(const Trials& trials, Trial::Kind kind) {
    const auto found = std::find_if(trials.begin(), trials.end(), [kind](const TrialResult& trial) {
        return trial.facts.trial.kind == kind;
    });
    return found == trials.end() ? nullptr : &*found;
}

void observe_offer(Sentences& out, const TrialResult* all) {
    if (all == nullptr || all->facts.connections.empty() ||
        all->verdict.ending == Ending::ambiguous) {
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
    out.push_back(fmt::format("It offers {} and {} cipher suites{}{}{}", hello->offered_words(),
                              suites, names.empty() ? "" : ", ", fmt::join(names, ", "),
                              names.empty() ? "" : " first"));
    if (hello->supported_versions && hello->offered_versions().has_hole()) {
        const VersionSet offered = hello->offered_versions();
        const VersionSet missing =
            VersionSet::between(*offered.lowest(), *offered.highest()) - offered;
        out.push_back(
            fmt::format("Its offer has a hole: no server that is limited to {} can serve it",
                        missing.wire_names()));
    }
}

void observe_choice(Sentences& out, const TrialResult* all, VersionSet accepted) {
    if (all != nullptr && !all->facts.connections.empty() && !all->verdict.version &&
        all->verdict.ending != Ending::ambiguous) {
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

bool was_late(const Trials& trials) {
    return std::any_of(trials.begin(), trials.end(),
                       [](const TrialResult& trial) { return trial.facts.child.exit.timed_out; });
}

void observe_runs(Sentences& out, const std::vector<TrialResult>& trials) {
    const bool connected = std::any_of(trials.begin(), trials.end(), [](const TrialResult& trial) {
        return !trial.facts.connections.empty();
    });
    const bool waited = !trials.empty() && trials.front().facts.invited;
    if (!connected && !waited && (was_late(trials) || !proxied_in(trials))) {
        out.push_back(was_late(trials)
                          ? "It was stopped at its deadline before it connected: give it more time "
                            "with --timeout"
                          : "It never connected: tell the command where the server is with {url}, "
                            "or with {host} and {port}");
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

bool asks_for_h2_alone(const TrialResult& trial) {
    return trial.verdict.alert &&
           trial.verdict.alert->description == alert_code::no_application_protocol &&
           std::any_of(trial.facts.connections.begin(), trial.facts.connections.end(),
                       [](const ConnectionSight& sight) {
                           const auto& hello = sight.observation.client_hello;
                           return hello && hello->alpn == std::vector<std::string>{"h2"};
                       });
}

void observe_absence(Sentences& out, const Trials& trials) {
    std::vector<std::string> missed;
    for (const TrialResult& trial : trials) {
        const auto& invited = trial.facts.invited;
        if (invited && !invited->url.empty() && trial.facts.connections.empty()) {
            missed.push_back(fmt::format("{} ({})", invited->url, invited->server));
        }
    }
    if (!missed.empty()) {
        out.push_back(fmt::format("Nobody came to {}", fmt::join(missed, ", ")));
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
    const auto add = [&out](Sentences more) { out.insert(out.end(), more.begin(), more.end()); };
    observe_offer(out, all);
    observe_choice(out, all, accepted);
    add(observe_sslv3(trials));
    add(observe_retreats(trials));
    observe_hole(out, accepted, requirement);
    observe_runs(out, trials);
    observe_absence(out, trials);
    if (std::any_of(trials.begin(), trials.end(), asks_for_h2_alone)) {
        out.push_back(
            "It offers HTTP/2 alone, which these servers do not support: --accept handshake judges "
            "it by its handshakes");
    }
    if (const auto proxied = proxied_in(trials)) {
        add(describe(*proxied));
    }
    return out;
}

std::string describe(const std::vector<LeftOut>& left_out) {
    std::vector<std::string> reasons;
    for (const LeftOut& each : left_out) {
        if (std::find(reasons.begin(), reasons.end(), each.reason) == reasons.end()) {
            reasons.push_back(each.reason);
        }
    }
    std::string text;
    for (const std::string& reason : reasons) {
        std::vector<std::string> servers;
        for (const LeftOut& each : left_out) {
            if (each.reason == reason) {
                servers.push_back(each.server);
            }
        }
        text +=
            fmt::format("{}{} ({})", text.empty() ? "" : "; ", fmt::join(servers, ", "), reason);
    }
    return text.empty() ? text : "Left out, which --thorough does not do: " + text;
}

}  // namespace tlsmatrix::check
