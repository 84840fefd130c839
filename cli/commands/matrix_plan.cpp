#include <initializer_list>

#include <fmt/format.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/commands/matrix_plan.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::cli {
namespace {

// Nobody writes as much by hand.
constexpr std::size_t max_matrix_bytes = std::size_t{1} << 20U;

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
    const auto cells =
        matrix::make_cells(matrix::parse_sets(options.clients).value(),
                           matrix::parse_sets(options.servers).value(), engines_of(options));
    std::vector<matrix::AxisChoice> choices;
    if (options.preset == "full") {
        choices = matrix::every_axis();
    }
    for (const std::string& axis : options.axes) {
        choices.push_back(matrix::parse_axis(axis).value());
    }
    return matrix::cross_axes(cells, choices).value();
}

void refuse_beside(const CLI::App& app, const char* choice,
                   std::initializer_list<const char*> flags) {
    for (const char* flag : flags) {
        if (app.count(flag) > 0) {
            throw CLI::ExcludesError(choice, flag);
        }
    }
}

}  // namespace

void refuse_idle_flags(const CLI::App& app, const MatrixOptions& options) {
    if (options.preset == "ssl-module") {  // the table has cells of its own
        refuse_beside(
            app, "--preset ssl-module",
            {"--clients", "--servers", "--engine", "--client-engine", "--server-engine", "--axis",
             "--filter", "--waive", "--shard", "--predict-only", "--diff", "--list"});
    }
    if (!options.compared.empty()) {  // about all cells, of which none is driven
        refuse_beside(app, "--diff", {"--shard", "--waive", "--jobs", "--profile", "--list"});
    }
}

matrix::MatrixFile matrix_plan_of(const MatrixOptions& options) {
    matrix::MatrixFile plan;
    if (options.file.empty()) {
        plan.cells = cells_of(options);
    } else {
        plan = matrix::parse_matrix_file(read_input_file("matrix", options.file, max_matrix_bytes),
                                         options.file)
                   .value();
    }
    for (const std::string& waiver : options.waivers) {
        plan.waivers.push_back(matrix::parse_waiver(waiver).value());
    }
    if (const auto idle = matrix::find_idle(plan.cells, plan.expectations, plan.waivers)) {
        throw SetupError(idle->message);
    }
    return plan;
}

}  // namespace tlsmatrix::cli
