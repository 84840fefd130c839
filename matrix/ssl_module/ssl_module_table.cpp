#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/words.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

constexpr std::size_t column = 10;

std::string_view colour_of(const TableCell& cell) {
    if (cell.verdict == Verdict::failed || cell.verdict == Verdict::broken) {
        return "1;31";
    }
    if (cell.drifted()) {
        return "33";
    }
    return cell.measured && *cell.measured ? "32" : "2";
}

void draw(std::string& out, const DrivenTable& table, bool colour) {
    std::string line = fmt::format("  {:<{}}", "", column);
    for (const Protocol server : protocols) {
        line += fmt::format("{:<{}}", heading_of(server), column);
    }
    const auto end_line = [&] {
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    end_line();
    for (const Protocol client : protocols) {
        line = fmt::format("  {:<{}}", heading_of(client), column);
        for (const Protocol server : protocols) {
            const TableCell* cell = find_cell(table, client, server);
            const std::string text = cell == nullptr ? "." : cell_word(*cell);
            const std::string padding(column - std::min(column, text.size()), ' ');
            line += (colour && cell != nullptr
                         ? fmt::format("\x1b[{}m{}\x1b[0m", colour_of(*cell), text)
                         : text) +
                    padding;
        }
        end_line();
    }
}

void tell(std::string& out, const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
        out += report::wrap(sentence, 2);
    }
}

}  // namespace

std::string table_report(const Report& report, bool colour) {
    std::string out = report::wrap(title, 0) + "\n";
    for (const DrivenTable& table : report.tables) {
        out += report::wrap(configuration_words(table), 0) + "\n";
        draw(out, table, colour);
        out += "\n";
        const std::size_t before = out.size();
        tell(out, drift_sentences(table));
        tell(out, problem_sentences(table));
        out += out.size() == before ? "" : "\n";
    }
    for (const std::string& line : legend()) {
        out += report::wrap(line, 0);
    }
    out += "\n" + summary_line(report.summary) + "\n";
    return out;
}

}  // namespace tlsmatrix::matrix::ssl_module
