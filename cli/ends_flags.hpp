// The flags that name two ends, which `explain` and `trace` share: sets, engines, and what else a
// cell of the matrix has.
//   const EndsFlags& ends = ...; add_ends_flags(*app, ends); ... one_cell(ends)
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::cli {

// EndsFlags is what the flags said.
struct EndsFlags {
    std::string client;
    std::string server;
    std::string engine;
    std::string client_engine = "exact";
    std::string server_engine = "exact";
    std::string profile;
    std::vector<std::string> axes;
};

// EndsOptions are those that a command may have to ask for.
struct EndsOptions {
    CLI::Option* client;
    CLI::Option* server;
};

// add_ends_flags keeps a reference to `flags` until the command line has been read.
EndsOptions add_ends_flags(CLI::App& app, EndsFlags& flags);

// require_ends throws what CLI11 does for a flag that is missing.
void require_ends(const EndsOptions& options);

// one_cell is the cell that the flags name. Throws SetupError where an axis has several values.
[[nodiscard]] matrix::Cell one_cell(const EndsFlags& flags);

// profile_of is the family that they name, or this program's own.
[[nodiscard]] Profile profile_of(const EndsFlags& flags);

}  // namespace tlsmatrix::cli
