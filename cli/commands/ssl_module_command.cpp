#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/commands/ssl_module_command.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/terminal.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>

namespace tlsmatrix::cli {

int run_ssl_module(const matrix::RunOptions& options, const std::string& format,
                   const std::string& output, const std::string& colour) {
    if (format != "table" && format != "json" && format != "markdown") {
        throw SetupError(fmt::format(
            "--preset ssl-module is a table and has no {} form: name table, json or markdown",
            format));
    }
    const matrix::ssl_module::Report report = matrix::ssl_module::run(options);
    if (format == "json") {
        write_result(matrix::ssl_module::json_report(report), output);
    } else if (format == "markdown") {
        write_result(matrix::ssl_module::markdown_report(report), output);
    } else {
        const bool coloured =
            colour == "always" || (output.empty() && use_colour(colour, STDOUT_FILENO));
        write_result(matrix::ssl_module::table_report(report, coloured), output);
    }
    if (options.interrupted != nullptr && options.interrupted->load()) {
        say("tlsmatrix: interrupted\n");
        return exit_interrupted;
    }
    return report.all_as_expected() ? exit_as_expected : exit_unexpected;
}

}  // namespace tlsmatrix::cli
