#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/certs/export.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/truststore.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>

namespace tlsmatrix::cli {
namespace {

struct CertsOptions {
    std::string directory;
    std::vector<std::string> key_types = {"rsa", "ecdsa"};
    std::vector<std::string> names;
    bool client_auth = false;
};

// How each client is told of the CA.
std::string client_flags(const std::filesystem::path& directory) {
    const std::string ca = (directory / "ca.pem").string();
    return fmt::format(
        "How clients trust it:\n"
        "  curl    curl --cacert {0} https://localhost:PORT/\n"
        "  python  ssl.create_default_context(cafile=\"{0}\")\n"
        "          requests.get(url, verify=\"{0}\"), or REQUESTS_CA_BUNDLE={0}\n"
        "  node    NODE_EXTRA_CA_CERTS={0} node ...\n"
        "  java    java -Djavax.net.ssl.trustStore={1} -Djavax.net.ssl.trustStorePassword={2} "
        "...\n",
        ca, (directory / "truststore.p12").string(), certs::truststore_password);
}

// Clients may trust a CA for other names already: one more never takes its place.
void require_no_ca_in_use(const std::filesystem::path& directory) {
    const auto ca_file = certs::trust_files_in(directory).ca_file;
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::symlink_status(ca_file, ignored))) {
        throw SetupError(fmt::format(
            "'{}' is there, and clients may trust it: a CA for names of --name goes into "
            "a directory of its own",
            ca_file.string()));
    }
}

int write_certs(const CertsOptions& options) {
    certs::ExportRequest request;
    request.key_types.clear();
    for (const std::string& text : options.key_types) {
        const auto type = certs::parse_key_type(text);
        if (!type) {
            throw SetupError(
                fmt::format("unknown key type '{}': name rsa, ecdsa or ed25519", text));
        }
        request.key_types.push_back(*type);
    }
    request.names = certs::further_names(options.names);
    request.use = options.client_auth ? certs::LeafUse::both : certs::LeafUse::server;
    const auto directory = std::filesystem::absolute(options.directory).lexically_normal();
    if (!request.names.empty()) {
        require_no_ca_in_use(directory);
    }
    const auto ca = certs::Ca::create(certs::ca_key_type(request.key_types.front()), request.now);
    std::string text;
    for (const certs::WrittenFile& file : export_directory(directory, ca, request)) {
        fmt::format_to(std::back_inserter(text), "{}  {}\n", file.path.string(), file.description);
    }
    warn_of_names(request.names, fmt::format("a key in {}", directory.string()),
                  certs::trust_files_in(directory).ca_file.string(), ca.validity().not_after);
    write_result(text + "\n" + client_flags(directory), {});
    return exit_as_expected;
}

}  // namespace

void add_certs(Program& program) {
    auto options = std::make_shared<CertsOptions>();
    CLI::App* app = program.app.add_subcommand(
        "certs", "Write a throwaway CA and certificates for other programs");
    app->footer(
        "Writes ca.pem, truststore.p12 and a certificate with its key for each key type into DIR,\n"
        "for localhost, 127.0.0.1, ::1, names of version sets such as only-10-12.localhost, and "
        "all\n"
        "below report.localhost. They are valid for a year. The CA is made for them alone, and "
        "its\n"
        "key is never written: nobody can issue more.\n"
        "Examples:\n"
        "  tlsmatrix certs certificates\n"
        "  tlsmatrix certs --name api.example.com --key-type ecdsa certificates");
    app->add_option("DIR", options->directory, "where to; made if it is not there")
        ->check(not_empty())
        ->required();
    app->add_option("--key-type", options->key_types, "rsa, ecdsa, ed25519; repeat for more")
        ->type_name("TYPE")
        ->capture_default_str();
    app->add_option("--name", options->names,
                    "a further host name or address, in a DIR of its own; repeat for more")
        ->type_name("NAME");
    app->add_flag("--client-auth", options->client_auth,
                  "certificates that a client can show too (clientAuth)");
    app->final_callback(
        [&program, options] { program.action = [options] { return write_certs(*options); }; });
}

}  // namespace tlsmatrix::cli
