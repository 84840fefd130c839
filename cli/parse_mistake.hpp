// What is wrong with a command line, in this program's words: the parser's are about its own types.
//   parse_mistake(app, error, words)  // "unknown value 'opensll' of --engine: did you mean
//   openssl?"
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// parse_mistake is a sentence without its point. Words are those of the command line, without the
// program's name.
[[nodiscard]] std::string parse_mistake(const CLI::App& app, const CLI::ParseError& error,
                                        const std::vector<std::string>& words);

// usage_of is how a command is written: `tlsmatrix scan [OPTION...] TARGET`.
[[nodiscard]] std::string usage_of(const CLI::App& command);

// misplaced_flag is a sentence about a flag of ours that stands behind --, where a command begins;
// empty where none does.
[[nodiscard]] std::string misplaced_flag(const CLI::App& app,
                                         const std::vector<std::string>& words);

}  // namespace tlsmatrix::cli
