#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/scan/detail/scan_words.hpp>
#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::scan {
namespace {

using report::Document;
using report::Saved;
using report::Tone;
using report::Words;

// What a verdict looks like. A gate reads its name, people the sign.
struct VerdictLook {
    std::string_view sign;
    Tone tone;
    report::Judgement judgement;
};

VerdictLook look_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::right:
            return {"ok", Tone::good, report::Judgement::passed};
        case Verdict::wrong:
            return {"WRONG", Tone::bad, report::Judgement::failed};
        case Verdict::unclear:
            return {"?", Tone::fair, report::Judgement::skipped};
        case Verdict::untested:
            break;
    }
    return {"-", Tone::dim, report::Judgement::skipped};
}

// Where there is room: in a terminal these columns need no heading.
Words page_heading(const char* heading) {
    return {"", Tone::plain, heading};
}

void tell_versions(Document& document, const Saved& saved) {
    report::Table table{.columns = {{.heading = page_heading("version"), .width = 7},
                                    {.heading = page_heading("spoken"), .width = 3},
                                    {.heading = page_heading("what happened")}},
                        .overflow = report::Overflow::cut};
    document.record_heading = {"version", "spoken", "ciphers", "what happened"};
    for (const Saved& version : saved.list("versions")) {
        const VersionWords words = words_of(version);
        table.rows.push_back({{{words.name}, words.spoken, {words.words}}});
        document.items.push_back(
            {.record = {words.name, words.spoken.text,
                        fmt::format("{}", fmt::join(suites_of(version), ",")), words.words}});
    }
    document.add(std::move(table));
    for (const Saved& version : saved.list("versions")) {
        if (auto suites = suites_of(version); !suites.empty()) {
            document.add(
                report::Lines{wire_words(version.text("version")), "  ", std::move(suites)});
        }
    }
}

void tell_groups(Document& document, const Saved& saved) {
    for (const Saved& version : saved.list("versions")) {
        const auto words = group_words_of(version);
        if (!words || words->lines().empty()) {
            continue;
        }
        const std::string name = fmt::format("{} groups", wire_words(version.text("version")));
        const bool decided = words->undecided.empty();
        document.items.push_back(
            {.name = name,
             .verdict = {fmt::format("{}", fmt::join(words->supported, ",")),
                         decided ? Tone::plain : Tone::fair},
             .judgement = decided ? report::Judgement::passed : report::Judgement::skipped,
             .reason = fmt::format("{}", fmt::join(words->lines(), "; "))});
        document.add(report::Lines{name, "  ", words->lines()});
    }
}

// What reports of an earlier version lack.
std::vector<Saved> list_or_none(const Saved& saved, std::string_view member) {
    const auto found = saved.find(member);
    return found ? found->list() : std::vector<Saved>{};
}

void tell_behaviour(Document& document, const Saved& saved) {
    report::Table table{.columns = {{.heading = page_heading("verdict"), .width = 5},
                                    {.heading = page_heading("probe"), .width = 29},
                                    {.heading = page_heading("answer")}},
                        .overflow = report::Overflow::cut};
    const auto tell = [&](Verdict verdict, const std::string& name, const std::string& words) {
        const VerdictLook look = look_of(verdict);
        table.rows.push_back({{{std::string(look.sign), look.tone}, {name}, {words}}});
        document.items.push_back({.name = name,
                                  .verdict = {std::string(verdict_name(verdict)), look.tone},
                                  .judgement = look.judgement,
                                  .reason = words});
    };
    const Saved fallback = saved.at("fallback_scsv");
    const Saved sentinel = saved.at("downgrade_sentinel");
    const Saved holes = saved.at("holes");
    tell(verdict_of(fallback), "TLS_FALLBACK_SCSV", fallback_words(fallback));
    tell(verdict_of(sentinel), "downgrade sentinel", sentinel_words(sentinel));
    tell(verdict_of(holes), "holes", holes_words(holes));
    for (const auto& [member, before] :
         {std::pair{"unknown_version", ""}, std::pair{"grease", "GREASE: "},
          std::pair{"hellos", "a hello: "}}) {
        for (const Saved& probe : list_or_none(saved, member)) {
            tell(verdict_of(probe), before + probe.text("probe"), probe_words(probe));
        }
    }
    for (const Saved& finding : list_or_none(saved, "findings")) {
        tell(verdict_of(finding), finding.text("finding"), finding.text("words"));
    }
    document.add(std::move(table));
}

