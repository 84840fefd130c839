#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/check/baseline.hpp>
#include <tlsmatrix/check/certificates/certificate_gate.hpp>
#include <tlsmatrix/check/check_runner.hpp>
#include <tlsmatrix/check/waiting.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/progress.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/cli/requirement_flags.hpp>
#include <tlsmatrix/cli/saved_report.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/tls_flags.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::cli {
namespace {

struct CheckFlags {
    std::vector<std::string> command;
    RequirementFlags requirement;
    std::string accept = "request";
    std::vector<std::string> names;
    std::string baseline_file;
    std::string key_type;
    std::string certificate_file;
    std::string key_file;
    ReportFlags report;
    double timeout_seconds = 0;  // 0: not given
    double quiet_seconds = 3;
    int security_level = 0;
    bool thorough = false;
    bool certificates = false;
    bool proxy = false;
    bool wait = false;
    bool expose = false;
    std::string input;
    unsigned jobs = 0;
};

constexpr double default_run = 10;    // seconds
constexpr double default_wait = 600;  // the whole of it

// A request has to be typed: \r and \n are the ends of its lines.
std::string unescaped(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        const bool escaped = text[i] == '\\' && (next == 'r' || next == 'n' || next == '\\');
        made += !escaped ? text[i] : next == 'r' ? '\r' : next == 'n' ? '\n' : '\\';
        i += escaped ? 1 : 0;
    }
    return made;
}

check::CheckOptions check_options(const CheckFlags& options) {
    check::CheckOptions made;
    made.command = options.command;
    made.requirement = requirement_of(options.requirement);
    made.level = options.accept == "handshake" ? check::Level::handshake : check::Level::request;
    if (!options.key_type.empty()) {
        made.key_type = certs::parse_key_type(options.key_type);
    }
    const double usual = options.wait ? default_wait : default_run;
    made.timeout = milliseconds(options.timeout_seconds > 0 ? options.timeout_seconds : usual);
    made.security_level = options.security_level;
    made.jobs = options.jobs;
    made.thorough = options.thorough;
    made.input = unescaped(options.input);
    if (!options.certificate_file.empty()) {
        made.credentials = certs::load_credentials(options.certificate_file, options.key_file);
    }
    return made;
}

void take_names(const CheckFlags& options, check::CheckOptions& made) {
    for (const std::string& name : options.names) {
        if (name.starts_with('*')) {
            throw SetupError(
                fmt::format("--name takes the name that the client asks for, not '{}'", name));
        }
    }
    if (!options.names.empty()) {
        made.name = options.names.front();
    }
    if (options.proxy) {
        if (options.names.empty()) {
            throw SetupError(
                "--proxy needs --name NAME, the host that the client asks for: a proxy connects "
                "to no other");
        }
        made.proxied_names = options.names;
    }
}

check::Report wait(const CheckFlags& options, const check::CheckOptions& made,
                   const check::CheckAuthority& authority) {
    say("tlsmatrix: let the client trust {} ({} for Java)\n", made.ca_file, made.truststore_file);
    check::WaitOptions waiting{.exposed = options.expose,
                               .quiet = milliseconds(options.quiet_seconds)};
    waiting.invite = [](std::span<const check::Invitation> invitations) {
        for (const check::Invitation& each : invitations) {
            say("tlsmatrix: connect to {} ({})\n", each.url, each.server);
        }
    };
    waiting.done_with = [](const check::Invitation& each) {
        say("tlsmatrix: done with {}\n", each.url);
    };
    return check::wait_for_client(made, waiting, authority);
}

// What CLI11 cannot say of flags that go together.
void require_sound(const CheckFlags& options) {
    if (options.wait && !options.command.empty()) {
        throw SetupError("--wait starts no command: leave out what stands behind --");
    }
    if (!options.wait && options.command.empty()) {
        throw CLI::RequiredError("command");
    }
    if (options.expose && options.names.empty()) {
        throw SetupError(
            "--expose needs --name NAME, by which the client calls this machine: the certificate "
            "is for that name");
    }
}

