#include <tlsmatrix/cli/commands/ssl_module_command.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>

namespace tlsmatrix::cli {

int run_ssl_module(const matrix::RunOptions& options, const ReportFlags& flags) {
    namespace ssl_module = matrix::ssl_module;
    ReportOutput output(flags);
    const ssl_module::Report report = ssl_module::run(options);
    output.write(ssl_module::ssl_module_document(ssl_module::ssl_module_json(report)));
    if (options.interrupted != nullptr && options.interrupted->load()) {
        say("tlsmatrix: interrupted\n");
        return exit_interrupted;
    }
    return report.all_as_expected() ? exit_as_expected : exit_unexpected;
}

}  // namespace tlsmatrix::cli
