#include <fmt/format.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/cli/key_log.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/receipt_text.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/tls_flags.hpp>
#include <tlsmatrix/client/session.hpp>

namespace tlsmatrix::cli {
namespace {

struct RequestOptions {
    std::string url;
    std::string tls = "1.2+";
    std::string engine = "exact";
    std::string method;
    std::string data;
    std::vector<std::string> headers;
    std::string ca_file;
    std::string certificate_file;
    std::string key_file;
    ClientTls tls_settings;  // but for versions and engine
    std::string key_log;
    std::string holes = "runs";
    double timeout = 60;
    bool has_data = false;
    bool insecure = false;
    bool receipt = false;
    bool include = false;  // the response's head
    bool follow = false;
    bool silent = false;
    bool show_error = false;  // as is done anyway
    std::string output;
};

// As curl, and browsers, before they give up.
constexpr unsigned followed_redirects = 50;

std::vector<std::filesystem::path> kept_authorities() {
    std::vector<std::filesystem::path> files;
    try {
        for (const char* type : {"rsa", "ecdsa"}) {
            std::error_code ignored;
            const auto file = certs::Store::default_directory() / type / "ca.pem";
            if (std::filesystem::exists(file, ignored)) {
                files.push_back(file);
            }
        }
    } catch (const SetupError&) {  // where there is no place to keep one, none is kept
    }
    return files;
}

// Without --ca: what the system trusts, and the authorities that `serve` keeps on this machine.
Trust trust_of(const RequestOptions& options) {
    if (!options.ca_file.empty()) {
        return {.certificates = certs::read_certificates(options.ca_file),
                .verify = !options.insecure};
    }
    if (options.insecure) {
        return {.verify = false};
    }
    Trust trust{.system = true};
    for (const auto& file : kept_authorities()) {
        for (CertificatePointer& certificate : certs::read_certificates(file)) {
            trust.certificates.push_back(std::move(certificate));
        }
    }
    return trust;
}

// As with curl, one file may hold both.
Credentials credentials_of(const RequestOptions& options) {
    if (options.certificate_file.empty()) {
        return {};
    }
    return certs::load_credentials(options.certificate_file, options.key_file.empty()
                                                                 ? options.certificate_file
                                                                 : options.key_file);
}

client::Policy policy_of(const RequestOptions& options) {
    client::Policy policy{options.tls_settings};
    policy.versions = VersionSet::parse(options.tls).value();
    policy.engine = engine_of(options.engine);
    policy.holes = options.holes == "refuse"  ? client::Holes::refuse
                   : options.holes == "retry" ? client::Holes::retry
                                              : client::Holes::runs;
    policy.trust = trust_of(options);
    policy.credentials = credentials_of(options);
    policy.check_server_name = !options.insecure;
    policy.key_log = open_key_log(options.key_log);
    policy.most_redirects = options.follow ? followed_redirects : 0;
    policy.timeouts.total = milliseconds(options.timeout);
    return policy;
}

constexpr std::size_t max_data_bytes = std::size_t{64} << 20U;

std::string read_data(const std::string& data) {
    if (!data.starts_with('@')) {
        return data;
    }
    return read_input_file("data file", data.substr(1), max_data_bytes);
}

client::Request request_of(const RequestOptions& options) {
    client::Request request;
    request.url = options.url;
    request.method = !options.method.empty() ? options.method : options.has_data ? "POST" : "GET";
    request.body = options.has_data ? read_data(options.data) : std::string();
    for (const std::string& header : options.headers) {
        const auto colon = header.find(':');
        if (colon == std::string::npos || colon == 0) {
            throw SetupError(fmt::format("bad header '{}': write 'Name: value'", header));
        }
        const auto value = header.find_first_not_of(' ', colon + 1);
        request.headers.push_back(
            {header.substr(0, colon), value == std::string::npos ? "" : header.substr(value)});
    }
    return request;
}

std::string head_of(const client::Response& response) {
    std::string head = fmt::format("HTTP/1.1 {}\r\n", response.status);
    for (const client::Header& header : response.headers) {
        head += fmt::format("{}: {}\r\n", header.name, header.value);
    }
    return head + "\r\n";
}

// What could not be reached was not judged, and neither was what nobody could ask for.
int exit_code_of(client::Failure::Kind kind) {
    return kind == client::Failure::Kind::usage || kind == client::Failure::Kind::unreachable
               ? exit_usage
               : exit_unexpected;
}

int make_request(const RequestOptions& options) {
    require_writable(options.output);
    client::Session session(policy_of(options));
    const client::Outcome outcome = session.request(request_of(options));
    const client::Receipt& receipt = outcome ? outcome->receipt : outcome.error().receipt;
    if (options.receipt) {
        write_to_standard_error(receipt_text(receipt));
    } else if (!options.silent) {
        for (const std::string& warning : receipt.warnings()) {
            say("tlsmatrix: WARNING: {}\n", warning);
        }
    }
    if (!outcome) {
        say("tlsmatrix: {}\n", outcome.error().message);
        return exit_code_of(outcome.error().kind);
    }
    write_result((options.include ? head_of(*outcome) : std::string()) + outcome->body,
                 options.output);
    return exit_as_expected;
}

}  // namespace

void add_request(Program& program) {
    auto options = std::make_shared<RequestOptions>();
    CLI::App* app = program.app.add_subcommand(
        "request", "Make one request, accepting exactly the versions you list");
    app->footer(
        "Makes one HTTPS request under a list of acceptable TLS versions. The body goes to "
        "standard\n"
        "output. Flags that curl has mean what they mean there.\n"
        "Exit 0: answered, whatever the status; 1: refused, or broken; 2: wrong usage, or a "
        "server\n"
        "that cannot be reached.\n"
        "Examples:\n"
        "  tlsmatrix request --tls 1.2+ https://localhost:8443/\n"
        "  tlsmatrix request --tls 1.0 -v --cacert ca.pem https://localhost:8010/tls\n"
        "  tlsmatrix request --tls 1.1,1.3 -d hello https://localhost:8443/testpost");
    app->add_option("URL", options->url, "https://HOST[:PORT]/PATH")->required();
    app->add_option("--tls", options->tls, "the versions to accept")
        ->type_name("SET")
        ->capture_default_str();
    app->add_option("--engine", options->engine, "whose meaning the set has")
        ->check(CLI::IsMember({"exact", "openssl"}))
        ->capture_default_str();
    app->add_option("--holes", options->holes,
                    "a set with a hole: one handshake for each run, going on after "
                    "protocol_version alone; retry: after handshake_failure and closes too; refuse")
        ->check(CLI::IsMember({"runs", "retry", "refuse"}))
        ->capture_default_str();
    auto* data = app->add_option("-d,--data", options->data, "a body to post; @FILE reads it")
                     ->type_name("TEXT");
    app->add_option("-X,--method,--request", options->method, "default GET, or POST with --data")
        ->check(not_empty());
    app->add_option("-H,--header", options->headers, "a header 'Name: value'; repeat for more");
    app->add_option("--ca,--cacert", options->ca_file, "trust these certificates alone (PEM)")
        ->check(not_empty())
        ->type_name("FILE");
    auto* certificate = app->add_option("-E,--cert", options->certificate_file,
                                        "a certificate chain, if the server asks for one")
                            ->check(not_empty())
                            ->type_name("FILE");
    app->add_option("--key", options->key_file, "its private key (default: in the same file)")
        ->check(not_empty())
        ->needs(certificate)
        ->type_name("FILE");
    app->add_flag("-k,--insecure", options->insecure, "check neither certificate nor name");
    add_tls_flags(*app, options->tls_settings);
    app->add_flag("--fallback-scsv", options->tls_settings.fallback_scsv, "send TLS_FALLBACK_SCSV");
    app->add_option("--timeout", options->timeout, "seconds for the whole request")
        ->check(within(0.001, 86'400.0))
        ->capture_default_str();
    app->add_option("--keylog", options->key_log, "write TLS secrets here (or SSLKEYLOGFILE)")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_flag("-v,--receipt,--verbose", options->receipt,
                  "tell on standard error what was offered, negotiated and refused");
    app->add_option("-o,--output", options->output, "write the body to a file; -: standard output")
        ->check(not_empty())
        ->type_name("FILE");
    app->add_flag("-i,--include", options->include, "print the response's head before its body");
    app->add_flag("-L,--location", options->follow, "follow redirects");
    app->add_flag("-s,--silent", options->silent, "print no warnings");
    app->add_flag("-S,--show-error", options->show_error,
                  "print errors in spite of -s, as is done anyway");
    app->final_callback([&program, options, data] {
        options->has_data = data->count() > 0;
        program.action = [options] { return make_request(*options); };
    });
}

}  // namespace tlsmatrix::cli