// RSA by default: old clients know nothing else, and one CA must vouch for all servers. A client of
// ECDSA alone needs a CA of ECDSA too.
check::Report run(const CheckFlags& options) {
    check::CheckOptions made = check_options(options);
    take_names(options, made);
    const auto kept = open_kept_ca(made.key_type.value_or(certs::KeyType::rsa),
                                   certs::further_names(options.names));
    warn_of_names(kept.names, fmt::format("a key in {}", kept.directory.string()),
                  kept.trust.ca_file.string(), kept.validity.not_after);
    made.ca_file = kept.trust.ca_file.string();
    made.truststore_file = kept.trust.truststore_file.string();
    if (options.wait) {
        return wait(options, made, {kept.root, kept.leaves});
    }
    Progress progress("runs");
    made.progress = [&progress](std::size_t done, std::size_t all) { progress.show(done, all); };
    return check::check(made, {kept.root, kept.leaves});
}

void require_no_versions(const CheckFlags& options) {
    const bool asks_more = requirement_of(options.requirement) || !options.baseline_file.empty() ||
                           !options.names.empty() || !options.key_type.empty() ||
                           !options.certificate_file.empty() || options.thorough || options.proxy ||
                           options.wait;
    if (asks_more) {
        throw SetupError(
            "--certificates asks which certificates a client accepts, and goes with --accept, "
            "--timeout, --stdin, --jobs, --security-level and the report's flags alone: check the "
            "versions in a run of their own");
    }
}

int interrupted_exit(const check::Interrupted& interrupted) {
    say("tlsmatrix: interrupted: the command was stopped, nothing is judged\n");
    if (!interrupted.left.empty()) {
        say("tlsmatrix: {}\n", process::unended_text(interrupted.left));
    }
    return exit_interrupted;
}

int run_certificates(const CheckFlags& options) {
    require_no_versions(options);
    ReportOutput output(options.report);
    check::CheckOptions made = check_options(options);
    Progress progress("runs");
    made.progress = [&progress](std::size_t done, std::size_t all) { progress.show(done, all); };
    try {
        const check::CertificateReport report = check::check_certificates(std::move(made));
        output.write(check::certificates_document(check::certificates_json(report)));
        return report.is_as_demanded() ? exit_as_expected : exit_unexpected;
    } catch (const check::Interrupted& interrupted) {
        return interrupted_exit(interrupted);
    }
}

int run_check(const CheckFlags& options) {
    ReportOutput output(options.report);
    std::optional<boost::json::value> baseline;
    if (!options.baseline_file.empty()) {
        baseline = read_saved_report(options.baseline_file);
    }
    try {
        check::Report report = run(options);
        if (baseline) {
            report.has_baseline = true;
            for (check::Unmet& each : check::worse_than(report::Saved(*baseline), report).value()) {
                report.unmet.push_back(std::move(each));
            }
        }
        output.write(check::check_document(check::check_json(report)));
        return report.unmet.empty() && report.decides() ? exit_as_expected : exit_unexpected;
    } catch (const check::Interrupted& interrupted) {
        return interrupted_exit(interrupted);
    }
}

}  // namespace

