#include <tlsmatrix/cli/ends_flags.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/trace/trace_report.hpp>

namespace tlsmatrix::cli {
namespace {

struct TraceOptions {
    EndsFlags ends;
    ReportFlags report;
    bool fields = false;
};

int run_trace(const TraceOptions& options) {
    ReportOutput output(options.report);
    const Profile profile = profile_of(options.ends);
    const matrix::CellTrace trace = matrix::trace_cell(one_cell(options.ends), profile);
    output.write(trace::trace_document(trace::trace_json(trace, profile), options.fields));
    switch (trace.result.verdict) {
        case matrix::Verdict::passed:
            return exit_as_expected;
        case matrix::Verdict::failed:
            return exit_unexpected;
        default:
            return exit_usage;
    }
}

}  // namespace

void add_trace(Program& program) {
    auto options = std::make_shared<TraceOptions>();
    CLI::App* app = program.app.add_subcommand(
        "trace",
        "Show a handshake of two sets of versions message by message, driven between two ends in "
        "memory: what each message offers, chooses or refuses, and where other sets would have "
        "led. Exit 0 where it came out as the rule predicts, 1 where it did not");
    const EndsOptions ends = add_ends_flags(*app, options->ends);
    app->add_flag("--fields", options->fields,
                  "every field of every message, and what it decides; html, markdown and json have "
                  "them always");
    add_report_flags(*app, options->report);
    app->footer(
        "Examples:\n"
        "  tlsmatrix trace --client all --server 1.0\n"
        "  tlsmatrix trace --client 1.0,1.2 --server 1.1 --fields\n"
        "  tlsmatrix trace --client 1.2+ --server all --engine openssl --format html > trace.html");
    app->final_callback([&program, options, ends] {
        require_ends(ends);
        program.action = [options] { return run_trace(*options); };
    });
}

}  // namespace tlsmatrix::cli
