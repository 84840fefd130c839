#include <fmt/format.h>

#include <tlsmatrix/check/detail/rows.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::size_t sentence_indent = 9;

std::string painted(const std::string& text, std::string_view colour, bool use_colour) {
    return use_colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text) : text;
}

std::string_view colour_of(const VersionRow& row) {
    if (row.unmet) {
        return "1;31";  // red
    }
    return row.outcome == "accepts" ? "32" : row.outcome == "refuses" ? "2" : "33";
}

void draw_rows(std::string& out, const Report& report, bool colour) {
    out += fmt::format("{:<8} {:<13}  {:<13}  {:<8}  {}\n", "version", "outcome", "decided by",
                       "exit", "offers");
    for (const VersionRow& row : rows_of(report)) {
        const std::string outcome = row.outcome + (row.unmet ? " !" : "");
        const std::string line = fmt::format("{:<8} {:<13}  {:<13}  {:<8}  {}", row.version,
                                             outcome, row.decided_by, row.exit, row.offered);
        out += painted(line, colour_of(row), colour) + "\n" +
               report::wrap(row.sentence, sentence_indent);
    }
}

void draw_list(std::string& out, std::string_view sign, const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
        std::string lines = report::wrap(sentence, 2);
        lines.replace(0, 1, sign);
        out += lines;
    }
}

bool is_worth_showing(const VersionResult& result, const Report& report) {
    const bool required =
        report.requirement && report.requirement->working().contains(result.version);
    return required ? result.stance != Stance::accepts : result.stance == Stance::undecided;
}

// One version's is enough to see what is wrong with the command.
void draw_output(std::string& out, const Report& report) {
    for (const VersionResult& result : report.versions) {
        const std::string output =
            is_worth_showing(result, report) ? output_of(report, result) : std::string();
        if (output.empty()) {
            continue;
        }
        out += fmt::format("\nIts output at {}:\n", wire_name(result.version));
        std::size_t begin = 0;
        while (begin < output.size()) {
            const std::size_t end = std::min(output.find('\n', begin), output.size());
            out += "  | " + output.substr(begin, end - begin) + "\n";
            begin = end + 1;
        }
        return;
    }
}

}  // namespace

std::string table_report(const Report& report, bool colour) {
    std::string out = report::wrap(command_line(report), 0) + "\n";
    draw_rows(out, report, colour);
    out += "\n";
    draw_list(out, "-", report.observations);
    draw_output(out, report);
    out += "\n" + report::wrap(summary_of(report), 0);
    draw_list(out, "!", sentences_of(report.unmet));
    return out;
}

}  // namespace tlsmatrix::check
