#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/markdown.hpp>

namespace tlsmatrix::matrix {
namespace {

std::string cell_text(const Mark* mark) {
    if (mark == nullptr) {
        return ".";
    }
    return mark->text.data() +
           (mark->is_problem ? std::string("!") : std::string(sign_of(mark->meaning)));
}

void draw_markdown_grid(std::string& out, const Grid& grid) {
    const std::vector<VersionSet> servers = grid.servers();
    std::vector<std::string> heading{"client \\ server"};
    for (const VersionSet& server : servers) {
        heading.push_back(server.compact());
    }
    std::vector<std::vector<std::string>> rows;
    for (const VersionSet& client : grid.clients()) {
        std::vector<std::string> cells{client.compact()};
        for (const VersionSet& server : servers) {
            cells.push_back(cell_text(grid.at(client, server)));
        }
        rows.push_back(std::move(cells));
    }
    fmt::format_to(std::back_inserter(out), "\n**{}**\n\n{}", report::markdown_text(grid.title()),
                   report::markdown_table(heading, rows));
}

// As many as CI systems show of a job without a click.
void tell_problems(std::string& out, const Overview& overview) {
    out += overview.problems().empty() ? "" : "\n";
    for (const CellResult& result : overview.problems()) {
        fmt::format_to(std::back_inserter(out), "- {} `{}`: {}\n  `{}`\n",
                       verdict_name(result.verdict), result.cell.id(),
                       report::markdown_text(result.explanation), repeat_command(result.cell));
    }
    const std::size_t left = overview.problems_left();
    if (left != 0) {
        fmt::format_to(std::back_inserter(out), "- and {} more\n", left);
    }
}

std::string markdown_head(const Overview& overview) {
    std::string out = fmt::format("### tlsmatrix: {}\n", summary_line(overview.summary()));
    for (const Grid& grid : overview.grids()) {
        draw_markdown_grid(out, grid);
    }
    tell_problems(out, overview);
    out +=
        "\nS: the server refused, C: the client did, with the number of its alert. "
        "&lt;: below the best version in both sets. \\*: refused though a version is in both. "
        "!: not as predicted.\n";
    return out;
}

}  // namespace

const ReportFormat& markdown_format() {
    static constexpr ReportFormat format{"markdown", markdown_head};
    return format;
}

}  // namespace tlsmatrix::matrix
