// `tlsmatrix matrix --preset ssl-module`.
#pragma once

#include <tlsmatrix/cli/report_flags.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>

namespace tlsmatrix::cli {

// run_ssl_module drives the table, writes it and returns the exit code. Throws SetupError as
// ReportOutput and matrix::run do.
int run_ssl_module(const matrix::RunOptions& options, const ReportFlags& flags);

}  // namespace tlsmatrix::cli
