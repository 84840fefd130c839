#include <algorithm>
#include <filesystem>
#include <optional>

#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/credential_flags.hpp>
#include <tlsmatrix/cli/endpoint.hpp>
#include <tlsmatrix/cli/key_log.hpp>
#include <tlsmatrix/cli/passing_files.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/served_zoo.hpp>
#include <tlsmatrix/cli/server_signals.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/tls_flags.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/live/live.hpp>
#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/server/ready.hpp>
#include <tlsmatrix/server/server.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::cli {
namespace {

struct ServeOptions {
    std::optional<std::string> tls;  // an empty one is a set without a version, not none at all
    std::optional<std::string> listen;
    std::optional<std::uint16_t> port;
    std::vector<std::string> pins;
    std::vector<std::string> behaviours;
    std::vector<std::string> certificates;
    std::string engine = "exact";
    std::string log_format = "report";
    std::string log_file;
    ServerTls tls_settings;  // on every listener, but for its versions
    std::string key_log;
    std::string ready_file;
    CredentialOptions credentials;
    ClientAuthorityOptions client_authority;
    server::RequestLimits limits;
    unsigned threads = 1;
    unsigned most_handshakes = server::Settings{}.most_handshakes;
    bool exit_with_parent = false;
    bool expose = false;
};

// The five listeners of a plain `tlsmatrix serve`.
std::vector<server::ListenerSettings> default_listeners() {
    const std::string host(server::both_loopback_addresses);
    std::vector<server::ListenerSettings> listeners;
    std::uint16_t port = 8010;
    for (ProtocolVersion version : all_versions) {
        listeners.push_back({{.versions = {version}}, host, port++});
    }
    listeners.push_back({{.versions = VersionSet::all()}, host, 8443});
    return listeners;
}

std::vector<server::ListenerSettings> asked_listeners(const ServeOptions& options) {
    std::vector<server::ListenerSettings> listeners;
    if (options.tls || options.listen || options.port) {
        auto listener = parse_listen(options.listen.value_or("localhost:8443")).value();
        listener.port = options.port.value_or(listener.port);
        listener.versions = VersionSet::parse(options.tls.value_or("all")).value();
        listeners.push_back(std::move(listener));
    }
    for (const std::string& pin : options.pins) {
        listeners.push_back(parse_pin(pin).value());
    }
    for (const std::string& behaviour : options.behaviours) {
        listeners.push_back(parse_behaviour(behaviour).value());
    }
    for (const std::string& certificate : options.certificates) {
        listeners.push_back(parse_certificate(certificate).value());
    }
    return listeners.empty() ? default_listeners() : listeners;
}

// TLS 1.0 and 1.1 and their ciphers are for this machine alone, unless somebody insists.
void check_exposure(const std::vector<server::ListenerSettings>& listeners, bool expose) {
    for (const server::ListenerSettings& listener : listeners) {
        if (is_loopback(listener.host)) {
            continue;
        }
        if (!expose) {
            throw SetupError(fmt::format(
                "{} is not a loopback address: this server is for tests, and other machines can "
                "reach it there only with --expose",
                listener.host));
        }
        if (!(listener.versions & deprecated_versions).empty()) {
            say("tlsmatrix: WARNING: {} offers {} to other machines, which RFC 8996 forbids\n",
                server::host_port_of({listener.host, listener.port}),
                (listener.versions & deprecated_versions).wire_names());
        }
    }
}

std::shared_ptr<server::AccessLog> open_log(const ServeOptions& options) {
    auto format = server::LogFormat::parse(options.log_format).value();
    return options.log_file.empty()
               ? server::AccessLog::to_standard_output(std::move(format))
               : server::AccessLog::to_file(options.log_file, std::move(format));
}

// Asked for localhost, which is two addresses elsewhere.
bool lacks_ipv6(const server::ListenerInfo& listener) {
    return listener.addresses == std::vector<std::string>{"127.0.0.1"} &&
           !listener.url.starts_with("https://127.");
}

void tell_listeners(const server::Server& server, const ServerCredentials& credentials) {
    note("tlsmatrix {} with OpenSSL {}: each listener supports its versions alone\n", version,
         library_words(local_library()));
    for (const server::ListenerInfo& listener : server.listeners()) {
        note("  {:<28} {}{}{}\n", listener.url, listener.versions.wire_names(),
             listener.behaviour != nullptr     ? ", and misbehaves: " + listener.name
             : listener.certificate != nullptr ? ", certificate: " + listener.name
                                               : "",
             lacks_ipv6(listener) ? " (on 127.0.0.1 alone: this machine has no ::1)" : "");
    }
    if (!credentials.ca_file.empty()) {
        note("clients trust {}\n", credentials.ca_file);
    }
    if (!credentials.crl_file.empty()) {
        note("revoked certificates are in {}\n", credentials.crl_file);
    }
}

bool asks_for_list(const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), "list") != names.end();
}

