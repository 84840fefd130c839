// The help of the program and of its commands: flags in groups, as wide as the terminal.
//   app.formatter(std::make_shared<HelpFormatter>(help_width()));
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// HelpFormatter is what the parser asks for a help text.
class HelpFormatter : public CLI::FormatterBase {
  public:
    explicit HelpFormatter(std::size_t width) : width_(width) {}
    std::string make_help(const CLI::App* app, std::string name,
                          CLI::AppFormatMode mode) const override;

  private:
    std::size_t width_;
};

// help_width is COLUMNS, or the width of the terminal on standard output, or 80; from 40 to 100,
// since longer lines are hard to read.
[[nodiscard]] std::size_t help_width();

// filled fills the lines of each paragraph up to a width; lines that are indented, examples and
// tables, stay as they are.
[[nodiscard]] std::string filled(std::string_view text, std::size_t width);

// group_flags puts the flags of every command into groups that all commands have.
void group_flags(CLI::App& app);

}  // namespace tlsmatrix::cli
