#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::matrix {
namespace {

// More than these are told in a line each.
constexpr std::size_t most_grids = 8;

// Look is a meaning's colour, as an SGR code.
struct Look {
    Meaning meaning;
    std::string_view colour;
};

constexpr std::array looks{
    Look{Meaning::best, "32"},        // green
    Look{Meaning::below_best, "33"},  // yellow
    Look{Meaning::no_mutual, "2"},    // dim
    Look{Meaning::lost, "35"},        // magenta
    Look{Meaning::not_run, "36"},     // cyan
};

const Look& look_of(Meaning meaning) {
    return *std::find_if(looks.begin(), looks.end(),
                         [meaning](const Look& look) { return look.meaning == meaning; });
}

std::string painted(const std::string& text, std::string_view colour, bool use_colour) {
    return use_colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text) : text;
}

std::string cell_text(const Mark* mark, bool colour) {
    if (mark == nullptr) {
        return "    .";
    }
    const std::string text =
        fmt::format("{:>4}{:<1}", mark->text.data(),
                    mark->is_problem ? std::string_view("!") : sign_of(mark->meaning));
    return painted(text, mark->is_problem ? "1;31" : look_of(mark->meaning).colour, colour);
}

void draw_grid(std::string& out, const Grid& grid, bool colour) {
    const auto into = std::back_inserter(out);
    const std::vector<VersionSet> servers = grid.servers();
    out += report::wrap(grid.title(), 0) + "\n";
    out += "    ";
    for (const VersionSet& server : servers) {
        fmt::format_to(into, "{:>4} ", short_set(server));
    }
    while (out.back() == ' ') {
        out.pop_back();
    }
    out += '\n';
    for (const VersionSet& client : grid.clients()) {
        out += short_set(client);
        for (const VersionSet& server : servers) {
            out += cell_text(grid.at(client, server), colour);
        }
        out += '\n';
    }
    out += '\n';
    for (const Tally& tally : grid.tallies()) {
        fmt::format_to(into, "{:>4} {}\n", tally.count, tally.name);
    }
    out += '\n';
}

void tell_tally(std::string& out, const Grid& grid) {
    std::string tallies;
    for (const Tally& tally : grid.tallies()) {
        tallies += fmt::format("{}{} {}", tallies.empty() ? "" : ", ", tally.count, tally.name);
    }
    out += report::wrap(grid.title(), 0) + report::wrap(tallies, 4);
}

void tell_problems(std::string& out, const Overview& overview, bool colour) {
    const auto into = std::back_inserter(out);
    for (const CellResult& result : overview.problems()) {
        fmt::format_to(into, "{} {}\n  {}\n  repeat it: {}\n",
                       painted(std::string(verdict_name(result.verdict)), "1;31", colour),
                       result.cell.id(), result.explanation, repeat_command(result.cell));
    }
    const std::size_t left = overview.problems_left();
    if (left != 0) {
        fmt::format_to(into, "and {} more: --format json has them all\n", left);
    }
    if (!overview.problems().empty()) {
        out += '\n';
    }
}

// Only what a reader meets in these grids is explained.
void tell_legend(std::string& out, const Overview& overview, bool colour) {
    const auto paint = [colour](std::string_view text, Meaning meaning) {
        return painted(std::string(text), look_of(meaning).colour, colour);
    };
    out += "0-2-  the set {1.0,1.2}: a digit for each TLS version 1.x in it\n";
    out += paint("1.2 ", Meaning::best) + "  negotiated: the best version that both sets hold\n";
    if (overview.has(Meaning::below_best)) {
        out += paint("1.0<", Meaning::below_best) +
               "  negotiated, although both sets hold a higher version\n";
    }
    if (overview.has(Meaning::no_mutual)) {
        out += paint("S70 ", Meaning::no_mutual) +
               "  the server refused with alert 70, protocol_version: no version in common\n" +
               paint("C70 ", Meaning::no_mutual) +
               "  the client refused: the server chose what it does not accept\n";
    }
    if (overview.has(Meaning::lost)) {
        out += paint("S70*", Meaning::lost) +
               "  refused, although both sets hold a version (a hole or an axis is why)\n" +
               paint("C47*", Meaning::lost) +
               "  the client saw a downgrade where there was none: illegal_parameter\n";
    }
    if (overview.has(Meaning::not_run)) {
        out += paint("n/a?", Meaning::not_run) + "  could not be run here\n";
    }
    if (overview.summary().predicted == 0) {
        out += painted("1.2!", "1;31", colour) + "  not as predicted\n";
    }
    out += '\n';
}

}  // namespace

std::string summary_line(const Summary& summary) {
    if (summary.predicted != 0) {
        return fmt::format("{} cells predicted, none driven, in {:.2f} s", summary.predicted,
                           summary.seconds);
    }
    std::string line = fmt::format("{} of {} cells as predicted", summary.passed, summary.cells);
    const std::array counts{
        std::pair{summary.failed, "failed"}, std::pair{summary.unsupported, "unsupported"},
        std::pair{summary.broken, "broken"}, std::pair{summary.waived, "waived"}};
    for (const auto& [count, name] : counts) {
        if (count != 0) {
            fmt::format_to(std::back_inserter(line), ", {} {}", count, name);
        }
    }
    return line + fmt::format(", in {:.2f} s", summary.seconds);
}

std::string table_report(const Overview& overview, bool colour) {
    std::string out;
    const std::vector<Grid>& grids = overview.grids();
    for (const Grid& grid : grids) {
        grids.size() > most_grids ? tell_tally(out, grid) : draw_grid(out, grid, colour);
    }
    if (grids.size() > most_grids) {
        out += '\n';
    } else {
        tell_legend(out, overview, colour);
    }
    tell_problems(out, overview, colour);
    out += summary_line(overview.summary()) + "\n";
    return out;
}

}  // namespace tlsmatrix::matrix
