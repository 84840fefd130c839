// Which word of a command line is unknown, and which one was meant: the parser complains of its
// innocent neighbours.
//   unknown_word(app, {"check", "--requires", "1.2+", "--", "curl", "{url}"})
//   // "unknown flag '--requires' of 'tlsmatrix check': did you mean --require?"
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// unknown_word is a sentence without its point about the first word that is no command, or no flag
// of its command; nullopt where all are known. It reads the table of flags that the parser has, as
// help, manual and completions do.
[[nodiscard]] std::optional<std::string> unknown_word(const CLI::App& app,
                                                      const std::vector<std::string>& words);

// unknown_command is the sentence about an unknown word, with the command that was meant.
[[nodiscard]] std::string unknown_command(const CLI::App& app, const std::string& word);

}  // namespace tlsmatrix::cli
