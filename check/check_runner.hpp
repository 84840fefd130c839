// Runs a client against every server that could make a difference.
//   Report report = check(options, authority);
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <tlsmatrix/check/bench_authority.hpp>
#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/process/command.hpp>

namespace tlsmatrix::check {

// CheckOptions is how a client is run.
struct CheckOptions {
    std::vector<std::string> command;  // the program and its arguments, with places to fill in
    std::optional<Requirement> requirement = std::nullopt;
    Level level = Level::request;
    bool thorough = false;   // leave no run out
    std::string input = {};  // what each run reads from its standard input
    // credentials are the user's own, for clients with an authority built in.
    std::optional<Credentials> credentials = std::nullopt;
    std::optional<certs::KeyType> key_type = std::nullopt;  // nullopt: RSA and P-256 certificates
    std::chrono::milliseconds timeout{10'000};              // of one run
    int security_level = 0;                                 // the servers', OpenSSL's
    unsigned jobs = 0;                                      // runs side by side; 0: one a core
    std::string ca_file;                                    // what clients are told of
    std::string truststore_file;                            // the same for Java
    std::string name = "localhost";                         // by which a client may call a server
    process::MorePlaces more_places = {};                   // of the command
    // proxied_names is what a proxy answers for, which the client is told of in place of the
    // servers; empty: no proxy.
    std::vector<std::string> proxied_names = {};
    // progress is called after each run with how many are done, of how many.
    std::function<void(std::size_t done, std::size_t all)> progress = nullptr;
};

// Interrupted is thrown where a signal ended a check: nothing is judged from half of it.
struct Interrupted {
    std::vector<pid_t> left = {};  // which of the client's processes could not be ended
};

// check runs every trial and judges. While it runs, SIGINT and SIGTERM end the client's processes
// and then the check; this process is the parent of whatever the client leaves behind. Throws
// SetupError where the command cannot be run, and Interrupted.
[[nodiscard]] Report check(const CheckOptions& options, const CheckAuthority& authority);

// TrialRun is what came of a list of trials, in its order, and which processes could not be ended.
struct TrialRun {
    std::vector<TrialResult> trials;
    std::vector<pid_t> left = {};
};

// run_trials runs a client against the servers of a list, each of which has its own credentials.
// Throws as check does.
[[nodiscard]] TrialRun run_trials(const CheckOptions& options, std::vector<Trial> trials);

}  // namespace tlsmatrix::check
