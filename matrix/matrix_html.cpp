#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/html_page.hpp>
#include <tlsmatrix/report/junit.hpp>

namespace tlsmatrix::matrix {
namespace {

constexpr std::array<std::string_view, 5> meaning_classes{"best", "below", "none", "lost", "unrun"};

std::string html(std::string_view text) {
    return report::xml_text(text);
}

// A cell's story is found by its number: ids hold what an address cannot.
void draw_cell(std::string& out, const Mark* mark, const Cell& cell) {
    if (mark == nullptr) {
        out += "<td class=\"left-out\">.</td>";
        return;
    }
    const bool wrong = mark->is_problem;
    fmt::format_to(
        std::back_inserter(out), "<td class=\"{}\"><a href=\"#c{}\" title=\"{}\">{}{}</a></td>",
        wrong ? "wrong" : meaning_classes[static_cast<std::size_t>(mark->meaning)], mark->number,
        html(cell.id()), mark->text.data(), html(wrong ? "!" : sign_of(mark->meaning)));
}

void draw_html_grid(std::string& out, const Grid& grid) {
    const auto into = std::back_inserter(out);
    const std::vector<VersionSet> servers = grid.servers();
    fmt::format_to(into, "<h2>{}</h2>\n<div class=\"scroll\"><table class=\"grid\">\n<tr><th></th>",
                   html(grid.title()));
    for (const VersionSet& server : servers) {
        fmt::format_to(into, "<th scope=\"col\" title=\"{}\">{}</th>", server.wire_names(),
                       short_set(server));
    }
    out += "</tr>\n";
    for (const VersionSet& client : grid.clients()) {
        fmt::format_to(into, "<tr><th scope=\"row\" title=\"{}\">{}</th>", client.wire_names(),
                       short_set(client));
        for (const VersionSet& server : servers) {
            draw_cell(out, grid.at(client, server), grid.cell_at(client, server));
        }
        out += "</tr>\n";
    }
    out += "</table></div>\n<ul class=\"tally\">";
    for (const Tally& tally : grid.tallies()) {
        fmt::format_to(into, "<li>{} {}</li>", tally.count, html(tally.name));
    }
    out += "</ul>\n";
}

std::string words(const Sight& sight) {
    return sight ? describe(*sight) : "saw nothing";
}

void tell_row(std::string& out, std::string_view name, const std::string& text) {
    fmt::format_to(std::back_inserter(out), "<dt>{}</dt><dd>{}</dd>\n", name, html(text));
}

void tell_attempts(std::string& out, const CellResult& result) {
    for (std::size_t i = 0; i < result.attempts.size(); ++i) {
        const client::Attempt& attempt = result.attempts[i];
        const auto& hello = attempt.observation.client_hello;
        tell_row(out, fmt::format("attempt {}", i + 1),
                 fmt::format("the hello offered {}: {}", hello ? hello->offered() : "nothing",
                             describe(attempt.outcome)));
    }
}

void tell_steps(std::string& out, const Negotiation& negotiation) {
    out += "<ol>";
    for (const Step& step : negotiation.steps) {
        fmt::format_to(std::back_inserter(out), "<li>{} <small>[{}]</small></li>\n",
                       html(step.text), html(step.source));
    }
    out += "</ol>\n";
}

std::string html_cell(const CellResult& result, std::size_t number) {
    std::string out;
    fmt::format_to(std::back_inserter(out),
                   "<section class=\"cell\" id=\"c{}\" data-id=\"{}\" data-verdict=\"{}\">\n"
                   "<h3>{} <em class=\"{}\">{}</em> <a href=\"#top\">back to the grid</a></h3>\n"
                   "<dl>\n",
                   number, html(result.cell.id()), verdict_name(result.verdict),
                   html(result.cell.id()), is_problem(result) ? "wrong" : "right",
                   verdict_name(result.verdict));
    if (!result.explanation.empty()) {
        tell_row(out, "what is wrong", result.explanation);
    }
    if (result.waived) {
        tell_row(out, "waived", *result.waived);
    }
    tell_row(out, "expected", describe(result.expected.client));
    tell_row(out, "the client saw", words(result.client));
    tell_row(out, "the server saw", words(result.server));
    tell_attempts(out, result);
    fmt::format_to(std::back_inserter(out), "<dt>repeat it</dt><dd><code>{}</code></dd>\n",
                   html(repeat_command(result.cell)));
    if (const auto openssl = repeat_with_openssl(result.cell)) {
        fmt::format_to(std::back_inserter(out),
                       "<dt>with OpenSSL's tools</dt><dd><code>{}</code><br><code>{}</code></dd>\n",
                       html(openssl->server), html(openssl->client));
    }
    out += "</dl>\n";
    tell_steps(out, result.expected);
    return out + "</section>\n";
}

std::string html_opening(const Overview& overview) {
    std::string out = report::html_head("tlsmatrix: the matrix");
    fmt::format_to(std::back_inserter(out),
                   "<h1 id=\"top\">tlsmatrix</h1>\n<p class=\"{}\">{}</p>\n",
                   overview.summary().all_as_expected() ? "right" : "wrong",
                   html(summary_line(overview.summary())));
    out += report::html_filter();
    for (const Grid& grid : overview.grids()) {
        draw_html_grid(out, grid);
    }
    out += report::html_legend();
    return out + "<h2 id=\"cells\">The cells</h2>\n";
}

std::string html_closing() {
    return std::string(report::html_foot());
}

}  // namespace

const ReportFormat& html_format() {
    static constexpr ReportFormat format{"html", html_opening, html_cell, html_closing};
    return format;
}

}  // namespace tlsmatrix::matrix
