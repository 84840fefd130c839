// `tlsmatrix explain` of what is not ours: its flags, and what they do.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <tlsmatrix/cli/report_output.hpp>

namespace tlsmatrix::cli {

// ForeignOptions is one source; `-` is standard input.
struct ForeignOptions {
    std::string line;
    std::string hello;
    std::string error;

    [[nodiscard]] bool any() const { return !line.empty() || !hello.empty() || !error.empty(); }
};

// add_foreign_flags comes after the flags of a cell, all of which these exclude.
void add_foreign_flags(CLI::App& app, ForeignOptions& options);

// explain_foreign takes the set of --server, which may be empty, for a hello alone; it writes the
// report and returns the exit code: 1 where it is not known what that is. Throws SetupError for
// what cannot be read.
[[nodiscard]] int explain_foreign(const ForeignOptions& options, const std::string& server,
                                  ReportOutput& output);

}  // namespace tlsmatrix::cli
