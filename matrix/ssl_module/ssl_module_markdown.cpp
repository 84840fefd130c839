#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/words.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/report/markdown.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

std::string grid_of(const DrivenTable& table) {
    std::vector<std::string> heading{""};
    std::vector<std::vector<std::string>> rows;
    for (const Protocol server : protocols) {
        heading.push_back(heading_of(server));
    }
    for (const Protocol client : protocols) {
        std::vector<std::string> row{heading_of(client)};
        for (const Protocol server : protocols) {
            const TableCell* cell = find_cell(table, client, server);
            row.push_back(cell == nullptr ? "." : cell_word(*cell));
        }
        rows.push_back(std::move(row));
    }
    return report::markdown_table(heading, rows);
}

std::string list_of(const std::vector<std::string>& sentences) {
    std::string out;
    for (const std::string& sentence : sentences) {
        out += fmt::format("- {}\n", report::markdown_text(sentence));
    }
    return out.empty() ? out : "\n" + out;
}

}  // namespace

std::string markdown_report(const Report& report) {
    std::string out = fmt::format(
        "# {}\n", report::markdown_text("The compatibility table of Python's ssl module"));
    for (const DrivenTable& table : report.tables) {
        out += fmt::format("\n{}\n\n{}{}{}", report::markdown_text(configuration_words(table)),
                           grid_of(table), list_of(drift_sentences(table)),
                           list_of(problem_sentences(table)));
    }
    out += list_of(legend());
    return out + fmt::format("\n{}\n", report::markdown_text(summary_line(report.summary)));
}

}  // namespace tlsmatrix::matrix::ssl_module
