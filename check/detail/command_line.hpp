// The command of a saved report, as a shell has it. Internal.
#pragma once

#include <string>

#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::check {

// command_line_of is the arguments of a report's member `client`, quoted where they must be.
[[nodiscard]] std::string command_line_of(const report::Saved& client);

}  // namespace tlsmatrix::check
