#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include <sys/prctl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "cli/credentials.hpp"
#include "cli/endpoint.hpp"
#include "cli/input.hpp"
#include "cli/key_log.hpp"
#include "cli/output.hpp"
#include "cli/program.hpp"
#include "server/ready.hpp"
#include "server/server.hpp"
#include "tls/library.hpp"
#include "tls/result.hpp"
#include "tls/version.hpp"

namespace tlsmatrix::cli {
namespace {

namespace asio = boost::asio;

struct ServeOptions {
    std::optional<std::string> tls;  // an empty one is a set without a version, not none at all
    std::optional<std::string> listen;
    std::vector<std::string> pins;
    std::string engine = "exact";
    std::string log_format = "report";
    std::string log_file;
    std::string ciphers;
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

constexpr std::array handled_signals{SIGINT, SIGTERM, SIGHUP, SIGUSR1};

// The five listeners of a plain `tlsmatrix serve`.
std::vector<server::ListenerSettings> default_listeners() {
    std::vector<server::ListenerSettings> listeners;
    std::uint16_t port = 8010;
    for (ProtocolVersion version : all_versions) {
        listeners.push_back({.port = port++, .versions = {version}});
    }
    listeners.push_back({.port = 8443, .versions = VersionSet::all()});
    return listeners;
}

std::vector<server::ListenerSettings> asked_listeners(const ServeOptions& options) {
    std::vector<server::ListenerSettings> listeners;
    if (options.tls || options.listen) {
        auto listener = parse_listen(options.listen.value_or("127.0.0.1:8443")).value();
        listener.versions = VersionSet::parse(options.tls.value_or("all")).value();
        listeners.push_back(std::move(listener));
    }
    for (const std::string& pin : options.pins) {
        listeners.push_back(parse_pin(pin).value());
    }
    return listeners.empty() ? default_listeners() : listeners;
}

// TLS 1.0 and 1.1 and their ciphers are for this machine alone, unless somebody insists.
void check_exposure(const std::vector<server::ListenerSettings>& listeners, bool expose) {
    constexpr VersionSet weak{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1};
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
        if (!(listener.versions & weak).empty()) {
            fmt::print(stderr,
                       "tlsmatrix: WARNING: {}:{} offers {} to other machines, which RFC 8996 "
                       "forbids\n",
                       listener.host, listener.port, (listener.versions & weak).wire_names());
        }
    }
}

std::shared_ptr<server::AccessLog> open_log(const ServeOptions& options) {
    auto format = server::LogFormat::parse(options.log_format).value();
    return options.log_file.empty()
               ? server::AccessLog::to_standard_output(std::move(format))
               : server::AccessLog::to_file(options.log_file, std::move(format));
}

// DelayedSignals holds back what would end the process while it is setting up, so that it never
// leaves a directory behind: a signal that comes meanwhile counts once release() has been called.
class DelayedSignals {
  public:
    DelayedSignals() {
        sigset_t held;
        ::sigemptyset(&held);
        for (const int signal : handled_signals) {
            ::sigaddset(&held, signal);
        }
        ::pthread_sigmask(SIG_BLOCK, &held, &before_);
    }
    ~DelayedSignals() { release(); }
    DelayedSignals(const DelayedSignals&) = delete;
    DelayedSignals& operator=(const DelayedSignals&) = delete;
    void release() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

// The parent may have gone before prctl: then its death is never told.
void die_with_parent(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) {
        ::raise(SIGTERM);
    }
}

void tell_listeners(const server::Server& server, const ServerCredentials& credentials) {
    fmt::print(stderr, "tlsmatrix {} with OpenSSL {}: each listener speaks its versions alone\n",
               version, openssl_version());
    for (const server::ListenerInfo& listener : server.listeners()) {
        fmt::print(stderr, "  {:<28} {}\n", listener.url, listener.versions.wire_names());
    }
    if (!credentials.ca_file.empty()) {
        fmt::print(stderr, "clients trust {}\n", credentials.ca_file);
    }
}

// SignalLoop keeps the process until it is told to end.
class SignalLoop {
  public:
    explicit SignalLoop(server::Server& server) : server_(server) {
        for (const int signal : handled_signals) {
            signals_.add(signal);
        }
        wait();
    }

    void run() {
        context_.run();
        if (stopping_.joinable()) {
            stopping_.join();
        }
    }

  private:
    void wait() {
        signals_.async_wait([this](boost::system::error_code error, int signal) {
            if (!error) {
                on_signal(signal);
                wait();
            }
        });
    }

