// What a check that runs its client and one that waits for it have in common. Internal.
#pragma once

#include <optional>

#include <tlsmatrix/check/check_runner.hpp>
#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/check/detail/scripted_server.hpp>
#include <tlsmatrix/check/trial_plan.hpp>

namespace tlsmatrix::check {

[[nodiscard]] PlanOptions plan_options(const CheckOptions& options);

// script_for is nullopt for a trial that a TLS server answers; it listens on `server_port`.
[[nodiscard]] std::optional<Script> script_for(const Trial& trial, std::uint16_t server_port);

// require_pinned throws SetupError where the server spoke anything but its pin, which would make
// every verdict worthless.
void require_pinned(const TrialResult& result);

// report_on judges the trials. Their time is the caller's to fill in.
[[nodiscard]] Report report_on(const CheckOptions& options, const PlanOptions& plan, Trials trials,
                               const std::optional<Waited>& waited = std::nullopt);

}  // namespace tlsmatrix::check
