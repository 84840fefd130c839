#include <tlsmatrix/cli/closing.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/cli/requirement_flags.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/scan/answer_account.hpp>
#include <tlsmatrix/scan/scanner.hpp>

namespace tlsmatrix::cli {
namespace {

struct ScanOptions {
    std::string target;
    RequirementFlags requirement;
    ReportFlags report;
    double timeout = 60;
    double patience = 5;
    double rate = 0;
    std::string server_name;
    bool no_server_name = false;
    bool has_rate = false;
};

// Newest first: what a server of today would have answered.
std::string why_nothing(const scan::Report& report) {
    const scan::VersionReport& newest = report.versions.back();
    if (!newest.why_undecided.empty()) {
        return newest.why_undecided;
    }
    return newest.refusal ? scan::why(*newest.refusal, newest.version)
                          : "nothing, since it was not asked";
}

int run_scan(const ScanOptions& options) {
    const std::optional<Requirement> required = requirement_of(options.requirement);
    scan::Options settings;
    settings.target = scan::parse_target(options.target).value();
    settings.total = std::chrono::duration<double>(options.timeout);
    settings.patience = std::chrono::duration<double>(options.patience);
    if (options.has_rate) {
        settings.per_second = options.rate;
    }
    if (options.no_server_name || !options.server_name.empty()) {
        settings.server_name = options.server_name;
    }
    ReportOutput output(options.report);
    scan::Report report = scan::run(settings);
    if (!report.stopped) {
        report.closing = closing_of(report, settings.patience);
        report.connections += report.closing ? 1U : 0U;
    }
    report.required = required;
    report.local = local_library();
    output.write(scan::scan_document(scan::scan_json(report)));
    if (report.stopped) {
        say("tlsmatrix: the scan of {} ended early: {}\n", report.target.str(), *report.stopped);
        return exit_unexpected;
    }
    if (report.versions_spoken().empty() && !report.speaks_ssl()) {
        say("tlsmatrix: {} supports no version of TLS that it was asked for; with {}: {}\n",
            report.target.str(), version_code_name(report.versions.back().version),
            why_nothing(report));
        return exit_unexpected;
    }
    if (required && !report.meets(*required)) {
        say("tlsmatrix: {} is not as required ({}): {}\n", report.target.str(), required->words(),
            scan::unlike(report, *required));
        return exit_unexpected;
    }
    return exit_as_expected;
}

}  // namespace

void add_scan(Program& program) {
    auto options = std::make_shared<ScanOptions>();
    CLI::App* app = program.app.add_subcommand(
        "scan", "Tell which versions and cipher suites a server speaks, and how it behaves");
    app->footer(
        "Sends hellos of its own, SSLv2's and SSLv3's among them, so that nothing is hidden by "
        "what\n"
        "the local OpenSSL can do. Asks the one host that is named. One handshake is finished, in "
        "the end, to see how it closes.\n"
        "Exit 0: the scan is whole, and what is required holds; 1: it is not or does not,\n"
        "or no version is supported;\n"
        "2: wrong usage, or a host that cannot be reached or never answers.\n"
        "Examples:\n"
        "  tlsmatrix scan example.org\n"
        "  tlsmatrix scan --require 1.2+ localhost:8443\n"
        "  tlsmatrix scan --min 1.2 --format json --output scan.json https://example.org/");
    app->add_option("TARGET", options->target,
                    "the server: HOST, HOST:PORT or an https URL; port 443 by default")
        ->type_name("HOST[:PORT]")
        ->required();
    auto* name =
        app->add_option("--sni", options->server_name,
                        "the server name to send (default: TARGET's host, where that is one)")
            ->check(not_empty())
            ->type_name("NAME");
    app->add_flag("--no-sni", options->no_server_name, "send no server name")->excludes(name);
    add_requirement_flags(
        *app, options->requirement,
        {.required = "fail unless exactly these versions are supported, at every address, with a "
                     "server name and without",
         .refused = "fail where one of these versions is supported; the others are free",
         .least = "fail where a version below this one is supported, or none from it up is"});
    app->add_option("--timeout", options->timeout, "seconds for the whole scan")
        ->check(within(0.001, 86'400.0))
        ->capture_default_str();
    app->add_option("--answer-timeout", options->patience, "seconds to wait for one answer")
        ->check(within(0.001, 3'600.0))
        ->capture_default_str();
    auto* rate = app->add_option("--rate", options->rate,
                                 "connections a second (default 25; loopback: no limit)")
                     ->check(within(0.01, 100'000.0));
    add_report_flags(*app, options->report);
    app->final_callback([&program, options, rate] {
        options->has_rate = rate->count() > 0;
        program.action = [options] { return run_scan(*options); };
    });
}

}  // namespace tlsmatrix::cli