    void on_signal(int signal) {
        if (signal == SIGHUP || signal == SIGUSR1) {
            server_.reopen_log();
        } else if (stopping_.joinable()) {
            server_.stop_now();  // a second signal is impatience
        } else {
            stopping_ = std::thread([this] {
                server_.stop();
                asio::post(context_, [this] { signals_.cancel(); });
            });
        }
    }

    server::Server& server_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_};
    std::thread stopping_;
};

// EphemeralDirectory is removed at exit.
class EphemeralDirectory {
  public:
    explicit EphemeralDirectory(std::string path) : path_(std::move(path)) {}
    ~EphemeralDirectory() {
        std::error_code ignored;
        if (!path_.empty()) {
            std::filesystem::remove_all(path_, ignored);
        }
    }
    EphemeralDirectory(const EphemeralDirectory&) = delete;
    EphemeralDirectory& operator=(const EphemeralDirectory&) = delete;

  private:
    std::string path_;
};

// ReadyFile is removed at exit where it is still the file that this server wrote, and no pipe, no
// link and no other server's.
class ReadyFile {
  public:
    ReadyFile() = default;
    ~ReadyFile() {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(std::filesystem::symlink_status(path_, ignored)) &&
            content() == text_) {
            std::filesystem::remove(path_, ignored);
        }
    }
    ReadyFile(const ReadyFile&) = delete;
    ReadyFile& operator=(const ReadyFile&) = delete;

    // The path `-` is standard output: whoever started the server reads a line and need not poll.
    void write(const std::string& path, std::string text) {
        if (path == "-") {
            write_result(text, {});
            return;
        }
        write_result(text, path);
        path_ = path;
        text_ = std::move(text);
    }

  private:
    [[nodiscard]] std::string content() const { return read_file(path_).value_or(std::string()); }

    std::string path_;
    std::string text_;
};

int serve(const ServeOptions& options, const Hooks& hooks) {
    const pid_t parent = ::getppid();
    if (options.exit_with_parent) {
        die_with_parent(parent);
    }
    server::Settings settings;
    settings.listeners = asked_listeners(options);
    for (server::ListenerSettings& listener : settings.listeners) {
        listener.engine = engine_of(options.engine);
    }
    check_exposure(settings.listeners, options.expose);
    settings.threads = options.threads;
    settings.most_handshakes = options.most_handshakes;
    settings.limits = options.limits;
    settings.ciphers = options.ciphers;
    settings.log = open_log(options);
    settings.key_log = open_key_log(options.key_log);
    DelayedSignals delayed_signals;
    const ServerCredentials credentials = server_credentials(options.credentials);
    const EphemeralDirectory directory(credentials.remove_at_exit);
    settings.credentials = credentials.credentials;
    settings.verify_client = verification_of(options.client_authority, credentials);
    for (const server::ListenerSettings& listener : settings.listeners) {
        check_key(settings.credentials.key, listener.versions);
    }
    if (hooks.adjust_server) {
        hooks.adjust_server(settings);
    }
    server::Server server(std::move(settings));
    SignalLoop signals(server);
    delayed_signals.release();
    ReadyFile ready_file;
    if (!options.ready_file.empty()) {
        ready_file.write(options.ready_file,
                         server::ready_json(server.listeners(),
                                            {credentials.ca_file, credentials.truststore_file}));
    }
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
        "Access lines go to standard output, for failed handshakes too. SIGHUP reopens the log.");
    app->add_option_function<std::string>(
           "--tls", [options](const std::string& set) { options->tls = set; },
           "versions of the one listener: 1.2, 1.2+, 1.0,1.2, all")
        ->type_name("SET");
    app->add_option_function<std::string>(
           "--listen", [options](const std::string& address) { options->listen = address; },
           "its address (default 127.0.0.1:8443; port 0: any)")
        ->type_name("ADDR:PORT");
    app->add_option("--pin", options->pins, "a listener and its versions; repeat for more")
        ->type_name("SET=ADDR:PORT");
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
                  "keep no authority: a fresh one for this run");
    auto* demand = app->add_option("--verify-client", options->client_authority.demand,
                                   "ask for a client's certificate")
                       ->check(CLI::IsMember(verify_client_names))
                       ->capture_default_str();
    app->add_option("--client-ca", options->client_authority.ca_file,
                    "who signs those (default: who signed the server's)")
        ->check(not_empty())
        ->needs(demand)
        ->type_name("FILE");
    app->add_option("--ciphers", options->ciphers, "OpenSSL cipher list for 1.2 and below")
        ->type_name("LIST");
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
