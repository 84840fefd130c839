// `tlsmatrix matrix --preset ssl-module`.
#pragma once

#include <string>

#include <tlsmatrix/matrix/matrix_runner.hpp>

namespace tlsmatrix::cli {

// run_ssl_module drives the table, writes it and returns the exit code. `format` is table, json or
// markdown: throws SetupError for another, and as matrix::run does.
int run_ssl_module(const matrix::RunOptions& options, const std::string& format,
                   const std::string& output, const std::string& colour);

}  // namespace tlsmatrix::cli
