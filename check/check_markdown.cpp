#include <fmt/format.h>

#include <tlsmatrix/check/detail/rows.hpp>
#include <tlsmatrix/report/markdown.hpp>

namespace tlsmatrix::check {

std::string markdown_report(const Report& report) {
    std::vector<std::vector<std::string>> rows;
    for (const VersionRow& row : rows_of(report)) {
        rows.push_back({row.version, row.offered,
                        row.outcome + (row.unmet ? " (not as required)" : ""), row.decided_by,
                        row.exit, row.sentence});
    }
    std::string out = fmt::format("**{}**\n\n{}\n\n", report::markdown_text(command_line(report)),
                                  report::markdown_text(summary_of(report)));
    out += report::markdown_table(
        {"version", "offered", "outcome", "decided by", "exit", "what happened"}, rows);
    for (const auto& sentences : {sentences_of(report.unmet), report.observations}) {
        out += sentences.empty() ? "" : "\n";
        for (const std::string& sentence : sentences) {
            out += "- " + report::markdown_text(sentence) + "\n";
        }
    }
    return out;
}

}  // namespace tlsmatrix::check
