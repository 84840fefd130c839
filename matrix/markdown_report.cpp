#include <fmt/format.h>

#include "matrix/grid.hpp"
#include "matrix/markdown.hpp"
#include "matrix/repeat.hpp"
#include "matrix/report.hpp"

namespace tlsmatrix::matrix {
namespace {

// What CI systems show of a job without a click.
constexpr std::size_t most_listed = 9;

std::string cell_text(const CellResult* result) {
    if (result == nullptr) {
        return ".";
    }
    const bool wrong = is_problem(*result);
    return short_outcome(*result) + (wrong ? "!" : std::string(sign_of(meaning_of(*result))));
}

void draw_grid(std::string& out, const Grid& grid) {
    std::vector<std::string> heading{"client \\ server"};
    for (const VersionSet& server : grid.servers) {
        heading.push_back(server.compact());
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t row = 0; row < grid.clients.size(); ++row) {
        std::vector<std::string> cells{grid.clients[row].compact()};
        for (std::size_t column = 0; column < grid.servers.size(); ++column) {
            cells.push_back(cell_text(grid.at(row, column)));
        }
        rows.push_back(std::move(cells));
    }
    fmt::format_to(std::back_inserter(out), "\n**{}**\n\n{}", markdown_text(title_of(grid)),
                   markdown_table(heading, rows));
}

void tell_problems(std::string& out, const Report& report) {
    std::size_t told = 0;
    std::size_t left = 0;
    for (const CellResult& result : report.cells) {
        if (!is_problem(result)) {
            continue;
        }
        if (told == most_listed) {
            ++left;
            continue;
        }
        out += told++ == 0 ? "\n" : "";
        fmt::format_to(std::back_inserter(out), "- {} `{}`: {}\n  `{}`\n",
                       verdict_name(result.verdict), result.cell.id(),
                       markdown_text(result.explanation), repeat_command(result.cell));
    }
    if (left != 0) {
        fmt::format_to(std::back_inserter(out), "- and {} more\n", left);
    }
}

}  // namespace

std::string markdown_report(const Report& report) {
    std::string out = fmt::format("### tlsmatrix: {}\n", summary_line(report.summary));
    for (const Grid& grid : grids_of(report)) {
        draw_grid(out, grid);
    }
    tell_problems(out, report);
    out +=
        "\nS: the server refused, C: the client did, with the number of its alert. "
        "&lt;: below the best version in both sets. \\*: refused though a version is in both. "
        "!: not as predicted.\n";
    return out;
}

}  // namespace tlsmatrix::matrix
