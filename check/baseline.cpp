#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <tlsmatrix/check/baseline.hpp>

namespace tlsmatrix::check {
namespace {

using report::Saved;

// rank says how far a client goes at a version; nullopt where that is not known.
std::optional<int> rank(Stance stance) {
    switch (stance) {
        case Stance::refuses:
            return 0;
        case Stance::offers:
            return 1;
        case Stance::no_request:
            return 2;
        case Stance::accepts:
            return 3;
        case Stance::undecided:
        case Stance::not_tried:
            break;
    }
    return std::nullopt;
}

// Less is worse at a version of today, and more at one that is deprecated; at any, a refusal that
// is over was somebody's wish.
bool is_worse(ProtocolVersion version, Stance before, Stance now) {
    const auto then = rank(before);
    const auto here = rank(now);
    if (!then || before == now) {
        return false;
    }
    if (!here) {
        return true;
    }
    return before == Stance::refuses ||
           (deprecated_versions.contains(version) ? *here > *then : *here < *then);
}

using Offers = std::map<std::string, ProtocolVersion>;

void note(Offers& offers, const std::string& attack, std::optional<ProtocolVersion> highest) {
    if (highest) {
        const auto [at, is_new] = offers.emplace(attack, *highest);
        at->second = is_new ? *highest : std::min(at->second, *highest);
    }
}

// The lowest that any hello ends at, for each attack.
Offers offers_of(const Report& report) {
    Offers offers;
    for (const TrialResult& trial : report.trials) {
        if (trial.facts.trial.kind != Trial::Kind::attack) {
            continue;
        }
        for (const ConnectionSight& sight : trial.facts.connections) {
            const auto& hello = sight.observation.client_hello;
            note(offers, trial.facts.trial.name(), hello ? hello->highest_offered() : std::nullopt);
        }
    }
    return offers;
}

Offers offers_of(const Saved& baseline) {
    Offers offers;
    for (const Saved& trial : baseline.list("attacks")) {
        for (const Saved& connection : trial.list("connections")) {
            if (const auto hello = connection.find("hello")) {
                note(offers, trial.text("server"), hello->versions("offered").highest());
            }
        }
    }
    return offers;
}

Stance saved_stance(const Saved& version) {
    static constexpr Stance stances[] = {Stance::accepts,   Stance::no_request, Stance::offers,
                                         Stance::undecided, Stance::refuses,    Stance::not_tried};
    return version.at("outcome").one_of(stances, stance_name, "no outcome");
}

void compare_versions(const Saved& baseline, const Report& report, std::vector<Unmet>& worse) {
    for (const Saved& saved : baseline.list("versions")) {
        const ProtocolVersion version = saved.version("version");
        const Stance before = saved_stance(saved);
        for (const VersionResult& now : report.versions) {
            if (now.version == version && is_worse(version, before, now.stance)) {
                worse.push_back(
                    {version,
                     fmt::format("{} was '{}' in the baseline and is '{}' ({})", wire_name(version),
                                 stance_name(before), stance_name(now.stance), now.sentence)});
            }
        }
    }
}

void compare_attacks(const Saved& baseline, const Report& report, std::vector<Unmet>& worse) {
    const Offers before = offers_of(baseline);
    for (const auto& [attack, highest] : offers_of(report)) {
        const auto found = before.find(attack);
        if (found != before.end() && highest < found->second) {
            worse.push_back(
                {std::nullopt,
                 fmt::format("after {} it offered {} in the baseline and offers no more "
                             "than {}",
                             attack, wire_name(found->second), wire_name(highest))});
        }
    }
}

}  // namespace

Result<std::vector<Unmet>> worse_than(const Saved& baseline, const Report& report) {
    std::vector<Unmet> worse;
    try {
        if (baseline.text_or("command", "") != "check") {
            return Error{"the baseline is no report of 'tlsmatrix check --format json'"};
        }
        const std::string_view level = report.level == Level::handshake ? "handshake" : "request";
        const std::string before = baseline.at("summary").text("accept");
        if (before != level) {
            return Error{fmt::format(
                "the baseline counts a {} as accepted: use --accept {}, or save another", before,
                before)};
        }
        compare_versions(baseline, report, worse);
        compare_attacks(baseline, report, worse);
    } catch (const report::Misread& error) {
        return Error{fmt::format(
            "the baseline is no report of 'tlsmatrix check --format json' ({})", error.what())};
    }
    return worse;
}

}  // namespace tlsmatrix::check
