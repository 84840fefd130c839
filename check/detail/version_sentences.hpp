// The sentences about a version: which servers the same happened with. Internal.
#pragma once

#include <string>

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {

// whole_sentence is what happened with every server, the best first; servers with which the same
// happened stand together.
[[nodiscard]] std::string whole_sentence(const std::vector<TrialResult>& trials,
                                         const std::vector<std::size_t>& indexes);

// best_sentence is the best that happened: what decides a version.
[[nodiscard]] std::string best_sentence(const VersionResult& result,
                                        const std::vector<TrialResult>& trials);

}  // namespace tlsmatrix::check