int serve(const ServeOptions& options, const Hooks& hooks) {
    if (asks_for_list(options.behaviours)) {
        fmt::print("{}", server::behaviour_table());
        return exit_as_expected;
    }
    if (asks_for_list(options.certificates)) {
        fmt::print("{}", zoo_table());
        return exit_as_expected;
    }
    const pid_t parent = ::getppid();
    if (options.exit_with_parent) {
        die_with_parent(parent);
    }
    server::Settings settings;
    settings.listeners = asked_listeners(options);
    check_exposure(settings.listeners, options.expose);
    settings.threads = options.threads;
    settings.most_handshakes = options.most_handshakes;
    settings.limits = options.limits;
    settings.log = open_log(options);
    settings.key_log = open_key_log(options.key_log);
    DelayedSignals delayed_signals;
    const ServerCredentials credentials = options.certificates.empty()
                                              ? server_credentials(options.credentials)
                                              : zoo_credentials(options.credentials, settings);
    settings.credentials = credentials.credentials;
    ClientVerification verification = verification_of(options.client_authority, credentials);
    settings.client_trust = std::move(verification.trust);
    for (server::ListenerSettings& listener : settings.listeners) {
        const VersionSet versions = listener.versions;
        static_cast<ServerTls&>(listener) = options.tls_settings;
        listener.versions = versions;
        if (listener.behaviour != nullptr && !listener.behaviour->ciphers.empty()) {
            listener.ciphers = listener.behaviour->ciphers;
        }
        listener.engine = engine_of(options.engine);
        listener.verify_client = verification.demand;
        check_key(settings.credentials.key, listener.versions);
    }
    if (hooks.adjust_server) {
        hooks.adjust_server(settings);
    }
    const live::Live live;
    settings.handler = live.handler();
    settings.watcher = live.watcher();
    server::Server server(std::move(settings));
    live.show(server.listeners(), {.ca_file = credentials.ca_file});
    SignalLoop signals(server);
    ReadyFile ready_file;
    if (!options.ready_file.empty()) {
        ready_file.write(options.ready_file,
                         server::ready_json(server.listeners(),
                                            {credentials.ca_file, credentials.truststore_file,
                                             credentials.crl_file}));
    }
    delayed_signals.release();  // no sooner: nobody would handle them while a reader is waited for
    tell_listeners(server, credentials);
    signals.run();
    return exit_as_expected;
}

}  // namespace

