#include <fmt/format.h>

#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_flags.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::cli {
namespace {

std::string complaint_of_format(std::string_view name) {
    return report::find_format(name) != nullptr
               ? std::string()
               : fmt::format("unknown format '{}': allowed: {}", name, report::format_names());
}

// Its name is what completions and the manual read choices from.
CLI::Validator is_format() {
    std::string names = "{";
    for (const report::Format& format : report::formats()) {
        names += (names.size() == 1 ? "" : ",") + std::string(format.name);
    }
    return {[](const std::string& value) { return complaint_of_format(value); }, names + "}"};
}

CLI::Validator is_report() {
    return {
        [](const std::string& value) {
            const std::size_t equals = value.find('=');
            if (equals == std::string::npos || equals + 1 == value.size()) {
                return fmt::format(
                    "'{}' names no format and file: write FORMAT=FILE, such as junit=report.xml",
                    value);
            }
            return complaint_of_format(value.substr(0, equals));
        },
        ""};
}

}  // namespace

void add_report_flags(CLI::App& app, ReportFlags& flags, const char* default_format) {
    app.add_option("--format", flags.format, "how to print the result")
        ->check(is_format())
        ->default_str(default_format);
    app.add_option("--output", flags.output, "write the result to a file; -: standard output")
        ->check(not_empty())
        ->type_name("FILE");
    app.add_option("--report", flags.reports,
                   "write the result in this format to this file, too; repeat for more")
        ->check(is_report())
        ->type_name("FORMAT=FILE")
        ->allow_extra_args(false);
    app.add_option("--color", flags.colour, "colour the table")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
}

}  // namespace tlsmatrix::cli
