// What `tlsmatrix matrix` is asked to run: its flags, and the matrix that they or a file name.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <tlsmatrix/cli/report_flags.hpp>
#include <tlsmatrix/matrix/matrix_file.hpp>

namespace tlsmatrix::cli {

// MatrixOptions is the flags as they are given.
struct MatrixOptions {
    std::string file;  // empty: the flags name the matrix
    std::string clients = "sets";
    std::string servers = "sets";
    std::string engine = "both";
    std::string client_engine;
    std::string server_engine;
    ReportFlags report;
    std::vector<std::string> filters;
    std::vector<std::string> waivers;
    std::vector<std::string> axes;
    std::vector<std::string> compared;
    std::string shard;
    bool no_shard = false;  // whatever the environment says
    std::string preset;
    std::string profile;
    bool list = false;
    bool predict_only = false;
    bool remote = false;
    unsigned jobs = 0;
};

// refuse_idle_flags throws CLI::ExcludesError where a flag was given that would have no effect
// beside another: whoever gave it expects one.
void refuse_idle_flags(const CLI::App& app, const MatrixOptions& options);

// matrix_plan_of is the whole matrix, before filters and shards, with the waivers of both flags and
// file. Throws SetupError where something is wrong with any of them.
[[nodiscard]] matrix::MatrixFile matrix_plan_of(const MatrixOptions& options);

}  // namespace tlsmatrix::cli
