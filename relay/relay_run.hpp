// A relay from its start to its end: until a signal, or until a client that it runs has ended.
//   const RunEnd end = run_relay(options, report);
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/relay/relay_server.hpp>

namespace tlsmatrix::relay {

// RunOptions is what is run.
struct RunOptions {
    RelaySettings settings;
    process::Arguments command = {};  // empty: until INT or TERM
    // target is what the command is told of its server, but for the port.
    process::Target target = {};
    std::chrono::milliseconds command_timeout{60'000};
    // listen_name is what the listener is called; empty: by its address.
    std::string listen_name = {};
    // ready is called once it accepts; settings.told with each handshake.
    std::function<void(const std::string& host, std::uint16_t port)> ready;
};

// run_relay fills in the report, but for its handshakes, which settings.told hears of, and returns
// whether a signal ended it. Throws SetupError.
[[nodiscard]] bool run_relay(RunOptions options, Report& report);

}  // namespace tlsmatrix::relay