void add_check(Program& program) {
    auto options = std::make_shared<CheckFlags>();
    CLI::App* app = program.app.add_subcommand(
        "check", "Run any client against every version and say which it accepts");
    app->footer(
        "Runs a client, in any language, against servers pinned to each version, with every kind\n"
        "of key exchange and certificate that could make a difference, and tells from what the\n"
        "servers saw which versions it accepts. In its arguments {url} {host} {port} {ca}\n"
        "{truststore} {version} {name} {url_name} are replaced; TLSMATRIX_URL and so on hold the\n"
        "same.\n"
        "SSL_CERT_FILE, CURL_CA_BUNDLE and their like name the servers' CA. Exit 1: not as\n"
        "required, or not decided.\n"
        "Examples:\n"
        "  tlsmatrix check -- curl -sS {url}\n"
        "  tlsmatrix check --require 1.2+ -- python3 client.py {url}\n"
        "  tlsmatrix check --min 1.2 --accept handshake -- probe {host} {port}\n"
        "  tlsmatrix check --min 1.2 --wait --expose --name bench.example.com\n"
        "  tlsmatrix check --min 1.2 --proxy --name api.example.com -- ./sdk-program\n"
        "  tlsmatrix check --certificates -- curl -sS {url}\n"
        "  tlsmatrix check -- wget -q -O- --tries=1 --ca-certificate={ca} {url}");
    add_requirement_flags(
        *app, options->requirement,
        {.required = "the versions that must work; every other must be refused",
         .refused = "the versions that must be refused; the others are free",
         .least = "nothing below this version may work, and something from it up must"});
    app->add_option("--accept", options->accept,
                    "what counts as accepted: an answered request, or a finished handshake, for "
                    "clients that send no HTTP")
        ->check(CLI::IsMember({"request", "handshake"}))
        ->capture_default_str();
    app->add_option("--baseline", options->baseline_file,
                    "a report that --format json wrote: fail where anything is worse than it was")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option(
           "--name", options->names,
           "a host name for the servers' certificate, with a CA of its own, and, the first of "
           "them, for {name} and {url_name} (default: localhost)")
        ->check(not_empty())
        ->allow_extra_args(false)
        ->type_name("NAME");
    CLI::Option* proxy =
        app->add_flag("--proxy", options->proxy,
                      "put an HTTP proxy before the servers, which connects to --name alone: for a "
                      "client with a URL of its own. HTTPS_PROXY, {proxy}, {proxy_host} and "
                      "{proxy_port} tell of it");
    app->add_option("--timeout", options->timeout_seconds,
                    "seconds that a run may take (default: 10), or all of --wait (default: 600)")
        ->check(within(0.1, 3600.0));
    CLI::Option* input =
        app->add_option("--stdin", options->input,
                        "what the client reads from its standard input; \\r and \\n end lines "
                        "(default: nothing)")
            ->type_name("TEXT");
    app->add_flag("--certificates", options->certificates,
                  "ask which certificates the client accepts, in place of which versions: those "
                  "of 'serve --certificate list'; {crl} stands for their CAs' CRL");
    app->add_flag("--thorough", options->thorough,
                  "leave no run out: every profile at every version, and every attack");
    app->add_option("--key-type", options->key_type, "servers with this certificate alone")
        ->check(CLI::IsMember({"rsa", "ecdsa"}));
    CLI::Option* certificate =
        app->add_option("--cert", options->certificate_file,
                        "a certificate chain of yours for the servers, for a client with an "
                        "authority built in")
            ->excludes("--key-type")
            ->type_name("FILE");
    CLI::Option* key =
        app->add_option("--key", options->key_file, "its private key")->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    add_security_level_flag(*app, options->security_level);
    add_report_flags(*app, options->report);
    CLI::Option* jobs =
        app->add_option("--jobs", options->jobs, "runs side by side (default: one a core)")
            ->check(CLI::Range(1U, 64U));
    CLI::Option* waits = app->add_flag(
        "--wait", options->wait,
        "start nothing: print where to connect, one URL for each server, and wait for a client "
        "that somebody else starts. SIGINT ends it with what it has");
    waits->excludes(proxy, input, jobs);
    app->add_flag("--expose", options->expose,
                  "listen on every IPv4 address of this machine, for --wait and with --name alone")
        ->needs(waits);
    app->add_option("--quiet", options->quiet_seconds,
                    "seconds without a connection after which a client that is waited for has done "
                    "with a URL")
        ->check(within(0.1, 600.0))
        ->capture_default_str()
        ->needs(waits);
    app->add_option("command", options->command, "the client and its arguments, behind --")
        ->type_name("COMMAND");
    app->final_callback([&program, options] {
        require_sound(*options);
        program.action = [options] {
            return options->certificates ? run_certificates(*options) : run_check(*options);
        };
    });
}

}  // namespace tlsmatrix::cli
