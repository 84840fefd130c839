// The tlsmatrix program: parses a command line, runs one command, returns its exit code.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::cli {

// Exit codes of every command.
inline constexpr int exit_as_expected = 0;
inline constexpr int exit_unexpected = 1;  // something came out other than it should
inline constexpr int exit_usage = 2;       // wrong usage or a broken set-up
inline constexpr int exit_not_run = 125;   // the same of `run`, whose exit code is its command's
inline constexpr int exit_interrupted = 130;
inline constexpr int exit_reader_gone = 141;  // as a shell tells of SIGPIPE

// UsageError is the SetupError of a command line: its sentence is followed by where to read on.
class UsageError : public SetupError {
  public:
    using SetupError::SetupError;
};

// Hooks is where a test makes the program's parts wrong; empty in the program itself.
struct Hooks {
    std::function<void(server::Settings&)> adjust_server;
};

// Program is what the commands add themselves to: each sets `action`, which runs after parsing.
struct Program {
    CLI::App app;
    Hooks hooks;
    std::function<int()> action;  // empty until a command was parsed
    int usage_code = exit_usage;  // of a command whose exit code is not its own
};

// run is the whole program. It never throws: every failure is one sentence on standard error.
[[nodiscard]] int run(int argc, const char* const* argv, Hooks hooks = {});

// engine_of reads the value of an engine flag. Throws SetupError for any other word.
[[nodiscard]] Engine engine_of(const std::string& text);

// not_empty is a check that refuses an empty value: what `--output "$file"` gives where the
// variable is not set.
[[nodiscard]] CLI::Validator not_empty();

// within is CLI::Range for numbers with a fraction, without its hole: nan is in no range.
[[nodiscard]] CLI::Validator within(double least, double most);

// milliseconds is what a flag in seconds says.
[[nodiscard]] std::chrono::milliseconds milliseconds(double seconds);

void add_serve(Program& program);
void add_run(Program& program);
void add_matrix(Program& program);
void add_merge(Program& program);
void add_report(Program& program);
void add_check(Program& program);
void add_request(Program& program);
void add_explain(Program& program);
void add_trace(Program& program);
void add_reproduce(Program& program);
void add_scan(Program& program);
void add_relay(Program& program);
void add_certs(Program& program);
void add_doctor(Program& program);
// add_man adds a hidden command, for packages: the manual page, made from every other command.
void add_man(Program& program);
void add_completion(Program& program);
void add_help(Program& program);

// OptionWords is an option as manual pages and completions speak of it, read from the parser.
struct OptionWords {
    std::vector<std::string> names;  // with their dashes; none for a positional
    std::string value;               // what its value is called; empty for a flag
    std::string range;               // which numbers it takes, where it says so
    std::vector<std::string> choices;
    std::string description;
    std::string default_value;
    std::string group;  // of the help; positionals are Arguments
    bool repeats = false;
    bool required = false;
};

// option_words lists the options of one command, the hidden ones left out.
[[nodiscard]] std::vector<OptionWords> option_words(const CLI::App& command);
// visible_commands lists the commands that are for people, in the order of their registration.
[[nodiscard]] std::vector<const CLI::App*> visible_commands(const CLI::App& app);
// first_sentence is a command's description up to its first full stop or colon, on one line.
[[nodiscard]] std::string first_sentence(const CLI::App& command);

}  // namespace tlsmatrix::cli
