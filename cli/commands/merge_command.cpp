#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/matrix/merge.hpp>

namespace tlsmatrix::cli {
namespace {

struct MergeOptions {
    std::vector<std::string> files;
    std::string output;
};

constexpr std::size_t max_report_bytes = std::size_t{256} << 20U;

matrix::NamedReport read(const std::string& path) {
    return {path, read_input_file("report", path, max_report_bytes)};
}

int run_merge(const MergeOptions& options) {
    std::vector<matrix::NamedReport> reports;
    for (const std::string& path : options.files) {
        reports.push_back(read(path));
    }
    const matrix::Merged merged = matrix::merge(reports).value();
    write_result(merged.json, options.output);
    for (const std::string& problem : merged.problems) {
        say("tlsmatrix: {}\n", problem);
    }
    return merged.all_as_expected ? exit_as_expected : exit_unexpected;
}

}  // namespace

void add_merge(Program& program) {
    auto options = std::make_shared<MergeOptions>();
    CLI::App* app =
        program.app.add_subcommand("merge", "Join the JSON reports of a matrix that ran in shards");
    app->footer(
        "Joins what 'tlsmatrix matrix --shard i/n --format json' wrote on each machine. Exit 0: "
        "all\n"
        "cells are there and as predicted; 1: some are not, are missing or twice.");
    app->add_option("FILE", options->files, "a report for each shard")->required();
    app->add_option("--output", options->output, "write the result to a file")
        ->check(not_empty())
        ->type_name("FILE");
    app->final_callback(
        [&program, options] { program.action = [options] { return run_merge(*options); }; });
}

}  // namespace tlsmatrix::cli
