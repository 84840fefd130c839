#include <algorithm>

#include <tlsmatrix/check/detail/planner.hpp>

namespace tlsmatrix::check {

using Kind = Trial::Kind;

namespace {

constexpr std::array usual_attacks{Attack::reset, Attack::alert_40, Attack::end_of_file};

}  // namespace

bool Planner::any_retreat() const {
    return std::any_of(done_.begin(), done_.end(), [this](const TrialResult& trial) {
        return retreat_of(trial, done_).has_value();
    });
}

void Planner::add_attacks(std::vector<Trial>& trials) const {
    for (const Attack attack : all_attacks) {
        const bool usual =
            std::find(usual_attacks.begin(), usual_attacks.end(), attack) != usual_attacks.end();
        if (usual || options_.thorough || any_retreat()) {
            add(trials, {.kind = Kind::attack, .attack = attack});
        }
    }
    for (const TrialResult& trial : done_) {
        if (trial.facts.trial.kind == Kind::attack && !trial.facts.trial.spared) {
            add_follow_ups(trials, trial);
        }
    }
}

// What it offers after an attack is one thing; what it then takes, of a server of every version and
// of one that speaks less, another.
void Planner::add_follow_ups(std::vector<Trial>& trials, const TrialResult& attacked) const {
    const auto retreat = retreat_of(attacked, done_);
    if (!retreat) {
        return;
    }
    Trial trial{.kind = Kind::attack,
                .versions = options_.abilities.versions,
                .profile = &general(),
                .attack = attacked.facts.trial.attack,
                .spared = retreat->to};
    add(trials, trial);
    for (const ProtocolVersion version :
         (retreat->versions() & options_.abilities.versions).versions()) {
        const bool lower = static_cast<std::uint16_t>(version) < retreat->to.highest;
        if (lower && !is_accepted_version(version)) {
            trial.versions = {version};
            add(trials, trial);
        }
    }
}
}  // namespace tlsmatrix::check
