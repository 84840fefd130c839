#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/commands/matrix_plan.hpp>
#include <tlsmatrix/cli/commands/ssl_module_command.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/matrix_output.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/progress.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/difference.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/run_digest.hpp>
#include <tlsmatrix/matrix/shard.hpp>
#include <tlsmatrix/peers/program_run.hpp>
#include <tlsmatrix/report/envelope.hpp>

namespace tlsmatrix::cli {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
    interrupted.store(true);
}

std::string axes_help() {
    std::string text;
    for (const matrix::Axis& axis : matrix::axes()) {
        text += (text.empty() ? "" : ", ") + std::string(axis.name);
    }
    return text;
}

std::optional<std::string> variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// What the environment decides is said: nobody may take a part for the whole.
std::optional<matrix::Shard> shard_of(const MatrixOptions& options) {
    if (!options.shard.empty()) {
        return matrix::parse_shard(options.shard).value();
    }
    if (options.no_shard) {
        return std::nullopt;
    }
    const auto found = matrix::shard_from(variable).value();
    if (!found || found->shard.count == 1) {
        return std::nullopt;
    }
    note(
        "tlsmatrix: shard {} of {}, by {}: the cells of the other shards are left out; --no-shard "
        "runs all of them\n",
        found->shard.index, found->shard.count, found->variable);
    return found->shard;
}

matrix::RunOptions run_options_of(const matrix::MatrixFile& plan, const MatrixOptions& options) {
    matrix::RunOptions run_options;
    run_options.jobs = options.jobs;
    run_options.waivers = plan.waivers;
    run_options.expectations = plan.expectations;
    run_options.interrupted = &interrupted;
    return run_options;
}

// From here on an interrupted run ends early, with a whole report.
void watch_interrupts() {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
}

// RSA, as for check: old programs know nothing else.
peers::Bench bench_of_programs() {
    const certs::KeptCa kept = open_kept_ca(certs::KeyType::rsa);
    return {.authority = {kept.root, kept.leaves},
            .ca_file = kept.trust.ca_file.string(),
            .truststore_file = kept.trust.truststore_file.string(),
            .certificate_file = (kept.directory / "leaf-rsa.pem").string(),
            .key_file = (kept.directory / "leaf-rsa.key").string()};
}

double drive(const std::vector<matrix::Cell>& cells, const matrix::MatrixFile& plan,
             const MatrixOptions& options, const matrix::Taker& take) {
    matrix::RunOptions run_options = run_options_of(plan, options);
    watch_interrupts();
    Progress progress("cells");
    run_options.progress = [&](std::size_t done) { progress.show(done, cells.size()); };
    const auto is_with_program = [](const matrix::Cell& cell) { return cell.has_program(); };
    return std::none_of(cells.begin(), cells.end(), is_with_program)
               ? matrix::run(cells, run_options, take)
               : peers::run(cells, run_options, bench_of_programs(), take);
}

// Families of OpenSSL differ in what a security level asks, which level 0 does not show.
void tell_where_they_differ(const std::vector<matrix::Cell>& cells, const std::string& left,
                            const std::string& right) {
    std::vector<matrix::AxisChoice> levels;
    std::string flags;
    for (const char* axis : {"client-level=all", "server-level=all"}) {
        levels.push_back(matrix::parse_axis(axis).value());
        flags += fmt::format(" --axis {}", axis);
    }
    const bool are_crossed = std::any_of(
        cells.begin(), cells.end(), [](const matrix::Cell& cell) { return !cell.axes.empty(); });
    const auto crossed = are_crossed ? Result<std::vector<matrix::Cell>>(Error{"crossed already"})
                                     : matrix::cross_axes(cells, levels);
    if (!crossed) {
        return;
    }
    const auto found = matrix::differences(*crossed, left, right).value();
    note(
        "tlsmatrix: the cells compared have security level 0; at all levels, which{} crosses, {} "
        "of {} differ\n",
        flags, found.size(), crossed->size());
}

int compare(const std::vector<matrix::Cell>& all, const MatrixOptions& options) {
    ReportOutput output(options.report);
    for (const matrix::Cell& cell : all) {
        if (cell.has_program()) {
            throw SetupError(
                fmt::format("--diff compares what the rule says of ours, and {} has a "
                            "program: choose others with --filter",
                            cell.id()));
        }
    }
    const std::string& left = options.compared[0];
    const std::string& right = options.compared[1];
    const auto cells = matrix::comparable(all, left);
    const auto found = matrix::differences(cells, left, right).value();
    output.write(
        matrix::difference_document(matrix::difference_json(found, cells.size(), left, right)));
    if (found.empty()) {
        tell_where_they_differ(cells, left, right);
    }
    return exit_as_expected;
}

void tell_of_unmeasured_library() {
    const LocalLibrary library = local_library();
    if (!library.family.measured) {
        note(
            "tlsmatrix: OpenSSL {} is newer than all that were measured: its cells are held "
            "against "
            "those of {}\n",
            library.release, profile_words(library.family.profile));
    }
}

int list_cells(const std::vector<matrix::Cell>& cells) {
    std::string text;
    for (const matrix::Cell& cell : cells) {
        text += cell.id() + "\n";
    }
    write_result(text, {});
    return exit_as_expected;
}

