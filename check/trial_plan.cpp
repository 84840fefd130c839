#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/planner.hpp>

namespace tlsmatrix::check {

using Kind = Trial::Kind;
using Profiles = std::vector<const ServerProfile*>;
using Hellos = std::vector<const ClientHello*>;

void Planner::add(std::vector<Trial>& trials, Trial trial) const {
    const std::string name = trial.name();
    const bool listed = std::any_of(trials.begin(), trials.end(),
                                    [&name](const Trial& each) { return each.name() == name; });
    if (!listed && !is_done(name)) {
        trials.push_back(std::move(trial));
    }
}

std::vector<const TrialResult*> Planner::of(ProtocolVersion version, Kind kind) const {
    std::vector<const TrialResult*> found;
    for (const TrialResult& trial : done_) {
        if (trial.facts.trial.kind == kind && trial.facts.trial.version() == version) {
            found.push_back(&trial);
        }
    }
    return found;
}

Profiles Planner::profiles(ProtocolVersion version) const {
    Profiles found;
    for (const ServerProfile& profile : server_profiles()) {
        if (profile.versions.contains(version) &&
            profile.key_type == options_.key_type.value_or(profile.key_type)) {
            found.push_back(&profile);
        }
    }
    return found;
}

// Within its offer: the hello itself lets a server choose the version.
bool Planner::fits(const ServerProfile& profile, ProtocolVersion version, bool within_offer) const {
    const Hellos all = hellos(version);
    return std::any_of(all.begin(), all.end(), [&](const ClientHello* hello) {
        return (!within_offer || may_take(*hello, version)) &&
               can_negotiate(*hello, profile, version);
    });
}

const ServerProfile* Planner::best(ProtocolVersion version) const {
    const Profiles all = profiles(version);
    for (const bool within_offer : {true, false}) {
        for (const ServerProfile* profile : all) {
            if (fits(*profile, version, within_offer)) {
                return profile;
            }
        }
    }
    return all.front();
}

bool Planner::is_accepted_version(ProtocolVersion version) const {
    return std::any_of(done_.begin(), done_.end(), [&](const TrialResult& trial) {
        return trial.facts.trial.version() == version && is_accepted(trial.verdict, options_.level);
    });
}

// Accepted, and by a client that says so: no other server can take that back.
bool Planner::is_settled(ProtocolVersion version) const {
    return std::any_of(done_.begin(), done_.end(), [&](const TrialResult& trial) {
        return trial.facts.trial.version() == version &&
               is_accepted(trial.verdict, options_.level) &&
               (options_.level == Level::handshake || trial.verdict.exit_word == ExitWord::agrees);
    });
}

void Planner::add_pinned(std::vector<Trial>& trials, ProtocolVersion version) const {
    const auto pin = [&](const ServerProfile* profile) {
        add(trials, {.kind = Kind::pinned,
                     .versions = {version},
                     .profile = profile,
                     .told = options_.told});
    };
    if (of(version, Kind::pinned).empty()) {
        pin(best(version));
        return;
    }
    for (const ServerProfile* profile : profiles(version)) {
        if (options_.thorough || (!is_settled(version) && fits(*profile, version, true))) {
            pin(profile);
        }
    }
}

std::vector<Trial> Planner::next() const {
    std::vector<Trial> trials;
    if (!options_.told) {
        add(trials, {.kind = Kind::all_versions,
                     .versions = options_.abilities.versions,
                     .profile = &general()});
        add_attacks(trials);
        if (done_.empty()) {
            return trials;
        }
    }
    for (const ProtocolVersion version : options_.abilities.versions.versions()) {
        const std::size_t before = trials.size();
        add_pinned(trials, version);
        if (trials.size() == before) {
            add_forced(trials, version);
            add_control(trials, version);
        }
    }
    if (!options_.told) {
        add_sslv3(trials);
    }
    return trials;
}

std::vector<LeftOut> Planner::left_out() const {
    std::vector<LeftOut> list;
    for (const ProtocolVersion version : options_.abilities.versions.versions()) {
        for (const ServerProfile* profile : profiles(version)) {
            const Trial trial{.kind = Kind::pinned, .versions = {version}, .profile = profile};
            if (is_done(trial.name())) {
                continue;
            }
            list.push_back(
                {trial.name(), is_settled(version)
                                   ? fmt::format("{} is accepted already", wire_name(version))
                                   : "no hello lets that server choose"});
        }
    }
    for (const Attack attack : all_attacks) {
        if (!is_done(std::string(attack_name(attack)))) {
            list.push_back({std::string(attack_name(attack)),
                            options_.told ? "the command is told the version"
                                          : "nothing made it lower its offer"});
        }
    }
    return list;
}

std::vector<Trial> next_trials(const PlanOptions& options, const std::vector<TrialResult>& done) {
    return Planner(options, done).next();
}

std::vector<LeftOut> left_out(const PlanOptions& options, const std::vector<TrialResult>& done) {
    return Planner(options, done).left_out();
}

}  // namespace tlsmatrix::check
