#include <array>
#include <atomic>
#include <csignal>

#include <unistd.h>

#include <fmt/format.h>

#include "cli/output.hpp"
#include "cli/program.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "matrix/runner.hpp"
#include "tls/result.hpp"

namespace tlsmatrix::cli {
namespace {

struct MatrixOptions {
    std::string clients = "sets";
    std::string servers = "sets";
    std::string engine = "both";
    std::string client_engine;
    std::string server_engine;
    std::string format = "table";
    std::string output;
    std::string colour = "auto";
    std::vector<std::string> filters;
    std::vector<std::string> waivers;
    unsigned jobs = 0;
};

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
    interrupted.store(true);
}

std::vector<matrix::EnginePair> engines_of(const MatrixOptions& options) {
    if (options.client_engine.empty() && options.server_engine.empty()) {
        return matrix::parse_engines(options.engine).value();
    }
    const auto one = [](const std::string& text) {
        return text.empty() ? Engine::exact : engine_of(text);
    };
    return {{one(options.client_engine), one(options.server_engine)}};
}

std::vector<matrix::Cell> cells_of(const MatrixOptions& options) {
    auto cells =
        matrix::make_cells(matrix::parse_sets(options.clients).value(),
                           matrix::parse_sets(options.servers).value(), engines_of(options));
    return matrix::filter_cells(std::move(cells), options.filters).value();
}

struct Writer {
    std::string_view format;
    std::string (*write)(const matrix::Report&);
};

constexpr std::array writers{
    Writer{"json", matrix::json_report},         Writer{"junit", matrix::junit_report},
    Writer{"markdown", matrix::markdown_report}, Writer{"csv", matrix::csv_report},
    Writer{"html", matrix::html_report},
};

std::string written(const matrix::Report& report, const MatrixOptions& options) {
    for (const Writer& writer : writers) {
        if (writer.format == options.format) {
            return writer.write(report);
        }
    }
    const bool colour = options.output.empty() && use_colour(options.colour, STDOUT_FILENO);
    return matrix::table_report(report, colour || options.colour == "always");
}

int run_matrix(const MatrixOptions& options) {
    const std::vector<matrix::Cell> cells = cells_of(options);
    matrix::RunOptions run_options;
    run_options.jobs = options.jobs;
    for (const std::string& waiver : options.waivers) {
        run_options.waivers.push_back(matrix::parse_waiver(waiver).value());
    }
    require_writable(options.output);
    run_options.interrupted = &interrupted;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    matrix::Report report;
    {
        Progress progress("cells");
        run_options.progress = [&](std::size_t done) { progress.show(done, cells.size()); };
        report = matrix::run(cells, run_options);
    }
    write_result(written(report, options), options.output);
    if (interrupted) {
        fmt::print(stderr, "tlsmatrix: interrupted after {} of {} cells\n", report.cells.size(),
                   cells.size());
        return exit_interrupted;
    }
    return report.summary.all_as_expected() ? exit_as_expected : exit_unexpected;
}

}  // namespace

void add_matrix(Program& program) {
    auto options = std::make_shared<MatrixOptions>();
    CLI::App* app = program.app.add_subcommand(
        "matrix", "Drive every client set against every server set and compare with the rule");
    app->footer(
        "Drives every client set against every server set over loopback, with a real request in "
        "each\n"
        "cell that negotiates, and compares what both ends saw with what the rule predicts.\n"
        "Without flags: all 15 x 15 sets with the exact engine, and again with OpenSSL's own.");
    const CLI::IsMember engines({"exact", "openssl"});
    app->add_option("--clients", options->clients,
                    "pinned, ranges, sets, or a list such as '1.0,1.2; 1.3'")
        ->type_name("SETS")
        ->capture_default_str();
    app->add_option("--servers", options->servers, "the same for the servers")
        ->type_name("SETS")
        ->capture_default_str();
    auto* engine =
        app->add_option("--engine", options->engine,
                        "exact, openssl, both (each with itself) or all (the four pairings)")
            ->check(CLI::IsMember({"exact", "openssl", "both", "all"}))
            ->capture_default_str();
    app->add_option("--client-engine", options->client_engine, "the clients' engine alone")
        ->check(engines)
        ->excludes(engine);
    app->add_option("--server-engine", options->server_engine, "the servers' engine alone")
        ->check(engines)
        ->excludes(engine);
    app->add_option("--filter", options->filters, "only cells whose id matches; repeat for more")
        ->type_name("GLOB");
    app->add_option("--waive", options->waivers, "excuse cells that do not pass, with a reason")
        ->type_name("GLOB=REASON");
    app->add_option("--format", options->format, "how to print the result")
        ->check(CLI::IsMember({"table", "json", "junit", "html", "markdown", "csv"}))
        ->capture_default_str();
    app->add_option("--output", options->output, "write the result to a file")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--color", options->colour, "colour the table")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    app->add_option("--jobs", options->jobs, "cells under way at once (default: as many as pay)")
        ->check(CLI::Range(1U, 256U));
    app->final_callback(
        [&program, options] { program.action = [options] { return run_matrix(*options); }; });
}

}  // namespace tlsmatrix::cli
