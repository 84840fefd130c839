// Every attack in turn on the same two ends, each judged against its forecast.
//   const bool was_interrupted = try_attacks(options, report);
#pragma once

#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/relay/relay_run.hpp>

namespace tlsmatrix::relay {

// all_attacks is each of them with its usual value, and the alerts that are forged most.
[[nodiscard]] std::vector<Attack> all_attacks();

// try_attacks runs the command once as it is, and once under each attack, and fills in the report.
// It returns whether a signal ended it. Throws SetupError where the two ends make no handshake
// without an attack.
[[nodiscard]] bool try_attacks(const RunOptions& options, Report& report);

}  // namespace tlsmatrix::relay
