// Which runs of a client are still to be made, given those that were: a run that cannot differ from
// what is known is left out. Pure functions.
//   while (auto next = next_trials(options, results); !next.empty()) run(next);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/check/abilities.hpp>
#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {

// PlanOptions is what decides which runs there are.
struct PlanOptions {
    std::optional<certs::KeyType> key_type = std::nullopt;  // nullopt: every certificate
    bool told = false;      // the command is told the version: only pinned servers make sense
    bool thorough = false;  // leave nothing out
    Level level = Level::request;
    Abilities abilities = check::abilities();
};

// next_trials is what to run next, all at once; empty where everything is known that can be. In
// order: how the client is without a pin and under attack; each version with the profile that its
// hello fits best, then with the others until it is accepted; for versions that nothing but our own
// server's alert decided, a server that forces them; after a retreat, a server for what it offers.
[[nodiscard]] std::vector<Trial> next_trials(const PlanOptions& options,
                                             const std::vector<TrialResult>& done);

// left_out is the runs that were not made, and why.
[[nodiscard]] std::vector<LeftOut> left_out(const PlanOptions& options,
                                            const std::vector<TrialResult>& done);

}  // namespace tlsmatrix::check
