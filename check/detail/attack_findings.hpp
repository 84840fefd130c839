// What a client does under attack, in sentences. Internal.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {

// observe_retreats tells of every run in which the client offered less once something had failed,
// and what it then took.
[[nodiscard]] std::vector<std::string> observe_retreats(const std::vector<TrialResult>& trials);

// observe_sslv3 tells what it makes of a ServerHello of SSLv3.
[[nodiscard]] std::vector<std::string> observe_sslv3(const std::vector<TrialResult>& trials);

// unmet_by_attacks is what an attacker gets by them that must be refused, or may get.
[[nodiscard]] std::vector<Unmet> unmet_by_attacks(const std::vector<TrialResult>& trials,
                                                  const Requirement& requirement);

}  // namespace tlsmatrix::check
