#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/stance.hpp>
#include <tlsmatrix/check/detail/version_sentences.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::array<std::string_view, 6> stance_names{"accepts",   "no_request", "offers",
                                                       "undecided", "refuses",    "not_tried"};

bool offers_plainly(const TrialResult& trial, ProtocolVersion version) {
    const auto& connections = trial.facts.connections;
    return std::any_of(connections.begin(), connections.end(), [version](const auto& sight) {
        const auto& hello = sight.observation.client_hello;
        return hello && names(*hello, version);
    });
}

// contradiction is what another run shows against a refusal; empty where none does.
std::string contradiction(const std::vector<TrialResult>& trials, ProtocolVersion version) {
    for (const TrialResult& trial : trials) {
        const Trial& its = trial.facts.trial;
        if (its.kind == Trial::Kind::all_versions && trial.verdict.version == version) {
            return fmt::format("it took {} from the server that speaks every version",
                               wire_name(version));
        }
        // Under attack it may fall to the version, which is told as such; a client that is told the
        // version offers each time another.
        const bool elsewhere =
            its.kind != Trial::Kind::attack && its.version() != version && !its.told;
        if (elsewhere && offers_plainly(trial, version)) {
            return fmt::format("it offered {} in another run ({})", wire_name(version), its.name());
        }
    }
    return {};
}

}  // namespace

std::string_view stance_name(Stance stance) {
    return stance_names[static_cast<std::size_t>(stance)];
}

std::string_view basis_name(Basis basis) {
    switch (basis) {
        case Basis::none:
            return {};
        case Basis::client:
            return "client";
        case Basis::offer:
            return "offer";
    }
    return {};
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

bool Report::decides() const {
    return std::any_of(versions.begin(), versions.end(), [](const VersionResult& result) {
        return result.stance != Stance::undecided && result.stance != Stance::not_tried;
    });
}

const TrialResult* Report::trial(std::string_view name) const {
    const auto found = std::find_if(trials.begin(), trials.end(), [name](const TrialResult& trial) {
        return trial.facts.trial.name() == name;
    });
    return found == trials.end() ? nullptr : &*found;
}

std::vector<VersionResult> judge_versions(const std::vector<TrialResult>& trials, Level level,
                                          const Abilities& abilities) {
    std::vector<VersionResult> results;
    for (const ProtocolVersion version : all_versions) {
        VersionResult result;
        result.version = version;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            if (trials[i].facts.trial.version() == version) {
                result.trials.push_back(i);
            }
        }
        Proof proof = prove(trials, result.trials, version, level, abilities);
        if (proof.stance == Stance::refuses) {
            std::string against = contradiction(trials, version);
            proof = against.empty() ? proof : Proof{.doubt = std::move(against)};
        }
        result.stance = proof.stance;
        result.basis = proof.basis;
        result.doubt = std::move(proof.doubt);
        result.sentence = result.trials.empty()
                              ? fmt::format(
                                    "this machine's OpenSSL cannot speak {}: 'openssl "
                                    "version' names it",
                                    wire_name(version))
                              : whole_sentence(trials, result.trials);
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace tlsmatrix::check
