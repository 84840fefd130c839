#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/matrix_output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/saved_report.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/matrix/merge.hpp>
#include <tlsmatrix/report/envelope.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr const char* merged_format = "json";

struct MergeOptions {
    std::vector<std::string> files;
    ReportFlags report;
};

int run_merge(const MergeOptions& options) {
    MatrixOutput output(options.report, {}, merged_format);
    std::vector<matrix::NamedReport> reports;
    for (const std::string& path : options.files) {
        reports.push_back({path, read_saved_report(path)});
    }
    const matrix::Merged merged = matrix::merge(std::move(reports)).value();
    try {
        for (std::size_t i = 0; i < merged.cells.size(); ++i) {
            output.take_saved(merged.cells[i], i);
        }
    } catch (const report::Misread& error) {
        throw SetupError(
            fmt::format("the merged cells are not those of a matrix ({}): name files "
                        "that 'tlsmatrix matrix --format json' wrote",
                        error.what()));
    }
    output.finish(merged.seconds, report::envelope_of("matrix", merged.tool));
    for (const std::string& problem : merged.problems) {
        say("tlsmatrix: {}\n", problem);
    }
    return merged.problems.empty() && output.overview().summary().all_as_expected()
               ? exit_as_expected
               : exit_unexpected;
}

}  // namespace

void add_merge(Program& program) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* app =
        program.app.add_subcommand("merge", "Join the JSON reports of a matrix that ran in shards");
    app->footer(
        "Joins what 'tlsmatrix matrix --shard i/n --format json' wrote on each machine. Exit 0: "
        "all\n"
        "cells are there and as predicted; 1: some are not, are missing or twice.\n"
        "Example:\n"
        "  tlsmatrix merge 1.json 2.json --format junit --output matrix.xml");
    app->add_option("FILE", options->files, "a report for each shard")->required();
    add_report_flags(*app, options->report, merged_format);
    app->final_callback(
        [&program, options] { program.action = [options] { return run_merge(*options); }; });
}

}  // namespace tlsmatrix::cli
