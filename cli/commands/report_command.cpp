#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include <tlsmatrix/check/certificates/certificate_gate.hpp>
#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/cli/explain_report.hpp>
#include <tlsmatrix/cli/matrix_output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/saved_report.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/explain/telling.hpp>
#include <tlsmatrix/live/token_report.hpp>
#include <tlsmatrix/matrix/difference.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/reproduce/play.hpp>
#include <tlsmatrix/scan/scan_report.hpp>
#include <tlsmatrix/trace/trace_report.hpp>

namespace tlsmatrix::cli {
namespace {

namespace json = boost::json;
using report::Saved;

struct ReportOptions {
    std::string file;
    ReportFlags report;
};

// ReportKind is a report that is made of a document at once.
struct ReportKind {
    std::string_view command;
    std::string_view member;  // that tells it from others of its command; empty: none does
    report::Document (*document)(json::value report);
};

constexpr std::array kinds{
    ReportKind{"check", "certificates", check::certificates_document},
    ReportKind{"check", "", check::check_document},
    ReportKind{"doctor", "", doctor::doctor_document},
    ReportKind{"explain", "findings", tlsmatrix::explain::telling_document},
    ReportKind{"explain", "", explain_document},
    ReportKind{"matrix", "configurations", matrix::ssl_module::ssl_module_document},
    ReportKind{"matrix", "differences", matrix::difference_document},
    ReportKind{"relay", "", relay::relay_document},
    ReportKind{"reproduce", "", reproduce::reproduce_document},
    ReportKind{"scan", "", scan::scan_document},
    ReportKind{"seen", "", live::seen_document},
    ReportKind{"trace", "",
               [](json::value report) { return trace::trace_document(std::move(report)); }},
};

std::optional<matrix::Shard> saved_shard(const Saved& saved) {
    const auto shard = saved.find("shard");
    return shard ? std::optional(matrix::Shard{shard->count("index"), shard->count("count"),
                                               shard->count("cells"), shard->text("plan"),
                                               shard->text("options")})
                 : std::nullopt;
}

// Cell by cell, since it may have very many.
void write_matrix(const Saved& saved, const ReportFlags& flags) {
    MatrixOutput output(flags, saved_shard(saved));
    const auto cells = saved.list("cells");
    for (std::size_t i = 0; i < cells.size(); ++i) {
        output.take_saved(cells[i].value(), i);
    }
    output.finish(saved.at("summary").number("seconds"),
                  report::envelope_of("matrix", saved.at("tool").object()));
}

void write_again(json::value report, const ReportFlags& flags) {
    const Saved saved(report);
    const std::string command = report::command_of(saved);
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const ReportKind& each) {
        return each.command == command && (each.member.empty() || saved.find(each.member));
    });
    if (kind != kinds.end()) {
        ReportOutput output(flags);
        output.write(kind->document(std::move(report)));
    } else if (command == "matrix") {
        write_matrix(saved, flags);
    } else {
        saved.at("command").misread("no command that reports");
    }
}

int run_report(const ReportOptions& options) {
    try {
        write_again(read_saved_report(options.file), options.report);
    } catch (const report::Misread& error) {
        throw_no_report(options.file, error.what());
    }
    return exit_as_expected;
}

}  // namespace

void add_report(Program& program) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* app = program.app.add_subcommand(
        "report", "Write a report that was saved as JSON in another format");
    app->footer(
        "Takes what --format json, or --report json=FILE, wrote of matrix, merge, check, scan,\n"
        "relay, doctor, explain, trace or reproduce, and drives nothing. Exit 0, whatever the "
        "report "
        "says.\n"
        "Example:\n"
        "  tlsmatrix report check.json --format html --output check.html");
    app->add_option("FILE", options->file, "the saved report; -: standard input")
        ->check(not_empty())
        ->required();
    add_report_flags(*app, options->report);
    app->final_callback(
        [&program, options] { program.action = [options] { return run_report(*options); }; });
}

}  // namespace tlsmatrix::cli
