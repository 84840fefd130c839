#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/rule/counsel.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::cli {
namespace {

namespace json = boost::json;

struct ExplainOptions {
    std::string client;
    std::string server;
    std::string engine;
    std::string client_engine = "exact";
    std::string server_engine = "exact";
    std::string format = "table";
    std::string profile;
    std::vector<std::string> axes;
    bool fallback_scsv = false;
};

std::string result_sentence(const Negotiation& negotiation) {
    return std::holds_alternative<ProtocolVersion>(negotiation.server)
               ? fmt::format("{} is negotiated", describe(negotiation.server))
               : describe(negotiation.server);
}

std::string as_text(const ClientEndpoint& client, const ServerEndpoint& server,
                    const Negotiation& negotiation) {
    std::string out =
        fmt::format("client {{{}}} ({}) against server {{{}}} ({}): {}\n\n", client.versions.str(),
                    engine_name(client.engine), server.versions.str(), engine_name(server.engine),
                    result_sentence(negotiation));
    for (std::size_t i = 0; i < negotiation.steps.size(); ++i) {
        fmt::format_to(std::back_inserter(out), "{:>2}. {}\n    [{}]\n", i + 1,
                       negotiation.steps[i].text, negotiation.steps[i].source);
    }
    const auto best = best_mutual(client.versions, server.versions);
    fmt::format_to(std::back_inserter(out), "\nWhat the sets say: {}\n",
                   best ? fmt::format("{} is the best version that both hold", wire_name(*best))
                        : "no version is in both");
    fmt::format_to(std::back_inserter(out), "What to change: {}\n\nWhat the standards ask:\n",
                   advice_of(client, server, negotiation));
    for (const Demand& demand : demands_of(client, server, negotiation)) {
        fmt::format_to(std::back_inserter(out), "{:<8} {}\n         [{}]\n",
                       demand.met ? "met" : "not met", demand.text, demand.source);
    }
    return out;
}

std::string as_json(const ClientEndpoint& client, const ServerEndpoint& server,
                    const Negotiation& negotiation) {
    json::array steps;
    for (const Step& step : negotiation.steps) {
        steps.push_back(json::object{{"text", step.text}, {"source", step.source}});
    }
    json::array demands;
    for (const Demand& demand : demands_of(client, server, negotiation)) {
        demands.push_back(
            json::object{{"text", demand.text}, {"source", demand.source}, {"met", demand.met}});
    }
    return json::serialize(json::object{{"client", report::prediction_json(negotiation.client)},
                                        {"server", report::prediction_json(negotiation.server)},
                                        {"steps", std::move(steps)},
                                        {"advice", advice_of(client, server, negotiation)},
                                        {"standards", std::move(demands)}}) +
           "\n";
}

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
    const auto [client, server] = endpoints_of(options);
    const Negotiation negotiation = negotiate(client, server);
    write_result(options.format == "json" ? as_json(client, server, negotiation)
                                          : as_text(client, server, negotiation),
                 {});
    return exit_as_expected;
}

}  // namespace

void add_explain(Program& program) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* app = program.app.add_subcommand(
        "explain", "Tell step by step what two sets of versions come to, and why");
    const CLI::IsMember engines({"exact", "openssl"});
    app->add_option("--client", options->client, "the client's versions")
        ->type_name("SET")
        ->required();
    app->add_option("--server", options->server, "the server's versions")
        ->type_name("SET")
        ->required();
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
    app->add_option("--format", options->format, "how to print it")
        ->check(CLI::IsMember({"table", "json"}));
    app->final_callback(
        [&program, options] { program.action = [options] { return explain(*options); }; });
}

}  // namespace tlsmatrix::cli
