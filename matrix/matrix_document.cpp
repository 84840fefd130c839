#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/matrix/summary_json.hpp>
#include <tlsmatrix/report/envelope.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;
using report::Document;
using report::Tone;
using report::Words;

// A terminal has a line for each where there are more.
constexpr std::size_t most_grids = 8;

Tone tone_of(Meaning meaning) {
    switch (meaning) {
        case Meaning::best:
            return Tone::good;
        case Meaning::below_best:
            return Tone::fair;
        case Meaning::no_mutual:
            return Tone::dim;
        case Meaning::lost:
            return Tone::lost;
        case Meaning::observed:
            return Tone::plain;
        case Meaning::not_run:
            break;
    }
    return Tone::idle;
}

// Right-aligned in so many characters, with a place for the sign behind it.
Words mark_words(const Mark* mark, std::size_t width) {
    if (mark == nullptr) {
        return {fmt::format("{:>{}}", '.', width + 1)};
    }
    return {fmt::format("{:>{}}{:<1}", mark->text.data(), width,
                        mark->is_problem ? std::string_view("!") : sign_of(mark->meaning)),
            mark->is_problem ? Tone::bad : tone_of(mark->meaning),
            {},
            mark->number};
}

report::Table grid_table(const Grid& grid) {
    report::Table table{
        .caption = grid.title(),
        .columns = {{.heading = {"", Tone::plain, "client \\ server"}, .width = 4, .gap = 0}}};
    const std::vector<End> servers = grid.servers();
    const std::size_t gap = grid.has_names() ? 1 : 0;
    for (const End& server : servers) {
        table.columns.push_back({.heading = {fmt::format("{:>{}} ", short_end(server), 4 + gap),
                                             Tone::plain, whole_end(server)},
                                 .gap = 0});
    }
    for (const End& client : grid.clients()) {
        report::Row row{{{short_end(client), Tone::plain, whole_end(client)}}};
        for (const End& server : servers) {
            const std::size_t width = std::max<std::size_t>(4, short_end(server).size());
            row.cells.push_back(mark_words(grid.at(client, server), width + gap));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

report::Table tally_table(const Grid& grid) {
    report::Table table{.columns = {{.width = 4, .gap = 1, .right = true}, {}}};
    for (const Tally& tally : grid.tallies()) {
        table.rows.push_back({{{fmt::format("{}", tally.count)}, {tally.name}}});
    }
    return table;
}

std::string tally_words(const Grid& grid) {
    std::string words;
    for (const Tally& tally : grid.tallies()) {
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", tally.count, tally.name);
    }
    return words;
}

// Only what a reader meets in these grids is explained.
report::Table legend_table(const Overview& overview) {
    report::Table table{.columns = {{.width = 4}, {}}};
    const auto tell = [&table](std::string_view sign, Tone tone, std::string_view meaning) {
        table.rows.push_back({{{std::string(sign), tone}, {std::string(meaning)}}});
    };
    const auto& grids = overview.grids();
    const auto has_sets = [](const Grid& grid) { return !grid.has_names(); };
    // A page has sets in full.
    if (std::any_of(grids.begin(), grids.end(), has_sets)) {
        table.rows.push_back({{{.text = "0-2-", .whole = "1.0-1.2"},
                               {.text = "the set {1.0,1.2}: a digit for each TLS version 1.x in it",
                                .whole = "the set {1.0,1.1,1.2}"}}});
    }
    tell("1.2", Tone::good, "negotiated: the best version that both sets hold");
    if (overview.has(Meaning::below_best)) {
        tell("1.0<", Tone::fair, "negotiated, although both sets hold a higher version");
    }
    if (overview.has(Meaning::no_mutual)) {
        tell("S70", Tone::dim,
             "the server refused with alert 70, protocol_version: no version in common");
        tell("C70", Tone::dim, "the client refused: the server chose what it does not accept");
    }
    if (overview.has(Meaning::lost)) {
        tell("S70*", Tone::lost,
             "refused, although both sets hold a version (a hole or an axis is why)");
        tell("C47*", Tone::lost,
             "the client saw a downgrade where there was none: illegal_parameter");
    }
    if (overview.has(Meaning::observed)) {
        tell("1.2~", Tone::plain, "observed: nothing is predicted of this program");
    }
    if (overview.has(Meaning::not_run)) {
        tell("n/a?", Tone::idle, "could not be run here");
    }
    if (overview.summary().predicted == 0) {
        tell("1.2!", Tone::bad,
             overview.summary().unmet == 0 ? "not as predicted"
                                           : "not as predicted, or not as the matrix expects");
    }
    return table;
}

void tell_grids(Document& document, const Overview& overview) {
    const std::vector<Grid>& grids = overview.grids();
    const bool many = grids.size() > most_grids;
    const auto where = many ? report::Where::page : report::Where::everywhere;
    for (const Grid& grid : grids) {
        document.add(grid_table(grid), true, where);
        document.add(tally_table(grid), true, where);
        if (many) {
            document.add(report::Paragraph{grid.title()}, false, report::Where::terminal);
            document.add(report::Paragraph{tally_words(grid), Tone::plain, 4}, false,
                         report::Where::terminal);
        }
    }
    document.add(legend_table(overview), true, where);
}

report::Problems problems_of(const Overview& overview) {
    report::Problems problems{{}, overview.problems_left()};
    for (const CellResult& result : overview.problems()) {
        std::vector<std::string> sentences{result.explanation};
        sentences.insert(sentences.end(), result.causes.begin(), result.causes.end());
        problems.problems.push_back({{std::string(verdict_name(result.verdict)), Tone::bad},
                                     result.cell.id(),
                                     std::move(sentences),
                                     repeat_command(result)});
    }
    return problems;
}

json::object shard_json(const Shard& shard) {
    return {{"index", shard.index},
            {"count", shard.count},
            {"cells", shard.cells},
            {"plan", shard.plan},
            {"options", shard.options}};
}

}  // namespace

std::string summary_line(const Summary& summary) {
    if (summary.predicted != 0) {
        return fmt::format("{} cells predicted, none driven, in {:.2f} s", summary.predicted,
                           summary.seconds);
    }
    std::string line =
        fmt::format("{} of {} cells as predicted", summary.passed + summary.unmet, summary.cells);
    const std::array counts{std::pair{summary.observed, "observed"},
                            std::pair{summary.unmet, "not as the matrix expects"},
                            std::pair{summary.failed - summary.unmet, "failed"},
                            std::pair{summary.unsupported, "unsupported"},
                            std::pair{summary.broken, "broken"},
                            std::pair{summary.waived, "waived"}};
    for (const auto& [count, name] : counts) {
        if (count != 0) {
            fmt::format_to(std::back_inserter(line), ", {} {}", count, name);
        }
    }
    return line + fmt::format(", in {:.2f} s", summary.seconds);
}

Document matrix_document(const Overview& overview, json::object envelope) {
    const Summary& summary = overview.summary();
    Document document{.command = "matrix", .title = "tlsmatrix matrix"};
    document.summary = {summary_line(summary), summary.all_as_expected() ? Tone::good : Tone::bad};
    tell_grids(document, overview);
    document.add(problems_of(overview));
    document.record_heading = {
        "id",         "client",     "client_engine", "server", "server_engine", "axes",  "expected",
        "client_saw", "server_saw", "verdict",       "waived", "explanation",   "repeat"};
    document.value = std::move(envelope);
    document.value["summary"] = summary_json(summary);
    if (overview.shard()) {
        document.value["shard"] = shard_json(*overview.shard());
    }
    document.items_name = "cells";
    document.counts = {.cases = summary.cells,
                       .failed = summary.failed,
                       .errors = summary.unsupported + summary.broken,
                       .skipped = summary.waived + summary.predicted + summary.observed,
                       .seconds = summary.seconds};
    return document;
}

Document matrix_document(const Report& report) {
    Document document =
        matrix_document(overview_of(report), report::envelope("matrix", local_library()));
    for (const CellResult& result : report.cells) {
        document.items.push_back(cell_item(result));
    }
    return document;
}

}  // namespace tlsmatrix::matrix
