#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/check/detail/run_parts.hpp>
#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::check {
namespace {

// A certificate of the user's own is of one kind. Whatever is no RSA key of these is ECDSA's.
std::optional<certs::KeyType> key_type_of(const CheckOptions& options) {
    if (!options.credentials) {
        return options.key_type;
    }
    const auto type = certs::key_type_of(options.credentials->key);
    return type == certs::KeyType::rsa ? certs::KeyType::rsa : certs::KeyType::ecdsa;
}

}  // namespace

PlanOptions plan_options(const CheckOptions& options) {
    return {.key_type = key_type_of(options),
            .told = process::mentions(options.command, "version"),
            .thorough = options.thorough,
            .level = options.level};
}

std::optional<Script> script_for(const Trial& trial, std::uint16_t server_port) {
    if (trial.kind != Trial::Kind::attack && trial.kind != Trial::Kind::server_hello) {
        return std::nullopt;
    }
    return Script{.attack = trial.attack,
                  .spared = trial.spared,
                  .server_port = server_port,
                  .hello_version = trial.code,
                  .hello_suite = trial.suite};
}

void require_pinned(const TrialResult& result) {
    if (const auto fault = pin_fault(result.facts.trial, result.verdict)) {
        throw SetupError(*fault);
    }
}

Report report_on(const CheckOptions& options, const PlanOptions& plan, Trials trials,
                 const std::optional<Waited>& waited) {
    Report report;
    report.command = options.command;
    report.requirement = options.requirement;
    report.level = options.level;
    report.proxied_names = options.proxied_names;
    report.waited = waited;
    report.trials = std::move(trials);
    report.left_out = left_out(plan, report.trials);
    report.versions = judge_versions(report.trials, options.level);
    report.observations = observe(report.versions, report.trials, options.requirement);
    const bool whole = !waited || waited->end == Waited::End::complete;
    for (LeftOut& each : report.left_out) {
        each.reason = whole ? each.reason : "the wait ended before it";
    }
    if (std::string left = describe(report.left_out); whole && !left.empty()) {
        report.observations.push_back(std::move(left));
    }
    if (waited) {
        report.observations.push_back(fmt::format(
            "What the client does later than {:g} s after its last connection to a server is not "
            "known, nor whether two clients came that send the same hello from one address",
            std::chrono::duration<double>(waited->quiet).count()));
    }
    if (options.requirement) {
        report.unmet =
            unmet_of(report.versions, report.trials, *options.requirement, options.level);
    }
    return report;
}

}  // namespace tlsmatrix::check
