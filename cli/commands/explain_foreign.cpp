#include <boost/json.hpp>

#include <tlsmatrix/cli/commands/explain_foreign.hpp>
#include <tlsmatrix/cli/named_input.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/explain/explain_error.hpp>
#include <tlsmatrix/explain/explain_hello.hpp>
#include <tlsmatrix/explain/explain_line.hpp>

namespace tlsmatrix::cli {
namespace {

namespace foreign = tlsmatrix::explain;

int write(const foreign::Telling& telling, boost::json::object report, ReportOutput& output) {
    output.write(foreign::telling_document(std::move(report)));
    return telling.known ? exit_as_expected : exit_unexpected;
}

// A text of the command line, or of standard input.
std::string text_of(const std::string& value, std::string_view what, std::size_t max_bytes) {
    return value == "-" ? read_named_input(what, value, max_bytes) : value;
}

int explain_a_line(const std::string& value, ReportOutput& output) {
    const auto line =
        foreign::read_access_line(text_of(value, "access line", foreign::max_line_bytes)).value();
    const foreign::Telling telling = foreign::explain_line(line);
    return write(
        telling,
        foreign::telling_json(telling, "line", foreign::line_details(line), local_library()),
        output);
}

int explain_an_error(const std::string& value, ReportOutput& output) {
    const auto reading =
        foreign::read_error(text_of(value, "error text", foreign::max_error_text)).value();
    const foreign::Telling telling = foreign::explain_error(reading);
    return write(
        telling,
        foreign::telling_json(telling, "error", foreign::error_details(reading), local_library()),
        output);
}

int explain_a_hello(const std::string& path, const std::string& server, ReportOutput& output) {
    const auto hello =
        foreign::read_hello(read_named_input("hello", path, foreign::max_hello_text)).value();
    const std::vector<VersionSet> servers =
        server.empty() ? all_version_sets() : std::vector{VersionSet::parse(server).value()};
    const foreign::Telling telling = foreign::explain_hello(hello);
    return write(telling,
                 foreign::telling_json(telling, "hello", foreign::hello_details(hello),
                                       local_library(), foreign::hello_answers(hello, servers)),
                 output);
}

}  // namespace

void add_foreign_flags(CLI::App& app, ForeignOptions& options) {
    auto* line = app.add_option("--line", options.line,
                                "one access line of ours, nginx, Apache or HAProxy; -: standard "
                                "input")
                     ->type_name("LINE")
                     ->check(not_empty());
    auto* hello = app.add_option("--hello", options.hello,
                                 "a ClientHello: hexadecimal digits, a dump, base64 or raw; "
                                 "--server narrows what it is held against; -: standard input")
                      ->type_name("FILE")
                      ->check(not_empty());
    auto* error = app.add_option("--error", options.error,
                                 "the error text of a client or a server; -: standard input")
                      ->type_name("TEXT")
                      ->check(not_empty());
    line->excludes(hello)->excludes(error)->excludes(app.get_option("--server"));
    error->excludes(hello)->excludes(app.get_option("--server"));
    for (const char* cell : {"--client", "--engine", "--client-engine", "--server-engine",
                             "--fallback-scsv", "--axis", "--profile"}) {
        line->excludes(app.get_option(cell));
        hello->excludes(app.get_option(cell));
        error->excludes(app.get_option(cell));
    }
}

int explain_foreign(const ForeignOptions& options, const std::string& server,
                    ReportOutput& output) {
    if (!options.line.empty()) {
        return explain_a_line(options.line, output);
    }
    return options.error.empty() ? explain_a_hello(options.hello, server, output)
                                 : explain_an_error(options.error, output);
}

}  // namespace tlsmatrix::cli
