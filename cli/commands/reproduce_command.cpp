#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/reproduce/play.hpp>

namespace tlsmatrix::cli {
namespace {

struct ReproduceOptions {
    std::string old_node;
    ReportFlags report;
};

void require_program(const std::string& path) {
    if (!path.empty() &&
        (std::filesystem::is_directory(path) || ::access(path.c_str(), X_OK) != 0)) {
        throw SetupError(
            fmt::format("'{}' is no program: name the binary of Node 0.10 with --old-node", path));
    }
}

int run_reproduce(const ReproduceOptions& options) {
    require_program(options.old_node);
    ReportOutput output(options.report);
    const auto kept = open_kept_ca(certs::KeyType::rsa);
    const auto acts = reproduce::play({.old_node = options.old_node,
                                       .ca_file = kept.trust.ca_file.string(),
                                       .truststore_file = kept.trust.truststore_file.string()},
                                      {kept.root, kept.leaves});
    output.write(reproduce::reproduce_document(reproduce::reproduce_json(acts)));
    return reproduce::is_as_reported(acts) ? exit_as_expected : exit_unexpected;
}

}  // namespace

void add_reproduce(Program& program) {
    auto options = std::make_shared<ReproduceOptions>();
    CLI::App* app = program.app.add_subcommand(
        "reproduce", "Act out the report of a client that negotiated down, and its cure");
    app->footer(
        "Acts out the report that this project began with: a server is pinned to TLSv1.1, then to\n"
        "TLSv1; a client posts, its owner expects a refusal, and the log shows 200. Then the "
        "cure,\n"
        "and what this machine's own programs do. With the access lines as they were written, and\n"
        "at each step why. Clients that are not installed are named and left out.\n"
        "Example:\n"
        "  tlsmatrix reproduce --format html --output reproduce.html");
    app->add_option("--old-node", options->old_node,
                    "a binary of Node 0.10 with OpenSSL 1.0.1e, the report's library")
        ->check(not_empty())
        ->envname("TLSMATRIX_OLD_NODE")
        ->type_name("FILE");
    add_report_flags(*app, options->report);
    app->final_callback(
        [&program, options] { program.action = [options] { return run_reproduce(*options); }; });
}

}  // namespace tlsmatrix::cli
