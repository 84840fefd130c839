#include <algorithm>
#include <cstdio>

#include <unistd.h>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/endpoint.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/passing_files.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/cli/server_signals.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/relay/attack_trials.hpp>
#include <tlsmatrix/relay/relay_run.hpp>
#include <tlsmatrix/scan/target.hpp>
#include <tlsmatrix/server/origin.hpp>

namespace tlsmatrix::cli {
namespace {

namespace asio = boost::asio;

struct RelayFlags {
    std::string to;
    std::string listen = "127.0.0.1:0";
    bool expose = false;
    bool trace = false;
    std::string log_format = "report";
    std::string ready_file;
    std::string ca_file;
    unsigned connections = 0;  // 0: not given
    double timeout = 60;
    double handshake_timeout = 10;
    std::vector<std::string> attacks;
    std::uint64_t seed = 1;
    std::vector<std::string> command;
    ReportFlags report;
};

void set_listener(const RelayFlags& flags, relay::RunOptions& options) {
    const server::ListenerSettings parsed = parse_listen(flags.listen).value();
    if (!is_loopback(parsed.host) && !flags.expose) {
        throw SetupError(
            fmt::format("{} is not a loopback address: other machines can reach a relay there only "
                        "with --expose",
                        parsed.host));
    }
    std::vector<asio::ip::tcp::endpoint>& listen = options.settings.listen;
    if (parsed.host == server::both_loopback_addresses) {
        options.listen_name = parsed.host;
        listen = {{asio::ip::address_v4::loopback(), parsed.port},
                  {asio::ip::address_v6::loopback(), parsed.port}};
    } else {
        listen = {{asio::ip::make_address(parsed.host), parsed.port}};
    }
}

// How the server is reached, in the report and in the settings.
void find_server(const RelayFlags& flags, const scan::Target& target,
                 relay::RelaySettings& settings, relay::Report& report) {
    constexpr std::chrono::seconds patience{10};
    for (const auto& address : scan::look_up(target, patience).value()) {
        settings.to.emplace_back(address, target.port);
        report.remote = report.remote || !address.is_loopback();
    }
    report.to = target.str();
    report.address = scan::Target{settings.to.front().address().to_string(), target.port}.str();
    settings.max_connections = flags.connections > 0 ? flags.connections
                               : report.remote       ? 1
                                                     : settings.max_connections;
    if (report.remote) {
        say("tlsmatrix: {} is not on this machine: what clients say here goes there, {}\n",
            report.to,
            settings.max_connections == 1
                ? std::string("one connection at a time")
                : fmt::format("{} connections at a time", settings.max_connections));
    }
}

bool tries_all(const RelayFlags& flags) {
    const auto& names = flags.attacks;
    if (std::find(names.begin(), names.end(), "all") == names.end()) {
        return false;
    }
    if (names.size() > 1 || flags.command.empty()) {
        throw SetupError(
            "--attack all tries every attack in turn on a client: give it alone, and the client "
            "behind --");
    }
    return true;
}

// What is bent on purpose stays on this machine.
std::vector<relay::Attack> attacks_of(const RelayFlags& flags, bool remote) {
    std::vector<relay::Attack> attacks;
    if (!tries_all(flags)) {
        for (const std::string& each : flags.attacks) {
            attacks.push_back(relay::parse_attack(each).value());
        }
    }
    if (!flags.attacks.empty() && (remote || flags.expose)) {
        throw SetupError(
            "attacks stay on this machine: give --attack with a server on loopback, and without "
            "--expose");
    }
    return attacks;
}

std::string attack_help() {
    std::string help =
        "do this to every handshake, on loopback alone; repeat for more; all: each in turn, "
        "judged at both ends:";
    for (const relay::AttackWords& each : relay::attack_words()) {
        help += fmt::format("{} {}{}", help.ends_with(':') ? "" : ",", each.name,
                            each.value.empty() ? "" : fmt::format("[={}]", each.value));
    }
    return help;
}

// A server on this machine is mostly one of ours.
process::Target client_target(const RelayFlags& flags, const scan::Target& target,
                              const relay::Report& report) {
    process::Target made;
    made.ca = flags.ca_file;
    made.version = "all";
    made.name = report.remote ? target.host : "localhost";
    if (made.ca.empty() && !report.remote) {
        const auto kept = open_kept_ca(certs::KeyType::rsa);
        made.ca = kept.trust.ca_file.string();
        made.truststore = kept.trust.truststore_file.string();
    }
    for (const auto& [place, value] :
         {std::pair{"ca", &made.ca}, {"truststore", &made.truststore}}) {
        if (value->empty() && process::mentions(flags.command, place)) {
            throw SetupError(
                fmt::format("the command has {{{}}} in it, and nobody knows that of "
                            "{}: name the file itself, or give --ca FILE",
                            place, report.to));
        }
    }
    return made;
}

std::string ready_text(const relay::Report& report, const std::string& host, std::uint16_t port,
                       const std::string& ca) {
    const boost::json::object one{
        {"name", "relay"},
        {"address", host},
        {"port", port},
        {"url", fmt::format("https://{}/", server::host_port_of({host, port}))},
        {"to", report.address}};
    return boost::json::serialize(boost::json::object{{"pid", ::getpid()},
                                                      {"ca_file", or_null(ca)},
                                                      {"listeners", boost::json::array{one}}}) +
           "\n";
}

void write_line(const RelayFlags& flags, const relay::HandshakeTold& told) {
    std::string text =
        (flags.log_format == "json" ? relay::json_line_of(told) : relay::line_of(told)) + "\n";
    if (flags.trace && flags.log_format != "json") {
        for (const std::string& line : relay::story_of(told)) {
            text += line + "\n";
        }
    }
    write_result(text, "-");
}

int run_relay(const RelayFlags& flags) {
    const scan::Target target = scan::parse_target(flags.to).value();
    (void)process::fill_in(flags.command, {}).value();
    relay::RunOptions options;
    set_listener(flags, options);
    options.settings.handshake = milliseconds(flags.handshake_timeout);
    options.command = flags.command;
    options.command_timeout = milliseconds(flags.timeout);
    relay::Report report;
    report.local = local_library();
    report.trace = flags.trace;
    // Without a command it is a log that goes to standard output, as it comes, and a report of it
    // all only where one is asked for.
    ReportFlags formats = flags.report;
    formats.only_what_is_named = flags.command.empty();
    ReportOutput output(formats);
    const bool logs = flags.command.empty() && !output.uses_standard_output();
    DelayedSignals delayed;
    find_server(flags, target, options.settings, report);
    report.attacks = attacks_of(flags, report.remote);
    report.seed = flags.seed;
    options.settings.attacks = report.attacks;
    options.settings.seed = flags.seed;
    if (!flags.command.empty()) {
        options.target = client_target(flags, target, report);
    }
    ReadyFile ready_file;
    options.ready = [&](const std::string& host, std::uint16_t port) {
        if (!flags.ready_file.empty()) {
            ready_file.write(flags.ready_file, ready_text(report, host, port, flags.ca_file));
        }
        if (flags.command.empty()) {
            note("tlsmatrix: {} --> {}, nothing is decrypted\n", report.listener, report.address);
        }
        delayed.release();
    };
    options.settings.told = [&](relay::HandshakeTold told) {
        if (logs) {
            write_line(flags, told);
        }
        if (!output.is_empty()) {
            report.take(std::move(told));
        }
    };
    const bool tries = tries_all(flags);
    const bool was_interrupted =
        tries ? relay::try_attacks(options, report) : relay::run_relay(std::move(options), report);
    if (!output.is_empty()) {
        output.write(relay::relay_document(relay::relay_json(report)));
    }
    if (flags.command.empty()) {
        return exit_as_expected;
    }
    if (tries && !was_interrupted) {
        return report.is_as_forecast() ? exit_as_expected : exit_unexpected;
    }
    return was_interrupted                                             ? exit_interrupted
           : report.client && report.client->finished.exit.succeeded() ? exit_as_expected
                                                                       : exit_unexpected;
}

}  // namespace

void add_relay(Program& program) {
    auto flags = std::make_shared<RelayFlags>();
    CLI::App* app = program.app.add_subcommand(
        "relay", "Stand between a client and a server, and tell each handshake that passes");
    app->footer(
        "Passes on what a client and a server say, decrypts nothing, and tells of each handshake\n"
        "what was offered and chosen, the alerts, who ended it and why: a line each, until "
        "SIGTERM\n"
        "or SIGINT. With a COMMAND it runs that, reports, and ends. In its arguments {url} {host}\n"
        "{port} {ca} {truststore} {name} {url_name} are replaced, and are those of the relay.\n"
        "What is encrypted cannot be read: in TLS 1.3 that is the certificate, and most alerts.\n"
        "Exit 0: with a COMMAND, that ended with 0; 1: it did not. With --attack all, 0: each\n"
        "attack came to what was forecast, or is explained; 1: one did not, or is undecided.\n"
        "Examples:\n"
        "  tlsmatrix relay --to localhost:8443 -- curl -sS {url}\n"
        "  tlsmatrix relay --to localhost:8443 --listen 127.0.0.1:9443 --trace\n"
        "  tlsmatrix relay --to example.org:443 -- curl -sS --connect-to ::{host}:{port} "
        "https://example.org/");
    app->add_option("--to", flags->to, "the server: HOST:PORT or an https URL; port 443 by default")
        ->type_name("HOST[:PORT]")
        ->required();
    app->add_option("--listen", flags->listen, "where clients connect (port 0: any)")
        ->type_name("ADDR:PORT")
        ->capture_default_str();
    app->add_flag("--expose", flags->expose, "allow addresses that other machines can reach");
    app->add_flag("--trace", flags->trace, "tell each message, with its direction and time");
    app->add_option("--log-format", flags->log_format, "how a handshake's line is written")
        ->check(CLI::IsMember({"report", "json"}))
        ->capture_default_str();
    app->add_option("--connections", flags->connections,
                    "at once; further ones wait (default: 256, and 1 to another machine)")
        ->check(CLI::Range(1U, 4'096U));
    app->add_option("--handshake-timeout", flags->handshake_timeout,
                    "seconds that a handshake may take")
        ->check(within(0.1, 3'600.0))
        ->capture_default_str();
    app->add_option("--timeout", flags->timeout, "seconds that the COMMAND may take")
        ->check(within(0.1, 86'400.0))
        ->capture_default_str();
    app->add_option("--ca", flags->ca_file,
                    "the server's CA, for {ca} (default: the one that serve keeps, for a server on "
                    "this machine)")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--ready-file", flags->ready_file,
                    "what to connect to, as JSON, once it accepts; -: standard output")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--attack", flags->attacks, attack_help())
        ->type_name("NAME")
        ->allow_extra_args(false);
    app->add_option("--seed", flags->seed, "of what an attack makes up; the same, the same bytes")
        ->capture_default_str();
    add_report_flags(*app, flags->report);
    app->add_option("command", flags->command, "a client and its arguments, behind --")
        ->type_name("COMMAND");
    app->final_callback(
        [&program, flags] { program.action = [flags] { return run_relay(*flags); }; });
}

}  // namespace tlsmatrix::cli
