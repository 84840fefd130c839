#include <algorithm>

#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/credential_flags.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/tls_flags.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>
#include <tlsmatrix/process/foreground.hpp>
#include <tlsmatrix/process/run_environment.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr int signal_exit = 128;  // and the signal's number, as shells have it

struct RunOptions {
    std::vector<std::string> command;
    std::vector<std::string> pins;
    std::string engine = "exact";
    std::string log_file;
    ServerTls tls_settings;  // on every listener, but for its versions
    // As a fixture has it: a key for whoever can, made for this run.
    CredentialOptions credentials{.ephemeral = true};
    bool no_trust = false;
};

// default_pins are what a suite wants that says nothing: each version alone, and all.
const std::vector<std::string> default_pins{"1.0", "1.1", "1.2", "1.3", "all"};

// A listener's name is the end of its variables'. What is asked for twice is one server.
std::vector<server::ListenerSettings> pinned_listeners(const RunOptions& options,
                                                       const KeyPointer& key) {
    std::vector<server::ListenerSettings> listeners;
    for (const std::string& pin : options.pins.empty() ? default_pins : options.pins) {
        const VersionSet versions = VersionSet::parse(pin).value();
        check_key(key, versions);
        server::ListenerSettings listener{options.tls_settings,
                                          std::string(server::both_loopback_addresses)};
        listener.versions = versions;
        listener.engine = engine_of(options.engine);
        listener.name = process::set_variable(pin, versions.str());
        if (std::none_of(listeners.begin(), listeners.end(),
                         [&listener](const auto& each) { return each.name == listener.name; })) {
            listeners.push_back(std::move(listener));
        }
    }
    return listeners;
}

// A command that goes to another directory must find the log all the same.
std::string log_file_of(const RunOptions& options, const ServerCredentials& credentials) {
    return options.log_file.empty() ? (credentials.directory->path() / "access.log").string()
                                    : std::filesystem::absolute(options.log_file).string();
}

// `localhost` is ::1 alone to some clients; who prefers the name finds the server there too.
process::RunServers told(const server::Server& server, const ServerCredentials& credentials) {
    process::RunServers made{
        .host = "127.0.0.1", .ca = credentials.ca_file, .truststore = credentials.truststore_file};
    for (const server::ListenerInfo& listener : server.listeners()) {
        made.servers.push_back({.name = listener.name,
                                .url = fmt::format("https://{}:{}/", made.host, listener.port),
                                .port = std::to_string(listener.port)});
    }
    return made;
}

int run_beside_servers(const RunOptions& options, const Hooks& hooks) {
    const process::Foreground foreground;
    const process::Descendants descendants;
    const ServerCredentials credentials = server_credentials(options.credentials);
    const std::string log_file = log_file_of(options, credentials);
    server::Settings settings;
    settings.credentials = credentials.credentials;
    settings.listeners = pinned_listeners(options, settings.credentials.key);
    settings.log = server::AccessLog::to_file(log_file, server::LogFormat::parse("json").value());
    if (hooks.adjust_server) {
        hooks.adjust_server(settings);
    }
    server::Server server(std::move(settings));
    process::RunServers servers = told(server, credentials);
    servers.log = log_file;
    servers.trusted = !options.no_trust;
    if (const auto signal = foreground.signal_until_now()) {
        return signal_exit + *signal;
    }
    const process::Exit exit =
        foreground.run(options.command, process::run_environment(servers, ::environ));
    const std::vector<pid_t> left = descendants.end_all(process::run_name(""));
    if (!left.empty()) {
        say("tlsmatrix: {}\n", process::unended_text(left));
    }
    server.stop();
    return exit.status ? *exit.status : signal_exit + exit.signal.value_or(0);
}

}  // namespace

void add_run(Program& program) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* app = program.app.add_subcommand("run", "Run a test command beside pinned servers");
    app->footer(
        "Runs a command, such as a test suite in any language, beside servers pinned to the\n"
        "versions you choose, which end with it. Without --pin: 1.0, 1.1, 1.2, 1.3 and all.\n"
        "The command finds in its environment\n"
        "  TLSMATRIX_URL_1_2, TLSMATRIX_PORT_1_2    of --pin 1.2; TLSMATRIX_URL_1_0_1_2 of\n"
        "                                           1.0,1.2, _1_2_UP of 1.2+, _ALL of all\n"
        "  TLSMATRIX_HOST                           127.0.0.1; localhost will do as well\n"
        "  TLSMATRIX_CA, TLSMATRIX_TRUSTSTORE       whom to trust: PEM, PKCS#12 for Java\n"
        "  TLSMATRIX_LOG                            what the servers saw: JSON, a line for each\n"
        "                                           request and each handshake that failed\n"
        "and SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS and\n"
        "GIT_SSL_CAINFO name the servers' CA. Terminal, standard streams and signals are the\n"
        "command's, and its exit code is this program's: 128 and a signal's number where one\n"
        "ended it, 125 where the servers or the command cannot be started.\n"
        "Examples:\n"
        "  tlsmatrix run -- pytest\n"
        "  tlsmatrix run --pin 1.2 --pin 1.0,1.1 -- go test ./...\n"
        "  tlsmatrix run -- sh -c 'curl -sS \"$TLSMATRIX_URL_1_3\"tls'");
    app->add_option("--pin", options->pins,
                    "the versions of a server: 1.2, 1.2+, 1.0,1.2, all; repeat for more")
        ->allow_extra_args(false)  // or -- would end its values instead of the flags
        ->type_name("SET");
    app->add_option("--engine", options->engine,
                    "exact: the set means what it says; openssl: OpenSSL's own semantics")
        ->type_name("exact|openssl")
        ->capture_default_str();
    app->add_option("--key-type", options->credentials.key_type, "the certificate's key")
        ->type_name("rsa|ecdsa|ed25519")
        ->capture_default_str();
    app->add_option("--name", options->credentials.names,
                    "a further name of the certificate; repeat for more")
        ->allow_extra_args(false)
        ->type_name("NAME");
    add_tls_flags(*app, options->tls_settings);
    app->add_flag("--no-trust", options->no_trust,
                  "leave SSL_CERT_FILE and its like as they are: TLSMATRIX_CA alone names the CA");
    app->add_option("--log-file", options->log_file,
                    "append to this file, and keep it; TLSMATRIX_LOG names it")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("command", options->command, "the command and its arguments, behind --")
        ->type_name("COMMAND")
        ->required();
    app->preparse_callback([&program](std::size_t) { program.usage_code = exit_not_run; });
    app->final_callback([&program, options] {
        program.action = [&program, options] {
            return run_beside_servers(*options, program.hooks);
        };
    });
}

}  // namespace tlsmatrix::cli
