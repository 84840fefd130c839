// Which flag of ours was meant by one that a command does not have.
//   meant_flag(scan, "--servername") == "--sni"
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// meant_flag is a flag of the command, perhaps with its value, or a word without dashes that stands
// where the flag would; empty where nobody can say. It knows what curl, openssl, nginx, nmap and
// pytest call the same thing, versions within flags (`--tlsv1.2`), and what is spelled alike.
[[nodiscard]] std::string meant_flag(const CLI::App& command, const std::string& flag);

// commands_with lists the commands that have a flag, in quotes: `'check' and 'scan'`; empty for
// none.
[[nodiscard]] std::string commands_with(const CLI::App& app, const std::string& flag);

}  // namespace tlsmatrix::cli
