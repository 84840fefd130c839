// The flags of every command that reports: which formats, where to, in colour or not.
//   add_report_flags(*app, options->report);
//   ReportOutput output(options->report);  // as early as possible: it finds what cannot be written
//   output.write(document);
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace tlsmatrix::cli {

// ReportFlags is the flags as they are given.
struct ReportFlags {
    std::string format;                // empty: not given
    std::string output;                // empty: not given; `-`: standard output
    std::vector<std::string> reports;  // FORMAT=FILE
    std::string colour = "auto";
    bool only_what_is_named = false;  // standard output has something else on it
};

// add_report_flags adds --format, --output, --report and --color; the flags outlive the app.
// `default_format` is what the help says of --format; ReportOutput has it too.
void add_report_flags(CLI::App& app, ReportFlags& flags, const char* default_format = "table");

}  // namespace tlsmatrix::cli
