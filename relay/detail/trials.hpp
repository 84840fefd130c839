// Internal. What `--attack all` came to, as JSON and in a document that is made of it.
#pragma once

#include <boost/json/value.hpp>

#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::relay {

// client_json is a run of the command.
[[nodiscard]] boost::json::object client_json(const ClientRun& client);

// trials_json is null of a relay that tried none.
[[nodiscard]] boost::json::value trials_json(const std::vector<AttackTrial>& trials);

// tell_trials adds them to a document, and sums them up.
void tell_trials(report::Document& document, const report::Saved& report);

}  // namespace tlsmatrix::relay
