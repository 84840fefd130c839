#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/check/detail/command_line.hpp>
#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::check {
namespace {

using report::Document;
using report::Judgement;
using report::Saved;
using report::Tone;

constexpr std::size_t sentence_indent = 9;

constexpr Stance stances[] = {Stance::accepts,   Stance::no_request, Stance::offers,
                              Stance::undecided, Stance::refuses,    Stance::not_tried};

// SavedVersion is what a report says of a version.
struct SavedVersion {
    std::string name;
    Stance stance;
    bool is_unmet;
    std::string outcome;
    std::string offered;
    std::string decided_by;
    std::string exit;
    std::string sentence;
    std::string excerpt;
    double seconds = 0;

    [[nodiscard]] Tone tone() const {
        return is_unmet                    ? Tone::bad
               : stance == Stance::accepts ? Tone::good
               : stance == Stance::refuses ? Tone::dim
                                           : Tone::fair;
    }
    [[nodiscard]] Judgement judgement() const {
        return is_unmet                      ? Judgement::failed
               : stance == Stance::not_tried ? Judgement::skipped
               : stance == Stance::undecided ? Judgement::error
                                             : Judgement::passed;
    }
    // is_worth_showing tells whether what the client printed may show what is wrong with it.
    [[nodiscard]] bool is_worth_showing() const {
        return !excerpt.empty() &&
               (stance == Stance::undecided || (is_unmet && stance != Stance::accepts));
    }
};

SavedVersion read_saved_version(const Saved& saved) {
    const Saved row = saved.at("row");
    const auto as_required = saved.find("as_required");
    SavedVersion version{
        .name = std::string(wire_name(saved.version("version"))),
        .stance = saved.at("outcome").one_of(stances, stance_name, "no outcome of a version"),
        .is_unmet = as_required && !as_required->flag(),
        .outcome = row.text("outcome"),
        .offered = row.text("offered"),
        .decided_by = row.text("decided_by"),
        .exit = row.text("exit"),
        .sentence = row.text("sentence"),
        .excerpt = saved.text_or("excerpt", "")};
    for (const Saved& run : saved.list("runs")) {
        version.seconds += run.number("seconds");
    }
    return version;
}

report::Table versions_table(const std::vector<SavedVersion>& versions) {
    report::Table table{.columns = {{.heading = {"version"}, .width = 7},
                                    {.heading = {"outcome"}, .width = 13},
                                    {.heading = {"decided by"}, .width = 13},
                                    {.heading = {"exit"}, .width = 8},
                                    {.heading = {"offers"}}},
                        .note_heading = "what happened",
                        .note_indent = sentence_indent};
    for (const SavedVersion& version : versions) {
        const Tone tone = version.tone();
        table.rows.push_back({{{version.name, tone},
                               {version.outcome + (version.is_unmet ? " !" : ""), tone,
                                version.outcome + (version.is_unmet ? " (not as required)" : "")},
                               {version.decided_by, tone},
                               {version.exit, tone},
                               {version.offered, tone}},
                              version.sentence});
    }
    return table;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

// One version's is enough to see what is wrong with the command.
void tell_output(Document& document, const std::vector<SavedVersion>& versions) {
    const auto shown =
        std::find_if(versions.begin(), versions.end(),
                     [](const SavedVersion& version) { return version.is_worth_showing(); });
    if (shown != versions.end()) {
        document.add(report::Lines{fmt::format("Its output at {}:", shown->name), "  | ",
                                   lines_of(shown->excerpt)});
    }
}

report::Item item_of(const SavedVersion& version) {
    const std::string words = fmt::format("{}: {}", version.outcome, version.sentence);
    return {
        .name = version.name,
        .verdict = {version.outcome, version.tone()},
        .judgement = version.judgement(),
        .reason = version.stance == Stance::not_tried ? version.sentence : words,
        .output = words + "\n" + version.excerpt,
        .seconds = version.seconds,
        .record = {version.name, version.offered, version.outcome, version.is_unmet ? "no" : "yes",
                   version.decided_by, version.exit, version.sentence}};
}

}  // namespace

// Nobody started a client that was waited for.
std::string command_line_of(const Saved& client) {
    std::vector<std::string> words;
    if (client.texts().empty()) {
        return "a client that was waited for";
    }
    for (const std::string& argument : client.texts()) {
        words.push_back(report::shell_word(argument));
    }
    return fmt::format("{}", fmt::join(words, " "));
}

Document check_document(boost::json::value report) {
    const Saved saved(report);
    const Saved summary = saved.at("summary");
    std::vector<SavedVersion> versions;
    for (const Saved& version : saved.list("versions")) {
        versions.push_back(read_saved_version(version));
    }
    const std::string command = command_line_of(saved.at("client"));
    const auto as_required = summary.find("as_required");
    Document document{.command = "check", .title = "tlsmatrix check: " + command};
    document.summary = {summary.text("sentence"), !as_required          ? Tone::plain
                                                  : as_required->flag() ? Tone::good
                                                                        : Tone::bad};
    document.faults = summary.texts("unmet");
    document.record_heading = {"version",    "offered", "outcome",      "as required",
                               "decided by", "exit",    "what happened"};
    document.add(report::Paragraph{command});
    document.add(versions_table(versions));
    document.add(report::List{'-', summary.texts("observations")});
    tell_output(document, versions);
    for (const SavedVersion& version : versions) {
        document.items.push_back(item_of(version));
    }
    for (const std::string& sentence : summary.texts("unmet_overall")) {
        document.items.push_back({.name = sentence,
                                  .verdict = {"not as required", Tone::bad},
                                  .judgement = Judgement::failed,
                                  .reason = sentence});
    }
    document.count_items(summary.number("seconds"));
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::check
