// A scan: which versions and cipher suites a server speaks, and how it behaves.
//   Report report = run({.target = parse_target("localhost:8443").value()});
#pragma once

#include <chrono>
#include <optional>

#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/scan/target.hpp>

namespace tlsmatrix::scan {

// Options is what to scan, and how long and how fast. Without `per_second` a scan of loopback has
// no limit, and any other takes default_pace.
struct Options {
    Target target;
    std::optional<std::string> server_name = {};  // in place of the target's; empty: send none
    std::chrono::duration<double> total{60};      // the whole scan, look-up included
    std::chrono::duration<double> patience{5};    // for one answer
    std::optional<double> per_second = {};        // connections
    Resolver resolver = system_resolver;
};

inline constexpr double default_pace = 25;

// run scans the first address that answers, whole, and the target's other addresses, and the first
// one without a server name, for the versions alone: a port may differ there. It blocks.
// Throws SetupError where the host cannot be found or reached, or has not
// answered a single hello in time; a server that did anything at all with one is a result.
[[nodiscard]] Report run(const Options& options);

}  // namespace tlsmatrix::scan
