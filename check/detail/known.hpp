// What the runs so far have shown: questions that plan and verdict both ask. Internal.
#pragma once

#include <vector>

#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/check/retreat.hpp>

namespace tlsmatrix::check {

using Trials = std::vector<TrialResult>;

// hellos_in is all that the client sent, in any run; `version` limits it to the runs of that one.
[[nodiscard]] std::vector<const ClientHello*> hellos_in(
    const Trials& trials, std::optional<ProtocolVersion> version = std::nullopt);

// usual_offers is what it sends to a server of all versions, that fails nothing.
[[nodiscard]] std::vector<Offer> usual_offers(const Trials& trials);

// retreat_of is how far it went down in a run, if it did.
[[nodiscard]] std::optional<Retreat> retreat_of(const TrialResult& trial, const Trials& trials);

// proxied_in is what the proxy was asked in all runs; nullopt where there was none.
[[nodiscard]] std::optional<Proxied> proxied_in(const Trials& trials);

// is_accepted tells whether the run shows that the version is accepted.
[[nodiscard]] bool is_accepted(const TrialVerdict& verdict, Level level);

// is_refused_by_client tells whether the client itself ended the handshake for its version.
[[nodiscard]] bool is_refused_by_client(const TrialVerdict& verdict);

}  // namespace tlsmatrix::check