std::vector<std::string> beyond_openssl(const Saved& saved) {
    std::vector<std::string> names;
    for (const Saved& version : saved.list("versions")) {
        if (is_spoken(version) && !version.flag("local_openssl")) {
            names.push_back(wire_words(version.text("version")));
        }
    }
    return names;
}

// What is the same everywhere is one line, and a difference is told.
void tell_elsewhere(Document& document, const Saved& saved) {
    const std::string here = spoken_in_short(saved.list("versions"));
    bool first = true;
    const auto tell = [&](const std::string& place, const std::string& words, Tone tone) {
        document.add(report::Paragraph{fmt::format("{}: {}", place, words), tone}, first);
        document.items.push_back({.name = place,
                                  .verdict = {words, tone},
                                  .judgement = tone == Tone::plain ? report::Judgement::passed
                                                                   : report::Judgement::skipped,
                                  .reason = words});
        first = false;
    };
    for (const Saved& each : saved.list("elsewhere")) {
        const std::string there = spoken_in_short(each.list("versions"));
        const std::string place =
            place_of({each.text("address"), each.text_or("server_name", "")}).substr(1);
        tell(place, there == here ? "the same versions" : there,
             there == here ? Tone::plain : Tone::bad);
    }
    for (const std::string& address : saved.texts("unreachable")) {
        tell("at " + address, "nobody answers", Tone::fair);
    }
}

std::string subject_of(const Requirement& required) {
    switch (required.kind()) {
        case Requirement::Kind::require:
            return "Required " + required.versions().wire_names();
        case Requirement::Kind::refuse:
            return "Refused " + required.versions().wire_names();
        case Requirement::Kind::min:
            return fmt::format("Required {} or higher, and nothing below",
                               wire_name(*required.versions().lowest()));
    }
    return {};
}

void tell_end(Document& document, const Saved& saved) {
    if (const auto breaks = saved.at("holes").find("breaks")) {
        document.add(report::Paragraph{fmt::format("A hole in its versions: {}.", breaks->text())},
                     false);
    }
    if (saved.at("downgrade_sentinel").flag("at_highest")) {
        document.add(report::Paragraph{
            "A downgrade sentinel at a server's highest version makes every client refuse it that "
            "supports a higher one. It is a fault of the server, or something between has removed "
            "the higher versions on the way, or the server enables a higher version that its key "
            "or its settings never let it finish."});
    }
    tell_elsewhere(document, saved);
    document.add(report::Paragraph{fmt::format(
        "{} connections in {:.2f} s. The hellos are our own, so that this machine's "
        "OpenSSL {} hides no version and no cipher suite.",
        saved.count("connections"), saved.number("seconds"), saved.at("tool").text("openssl"))});
    if (const auto names = beyond_openssl(saved); !names.empty()) {
        document.add(
            report::Paragraph{fmt::format("It cannot speak {} itself: where its clients fail, such "
                                          "as 'tlsmatrix request', the server is not to blame.",
                                          fmt::join(names, " and "))},
            false);
    }
    if (const auto stopped = saved.find("stopped")) {
        document.add(
            report::Paragraph{fmt::format("The scan ended early: {}.", stopped->text()), Tone::bad},
            false);
        document.items.push_back({.name = "the scan is whole",
                                  .verdict = {"failed", Tone::bad},
                                  .judgement = report::Judgement::error,
                                  .reason = stopped->text()});
    }
    if (const auto require = saved.find("require")) {
        const bool met = require->flag("met");
        const auto required = Requirement::of(
            require->at("kind").one_of(requirement_kinds, requirement_name, "no requirement"),
            require->versions("versions"));
        document.summary = {fmt::format("{}: {}.", subject_of(required),
                                        met ? "met" : "not met, " + require->text_or("unlike", "")),
                            met ? Tone::good : Tone::bad};
        document.items.push_back(
            {.name = required.words(),
             .verdict = {met ? "passed" : "failed", document.summary.tone},
             .judgement = met ? report::Judgement::passed : report::Judgement::failed,
             .reason = document.summary.text});
    }
}

}  // namespace

Document scan_document(boost::json::value report) {
    const Saved saved(report);
    const Saved target = saved.at("target");
    const std::string name =
        Target{target.text("host"), static_cast<std::uint16_t>(target.count("port"))}.str();
    Document document{.command = "scan", .title = "tlsmatrix scan: " + name};
    document.add(report::Paragraph{fmt::format("{} ({})", name, target.text("address"))});
    tell_versions(document, saved);
    tell_groups(document, saved);
    tell_behaviour(document, saved);
    tell_end(document, saved);
    document.count_items(saved.number("seconds"));
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::scan