void add_serve(Program& program) {
    auto options = std::make_shared<ServeOptions>();
    CLI::App* app = program.app.add_subcommand(
        "serve", "Run HTTPS servers pinned to exactly the versions you choose");
    app->footer(
        "Runs HTTPS servers pinned to exactly the versions you choose, until SIGTERM or SIGINT.\n"
        "Without flags: ports 8010 to 8013 pinned to 1.0 to 1.3, and 8443 for all.\n"
        "Access lines go to standard output, for failed handshakes too. SIGHUP reopens the log.\n"
        "A browser is shown what it does at each; only-10-12.localhost is 1.0 and 1.2 on any "
        "port.\n"
        "Without --cert, the certificate is kept for a year, for localhost, 127.0.0.1, ::1,\n"
        "names of version sets such as only-10-12.localhost, and all below report.localhost.\n"
        "Examples:\n"
        "  tlsmatrix serve --tls 1.1 --port 8443\n"
        "  tlsmatrix serve --pin 1.2=localhost:8012 --pin 1.0,1.3=localhost:0\n"
        "  tlsmatrix serve --tls 1.2+ --listen 127.0.0.1:0 --ready-file ready.json");
    app->add_option_function<std::string>(
           "--tls", [options](const std::string& set) { options->tls = set; },
           "versions of the one listener: 1.2, 1.2+, 1.0,1.2, all")
        ->type_name("SET");
    app->add_option_function<std::string>(
           "--listen", [options](const std::string& address) { options->listen = address; },
           "its address (default localhost:8443: 127.0.0.1 and ::1; port 0: any)")
        ->type_name("ADDR:PORT");
    app->add_option_function<std::uint16_t>(
           "-p,--port", [options](std::uint16_t port) { options->port = port; },
           "its port, on localhost; 0: any")
        ->excludes("--listen")
        ->check(CLI::Range(0, 65'535))
        ->type_name("PORT");
    app->add_option("--pin", options->pins, "a listener and its versions; repeat for more")
        ->type_name("SET=ADDR:PORT");
    app->add_option("--behaviour", options->behaviours,
                    "a listener that misbehaves on purpose, and how; repeat for more; list: names")
        ->type_name("NAME=ADDR:PORT");
    app->add_option("--certificate", options->certificates,
                    "a listener whose certificate is wrong in one way, or rare; repeat for more; "
                    "list: names")
        ->type_name("NAME=ADDR:PORT");
    app->add_option("--engine", options->engine,
                    "exact: the set means what it says; openssl: OpenSSL's own semantics")
        ->type_name("exact|openssl")
        ->capture_default_str();
    app->add_option("--log-format", options->log_format,
                    "report, combined, json, or a template of nginx's variables")
        ->type_name("FORMAT")
        ->capture_default_str();
    app->add_option("--log-file", options->log_file, "append access lines to a file")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--key-type", options->credentials.key_type, "the certificate's key")
        ->type_name("rsa|ecdsa|ed25519")
        ->capture_default_str();
    app->add_option("--cert", options->credentials.certificate_file, "a certificate chain of yours")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--key", options->credentials.key_file, "its private key")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_flag("--ephemeral", options->credentials.ephemeral,
                  "keep no CA: a fresh one for this run");
    app->add_option("--name", options->credentials.names,
                    "a further name of the certificate, from a CA of its own; repeat for more")
        ->type_name("NAME");
    auto* demand = app->add_option("--verify-client", options->client_authority.demand,
                                   "ask for a client's certificate")
                       ->check(CLI::IsMember(verify_client_names))
                       ->capture_default_str();
    app->add_option("--client-ca", options->client_authority.ca_file,
                    "who signs those (default: who signed the server's)")
        ->check(not_empty())
        ->needs(demand)
        ->type_name("FILE");
    add_tls_flags(*app, options->tls_settings);
    app->add_option("--threads", options->threads, "threads that serve connections")
        ->check(CLI::Range(1U, 64U))
        ->capture_default_str();
    app->add_option("--max-handshakes", options->most_handshakes,
                    "under way at once; beyond: later ones wait, silent ones are ended")
        ->check(CLI::Range(1U, 100'000U))
        ->capture_default_str();
    app->add_option("--max-header-bytes", options->limits.header_bytes, "beyond: 431")
        ->check(CLI::Range(std::size_t{256}, std::size_t{1024 * 1024}))
        ->capture_default_str();
    app->add_option("--max-header-fields", options->limits.header_fields, "beyond: 431")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}))
        ->capture_default_str();
    app->add_option("--max-body-bytes", options->limits.body_bytes, "beyond: 413")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1024 * 1024 * 1024}))
        ->capture_default_str();
    app->add_option("--keylog", options->key_log, "write TLS secrets here (or SSLKEYLOGFILE)")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_option("--ready-file", options->ready_file,
                    "what to connect to, as JSON, once all accept; -: standard output")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_flag("--exit-with-parent", options->exit_with_parent,
                  "end when the starting process ends");
    app->add_flag("--expose", options->expose, "allow addresses that other machines can reach");
    app->final_callback([&program, options] {
        program.action = [&program, options] { return serve(*options, program.hooks); };
    });
}

}  // namespace tlsmatrix::cli
