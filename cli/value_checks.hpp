// The values that a flag takes, checked as the command line is read: a mistake is told with the
// flag's name, before anything is done.
#pragma once

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// add_value_checks gives each option of each command the check of what its value is called, such
// as SET, ADDR:PORT or exact|openssl. Call it once all commands are there.
void add_value_checks(CLI::App& app);

}  // namespace tlsmatrix::cli
