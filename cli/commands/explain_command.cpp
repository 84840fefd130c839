#include <fmt/format.h>

#include <tlsmatrix/cli/commands/explain_foreign.hpp>
#include <tlsmatrix/cli/explain_report.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::cli {
namespace {

struct ExplainOptions {
    std::string client;
    std::string server;
    std::string engine;
    std::string client_engine = "exact";
    std::string server_engine = "exact";
    ReportFlags report;
    std::string profile;
    std::vector<std::string> axes;
    bool fallback_scsv = false;
    ForeignOptions foreign;
};

// The two ends as the flags say, axes as a cell of the matrix has them.
matrix::Endpoints endpoints_of(const ExplainOptions& options) {
    matrix::Cell cell;
    cell.client = {VersionSet::parse(options.client).value(),
                   engine_of(options.engine.empty() ? options.client_engine : options.engine)};
    cell.server = {VersionSet::parse(options.server).value(),
                   engine_of(options.engine.empty() ? options.server_engine : options.engine)};
    std::vector<matrix::AxisChoice> choices;
    for (const std::string& text : options.axes) {
        const matrix::AxisChoice choice = matrix::parse_axis(text).value();
        if (choice.values.size() != 1) {
            throw SetupError(fmt::format("'{}' names several values: explain one", text));
        }
        choices.push_back(choice);
    }
    cell = matrix::cross_axes({cell}, choices).value().front();
    matrix::Endpoints endpoints =
        matrix::endpoints_of(cell, parse_profile(options.profile).value_or(running_profile()));
    endpoints.client.fallback_scsv = endpoints.client.fallback_scsv || options.fallback_scsv;
    return endpoints;
}

int explain(const ExplainOptions& options) {
    ReportOutput output(options.report);
    if (options.foreign.any()) {
        return explain_foreign(options.foreign, options.server, output);
    }
    const auto [client, server] = endpoints_of(options);
    const Negotiation negotiation = negotiate(client, server);
    output.write(explain_document(explain_json(client, server, negotiation)));
    return exit_as_expected;
}

void require(const CLI::Option& option) {
    if (option.count() == 0) {
        throw CLI::RequiredError(option.get_name());
    }
}

}  // namespace

void add_explain(Program& program) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* app = program.app.add_subcommand(
        "explain",
        "Tell step by step what two sets of versions come to, and why; or what a line of a log, a "
        "hello or an error text proves that is not ours");
    const CLI::IsMember engines({"exact", "openssl"});
    auto* client =
        app->add_option("--client", options->client, "the client's versions")->type_name("SET");
    auto* server =
        app->add_option("--server", options->server, "the server's versions")->type_name("SET");
    auto* engine = app->add_option("--engine", options->engine, "both ends' engine (default exact)")
                       ->check(engines);
    app->add_option("--client-engine", options->client_engine, "the client's engine")
        ->check(engines)
        ->excludes(engine);
    app->add_option("--server-engine", options->server_engine, "the server's engine")
        ->check(engines)
        ->excludes(engine);
    app->add_flag("--fallback-scsv", options->fallback_scsv, "the client sends TLS_FALLBACK_SCSV");
    app->add_option("--axis", options->axes,
                    "what else holds, as in 'tlsmatrix matrix': client-level=1; repeat for more")
        ->type_name("NAME=VALUE");
    app->add_option("--profile", options->profile,
                    "the family of OpenSSL releases (default: this program's own)")
        ->check(CLI::IsMember(all_profile_names()));
    add_report_flags(*app, options->report);
    add_foreign_flags(*app, options->foreign);
    app->final_callback([&program, options, client, server] {
        if (!options->foreign.any()) {
            require(*client);
            require(*server);
        }
        program.action = [options] { return explain(*options); };
    });
}

}  // namespace tlsmatrix::cli
