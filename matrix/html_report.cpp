#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "matrix/grid.hpp"
#include "matrix/html_page.hpp"
#include "matrix/junit.hpp"
#include "matrix/repeat.hpp"
#include "matrix/report.hpp"

namespace tlsmatrix::matrix {
namespace {

constexpr std::array<std::string_view, 5> meaning_classes{"best", "below", "none", "lost", "unrun"};

std::string html(std::string_view text) {
    return xml_text(text);
}

// Numbers is where each cell's story is: ids hold what an address cannot.
using Numbers = std::map<const CellResult*, std::size_t>;

void draw_cell(std::string& out, const CellResult* result, const Numbers& numbers) {
    if (result == nullptr) {
        out += "<td class=\"left-out\">.</td>";
        return;
    }
    const Meaning meaning = meaning_of(*result);
    const bool wrong = is_problem(*result);
    fmt::format_to(
        std::back_inserter(out), "<td class=\"{}\"><a href=\"#c{}\" title=\"{}\">{}{}</a></td>",
        wrong ? "wrong" : meaning_classes[static_cast<std::size_t>(meaning)], numbers.at(result),
        html(result->cell.id()), short_outcome(*result), html(wrong ? "!" : sign_of(meaning)));
}

void draw_grid(std::string& out, const Grid& grid, const Numbers& numbers) {
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "<h2>{}</h2>\n<div class=\"scroll\"><table class=\"grid\">\n<tr><th></th>",
                   html(title_of(grid)));
    for (const VersionSet& server : grid.servers) {
        fmt::format_to(into, "<th scope=\"col\" title=\"{}\">{}</th>", server.wire_names(),
                       short_set(server));
    }
    out += "</tr>\n";
    for (std::size_t row = 0; row < grid.clients.size(); ++row) {
        fmt::format_to(into, "<tr><th scope=\"row\" title=\"{}\">{}</th>",
                       grid.clients[row].wire_names(), short_set(grid.clients[row]));
        for (std::size_t column = 0; column < grid.servers.size(); ++column) {
            draw_cell(out, grid.at(row, column), numbers);
        }
        out += "</tr>\n";
    }
    out += "</table></div>\n<ul class=\"tally\">";
    for (const Tally& tally : tally_of(grid)) {
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

void tell_cell(std::string& out, const CellResult& result, std::size_t number) {
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
    out += "</section>\n";
}

}  // namespace

std::string html_report(const Report& report) {
    Numbers numbers;
    for (const CellResult& result : report.cells) {
        numbers.emplace(&result, numbers.size() + 1);
    }
    std::string out = html_head("tlsmatrix: the matrix");
    fmt::format_to(
        std::back_inserter(out), "<h1 id=\"top\">tlsmatrix</h1>\n<p class=\"{}\">{}</p>\n",
        report.summary.all_as_expected() ? "right" : "wrong", html(summary_line(report.summary)));
    out += html_filter();
    for (const Grid& grid : grids_of(report)) {
        draw_grid(out, grid, numbers);
    }
    out += html_legend();
    out += "<h2 id=\"cells\">The cells</h2>\n";
    for (const CellResult& result : report.cells) {
        tell_cell(out, result, numbers.at(&result));
    }
    out += html_foot();
    return out;
}

}  // namespace tlsmatrix::matrix
