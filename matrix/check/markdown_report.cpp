#include <fmt/format.h>

#include "matrix/check/rows.hpp"
#include "matrix/markdown.hpp"

namespace tlsmatrix::matrix::check {

std::string markdown_report(const Report& report) {
    std::vector<std::vector<std::string>> rows;
    for (const VersionRow& row : rows_of(report)) {
        rows.push_back({row.version, row.offered,
                        row.outcome + (row.unmet ? " (not as required)" : ""), row.decided_by,
                        row.exit, row.sentence});
    }
    std::string out = fmt::format("**{}**\n\n{}\n\n", markdown_text(command_line(report)),
                                  markdown_text(summary_of(report)));
    out += markdown_table({"version", "offered", "outcome", "decided by", "exit", "what happened"},
                          rows);
    for (const auto* sentences : {&report.unmet, &report.observations}) {
        out += sentences->empty() ? "" : "\n";
        for (const std::string& sentence : *sentences) {
            out += "- " + markdown_text(sentence) + "\n";
        }
    }
    return out;
}

}  // namespace tlsmatrix::matrix::check
