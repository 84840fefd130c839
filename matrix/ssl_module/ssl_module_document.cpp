#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/matrix/summary_json.hpp>
#include <tlsmatrix/report/outcome_json.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

using report::Document;
using report::Judgement;
using report::Saved;
using report::Tone;
using report::Words;

constexpr std::string_view question =
    "The compatibility table of Python's ssl module: does a client (down) connect to a server "
    "(across)? Driven here, three times over.";

// SavedCell is a cell of the table as its JSON has it.
struct SavedCell {
    std::string client;
    std::string server;
    std::string documented;
    std::string measured;  // empty: nothing was driven
    std::size_t footnote = 0;
    bool drifted = false;
    Verdict verdict = Verdict::broken;
    std::string explanation;
    std::string saw;  // the client, in words; empty: nothing

    [[nodiscard]] bool is_wrong() const {
        return verdict == Verdict::failed || verdict == Verdict::broken;
    }
    [[nodiscard]] std::string pair() const { return fmt::format("{} to {}", client, server); }
};

SavedCell read_saved_cell(const Saved& saved) {
    SavedCell cell;
    cell.client = saved.text("client");
    cell.server = saved.text("server");
    cell.documented = saved.text("documented");
    cell.measured = saved.text_or("measured", "");
    const auto footnote = saved.find("footnote");
    cell.footnote = footnote ? footnote->count() : 0;
    cell.drifted = saved.flag("drift");
    cell.verdict = saved.at("verdict").one_of(verdicts, verdict_name, "no verdict");
    cell.explanation = saved.text("explanation");
    if (const auto client = saved.at("saw").find("client")) {
        cell.saw = describe(report::read_outcome(*client));
    }
    return cell;
}

std::string heading_of(const std::string& protocol) {
    return protocol + (protocol == protocol_name(Protocol::tls) ? " (3)" : "");
}

// `yes`, `no`, `no (1)`, `no !` where it has drifted, `-` where nothing was driven, and `yes ?`
// where the rule had said otherwise.
Words cell_words(const SavedCell& cell) {
    if (cell.measured.empty()) {
        return {cell.is_wrong() ? "?" : "-", cell.is_wrong() ? Tone::bad : Tone::dim};
    }
    std::string word = cell.measured;
    if (cell.footnote != 0 && !cell.drifted) {
        word += fmt::format(" ({})", cell.footnote);
    }
    word += cell.drifted ? " !" : "";
    word += cell.is_wrong() ? " ?" : "";
    const Tone tone = cell.is_wrong()          ? Tone::bad
                      : cell.drifted           ? Tone::fair
                      : cell.measured == "yes" ? Tone::good
                                               : Tone::dim;
    return {std::move(word), tone};
}

std::string configuration_words(const Saved& configuration, const std::vector<SavedCell>& cells) {
    std::size_t documented_yes = 0;
    std::size_t hold = 0;
    for (const SavedCell& cell : cells) {
        if (cell.documented == "yes" && !cell.measured.empty()) {
            ++documented_yes;
            hold += cell.measured == "yes" ? 1U : 0U;
        }
    }
    return fmt::format("{}: {} (level {}). Of the {} documented yes that could be driven, {} hold.",
                       configuration.text("name"), configuration.text("meaning"),
                       configuration.count("security_level"), documented_yes, hold);
}

// A row for each client. A run that was interrupted before a cell has a point there.
report::Table protocol_table(const std::vector<SavedCell>& cells) {
    constexpr std::size_t width = 8;
    report::Table table{.columns = {{.width = width}}};
    for (const Protocol server : protocols) {
        table.columns.push_back(
            {.heading = {heading_of(std::string(protocol_name(server)))}, .width = width});
    }
    for (const Protocol client : protocols) {
        report::Row row{{{heading_of(std::string(protocol_name(client)))}}};
        for (const Protocol server : protocols) {
            const auto found = std::find_if(cells.begin(), cells.end(), [&](const SavedCell& cell) {
                return cell.client == protocol_name(client) && cell.server == protocol_name(server);
            });
            row.cells.push_back(found == cells.end() ? Words{"."} : cell_words(*found));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::vector<std::string> sentences_of(const std::vector<SavedCell>& cells) {
    std::vector<std::string> sentences;
    for (const SavedCell& cell : cells) {
        if (cell.drifted) {
            sentences.push_back(
                fmt::format("! {}: documented {}, measured {}: {}", cell.pair(), cell.documented,
                            cell.measured, cell.saw.empty() ? "the client saw nothing" : cell.saw));
        }
    }
    for (const SavedCell& cell : cells) {
        if (cell.is_wrong()) {
            sentences.push_back(fmt::format("? {}: {}", cell.pair(), cell.explanation));
        }
    }
    return sentences;
}

Judgement judgement_of(const SavedCell& cell) {
    return cell.verdict == Verdict::passed   ? Judgement::passed
           : cell.verdict == Verdict::failed ? Judgement::failed
           : cell.verdict == Verdict::broken ? Judgement::error
                                             : Judgement::skipped;
}

void tell_configuration(Document& document, const Saved& configuration) {
    std::vector<SavedCell> cells;
    for (const Saved& cell : configuration.list("cells")) {
        cells.push_back(read_saved_cell(cell));
    }
    const std::string name = configuration.text("name");
    document.add(report::Paragraph{configuration_words(configuration, cells)});
    document.add(protocol_table(cells));
    for (const std::string& sentence : sentences_of(cells)) {
        document.add(report::Paragraph{sentence, Tone::plain, 2},
                     std::holds_alternative<report::Table>(document.blocks.back().content));
    }
    for (const SavedCell& cell : cells) {
        const std::string verdict(verdict_name(cell.verdict));
        document.items.push_back({.name = fmt::format("{}: {}", name, cell.pair()),
                                  .verdict = {verdict, cell_words(cell).tone},
                                  .judgement = judgement_of(cell),
                                  .reason = cell.explanation,
                                  .record = {name, cell.client, cell.server, cell.documented,
                                             cell.measured, verdict, cell.explanation}});
    }
}

void tell_legend(Document& document, const Saved& saved) {
    const std::string openssl = saved.at("tool").text("openssl");
    document.add(report::Paragraph{"!  not what the documentation says"});
    document.add(report::Paragraph{"?  not what the rule says"}, false);
    document.add(report::Paragraph{fmt::format(
                     "-  unsupported: this OpenSSL ({}) has no server for SSLv2 or SSLv3, so "
                     "nothing was driven; their clients are hellos of our own",
                     openssl)},
                 false);
    for (const Saved& footnote : saved.list("footnotes")) {
        document.add(report::Paragraph{fmt::format("({}) {}", footnote.count("number"),
                                                   footnote.text("text"))},
                     false);
    }
}

}  // namespace

Document ssl_module_document(boost::json::value report) {
    const Saved saved(report);
    const Summary summary = read_summary(saved.at("summary"));
    Document document{.command = "matrix",
                      .title = "The compatibility table of Python's ssl module"};
    document.summary = {summary_line(summary),
                        summary.failed + summary.broken == 0 ? Tone::good : Tone::bad};
    document.record_heading = {"configuration", "client",  "server",     "documented",
                               "measured",      "verdict", "explanation"};
    document.add(report::Paragraph{std::string(question)});
    for (const Saved& configuration : saved.list("configurations")) {
        tell_configuration(document, configuration);
    }
    tell_legend(document, saved);
    document.count_items(summary.seconds);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::matrix::ssl_module
