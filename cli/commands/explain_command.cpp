#include <tlsmatrix/cli/commands/explain_foreign.hpp>
#include <tlsmatrix/cli/ends_flags.hpp>
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
    EndsFlags ends;
    ReportFlags report;
    bool fallback_scsv = false;
    ForeignOptions foreign;
};

// The two ends as the flags say, axes as a cell of the matrix has them.
matrix::Endpoints endpoints_of(const ExplainOptions& options) {
    matrix::Endpoints endpoints =
        matrix::endpoints_of(one_cell(options.ends), profile_of(options.ends));
    endpoints.client.fallback_scsv = endpoints.client.fallback_scsv || options.fallback_scsv;
    return endpoints;
}

int explain(const ExplainOptions& options) {
    ReportOutput output(options.report);
    if (options.foreign.any()) {
        return explain_foreign(options.foreign, options.ends.server, output);
    }
    const auto [client, server] = endpoints_of(options);
    const Negotiation negotiation = negotiate(client, server);
    output.write(explain_document(explain_json(client, server, negotiation)));
    return exit_as_expected;
}

}  // namespace

void add_explain(Program& program) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* app = program.app.add_subcommand(
        "explain",
        "Tell step by step what two sets of versions come to, and why; or what a line of a log, a "
        "hello or an error text proves that is not ours");
    app->footer(
        "Example:\n"
        "  tlsmatrix explain --client 1.0,1.2 --server 1.1 --engine openssl\n"
        "  tlsmatrix explain --error 'tlsv1 alert protocol version'");
    const EndsOptions ends = add_ends_flags(*app, options->ends);
    app->add_flag("--fallback-scsv", options->fallback_scsv, "the client sends TLS_FALLBACK_SCSV");
    app->add_option("--profile", options->ends.profile,
                    "the family of OpenSSL releases (default: this program's own)")
        ->check(CLI::IsMember(all_profile_names()));
    add_report_flags(*app, options->report);
    add_foreign_flags(*app, options->foreign);
    app->final_callback([&program, options, ends] {
        if (!options->foreign.any()) {
            require_ends(ends);
        }
        program.action = [options] { return explain(*options); };
    });
}

}  // namespace tlsmatrix::cli