int run_matrix(const MatrixOptions& options) {
    tell_of_unmeasured_library();
    const matrix::MatrixFile plan = matrix_plan_of(options);
    if (options.preset == "ssl-module") {
        watch_interrupts();
        return run_ssl_module(run_options_of(plan, options), options.report);
    }
    auto cells = matrix::filter_cells(plan.cells, options.filters).value();
    if (!options.compared.empty()) {
        return compare(cells, options);
    }
    if (options.list) {
        return list_cells(cells);
    }
    const auto profile = parse_profile(options.profile).value_or(running_profile());
    auto shard = shard_of(options);
    if (shard) {
        shard->options = matrix::options_digest(
            plan.waivers, plan.expectations,
            options.predict_only ? std::optional(profile) : std::nullopt, plan.cells);
        cells = matrix::cells_of_shard(std::move(cells), *shard);
    }
    if (const auto error = peers::undrivable(cells, options.remote);
        error && !options.predict_only) {
        throw SetupError(error->message);
    }
    MatrixOutput output(options.report, shard);
    matrix::PredictionCheck predictions(plan.expectations, plan.waivers);
    matrix::WaiverCheck waivers(plan.waivers);
    const auto take = [&](const matrix::CellResult& result) {
        output.take(result);
        options.predict_only ? predictions.see(result) : waivers.see(result);
    };
    const double seconds = options.predict_only ? matrix::predict(cells, profile, take)
                                                : drive(cells, plan, options, take);
    output.finish(seconds, report::envelope("matrix", local_library()));
    const matrix::Summary& summary = output.overview().summary();
    if (interrupted) {
        say("tlsmatrix: interrupted after {} of {} cells\n", summary.cells, cells.size());
        return exit_interrupted;
    }
    const auto complaints = options.predict_only ? predictions.unmet() : waivers.stale(plan.cells);
    for (const std::string& complaint : complaints) {
        say("tlsmatrix: {}\n", complaint);
    }
    return summary.all_as_expected() && complaints.empty() ? exit_as_expected : exit_unexpected;
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
        "Without flags: all 15 x 15 sets with the exact engine, and again with OpenSSL's own.\n"
        "FILE is a matrix of your own: clients, servers and axes by name, what you expect of "
        "their\n"
        "cells, and waivers. A waiver whose cells all pass is an error.\n"
        "Examples:\n"
        "  tlsmatrix matrix\n"
        "  tlsmatrix matrix --clients pinned --servers 1.2+ --engine exact\n"
        "  tlsmatrix matrix --filter '*server=1.1/*' --list\n"
        "  tlsmatrix matrix --report junit=matrix.xml --report json=matrix.json");
    auto* file =
        app->add_option("FILE", options->file, "a matrix of your own, in TOML")->check(not_empty());
    const CLI::IsMember engines({"exact", "openssl"});
    app->add_option("--clients,--client", options->clients,
                    "pinned, ranges, sets, or a list such as '1.0,1.2; 1.3'")
        ->type_name("SETS")
        ->excludes(file)
        ->capture_default_str();
    app->add_option("--servers,--server", options->servers, "the same for the servers")
        ->type_name("SETS")
        ->excludes(file)
        ->capture_default_str();
    auto* engine =
        app->add_option("--engine", options->engine,
                        "exact, openssl, both (each with itself) or all (the four pairings)")
            ->check(CLI::IsMember({"exact", "openssl", "both", "all"}))
            ->excludes(file)
            ->capture_default_str();
    app->add_option("--client-engine", options->client_engine, "the clients' engine alone")
        ->check(engines)
        ->excludes(engine)
        ->excludes(file);
    app->add_option("--server-engine", options->server_engine, "the servers' engine alone")
        ->check(engines)
        ->excludes(engine)
        ->excludes(file);
    app->add_option("--axis", options->axes,
                    "what else to cross: " + axes_help() + "; repeat for more")
        ->type_name("NAME=VALUES")
        ->excludes(file);
    app->add_option("--preset", options->preset,
                    "full: all engines, fallback, levels and certificates crossed: 48600 cells, "
                    "minutes; ssl-module: the compatibility table of Python's ssl module, "
                    "documented beside measured")
        ->check(CLI::IsMember({"full", "ssl-module"}))
        ->excludes(file);
    auto* predict_only = app->add_flag("--predict-only", options->predict_only,
                                       "tell what the rule says, and drive nothing");
    app->add_option("--profile", options->profile, "predict for this family of OpenSSL releases")
        ->check(CLI::IsMember(all_profile_names()))
        ->needs(predict_only);
    app->add_option("--diff", options->compared,
                    "the cells in which two profiles, or two engines, differ by the rule")
        ->expected(2)
        ->type_name("A B");
    auto* shard = app->add_option("--shard", options->shard,
                                  "this part of the run: i of n (default: as CI systems tell it)")
                      ->check(not_empty())
                      ->type_name("i/n");
    app->add_flag("--no-shard", options->no_shard, "all of the run, whatever a CI system tells")
        ->excludes(shard);
    app->add_option("--filter", options->filters, "only cells whose id matches; repeat for more")
        ->type_name("GLOB");
    app->add_flag("--list", options->list, "print the ids of the cells, and drive nothing");
    app->add_option("--waive", options->waivers, "excuse cells that do not pass, with a reason")
        ->type_name("GLOB=REASON");
    app->add_flag("--remote", options->remote,
                  "drive servers of FILE whose url leads off this machine too");
    add_report_flags(*app, options->report);
    app->add_option("--jobs", options->jobs, "cells under way at once (default: as many as pay)")
        ->check(CLI::Range(1U, 256U));
    app->final_callback([&program, options, app] {
        refuse_idle_flags(*app, *options);
        if (options->preset == "full" && app->count("--engine") == 0) {
            options->engine = "all";
        }
        program.action = [options] { return run_matrix(*options); };
    });
}

}  // namespace tlsmatrix::cli
