#include <fmt/format.h>

#include <tlsmatrix/cli/ends_flags.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/engine/library.hpp>

namespace tlsmatrix::cli {
namespace {

void require(const CLI::Option& option) {
    if (option.count() == 0) {
        throw CLI::RequiredError(option.get_name());
    }
}

}  // namespace

EndsOptions add_ends_flags(CLI::App& app, EndsFlags& flags) {
    const CLI::IsMember engines({"exact", "openssl"});
    auto* client = app.add_option("--client,--clients", flags.client, "the client's versions")
                       ->type_name("SET");
    auto* server = app.add_option("--server,--servers", flags.server, "the server's versions")
                       ->type_name("SET");
    auto* engine = app.add_option("--engine", flags.engine, "both ends' engine (default exact)")
                       ->check(engines);
    app.add_option("--client-engine", flags.client_engine, "the client's engine")
        ->check(engines)
        ->excludes(engine);
    app.add_option("--server-engine", flags.server_engine, "the server's engine")
        ->check(engines)
        ->excludes(engine);
    app.add_option("--axis", flags.axes,
                   "what else holds, as in 'tlsmatrix matrix': client-level=1; repeat for more")
        ->type_name("NAME=VALUE");
    return {client, server};
}

void require_ends(const EndsOptions& options) {
    require(*options.client);
    require(*options.server);
}

matrix::Cell one_cell(const EndsFlags& flags) {
    matrix::Cell cell;
    cell.client = {VersionSet::parse(flags.client).value(),
                   engine_of(flags.engine.empty() ? flags.client_engine : flags.engine)};
    cell.server = {VersionSet::parse(flags.server).value(),
                   engine_of(flags.engine.empty() ? flags.server_engine : flags.engine)};
    std::vector<matrix::AxisChoice> choices;
    for (const std::string& text : flags.axes) {
        const matrix::AxisChoice choice = matrix::parse_axis(text).value();
        if (choice.values.size() != 1) {
            throw SetupError(fmt::format("'{}' names several values: name one", text));
        }
        choices.push_back(choice);
    }
    return matrix::cross_axes({cell}, choices).value().front();
}

Profile profile_of(const EndsFlags& flags) {
    return parse_profile(flags.profile).value_or(running_profile());
}

}  // namespace tlsmatrix::cli
