#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/check/certificates/certificate_gate.hpp>
#include <tlsmatrix/check/detail/command_line.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::check {
namespace {

namespace json = boost::json;
using report::Judgement;
using report::Saved;
using report::Tone;

json::object certificate_json(const CertificateRow& row) {
    const TrialVerdict& verdict = row.trial.verdict;
    return {{"certificate", row.entry->name},
            {"summary", row.entry->summary},
            {"demand", zoo_demand_words(row.entry->demand)},
            {"standard", or_null(row.entry->standard, citation)},
            {"taking", taking_name(row.taking)},
            {"verdict", row_verdict_name(row.verdict)},
            {"sentence", as_utf8(row.sentence)},
            {"version", or_null(verdict.version, short_name)},
            {"alert", or_null(verdict.alert,
                              [](const Alert& alert) { return alert_name(alert.description); })},
            {"exit", describe(row.trial.facts.child.exit)},
            {"seconds", std::chrono::duration<double>(row.trial.facts.child.duration).count()},
            {"output", as_utf8(row.trial.facts.child.output)}};
}

json::object left_out_certificate_json(const LeftOut& left_out) {
    return {{"certificate", left_out.server}, {"reason", left_out.reason}};
}

std::string gate_sentence(const CertificateReport& report) {
    const std::size_t failed = report.count(RowVerdict::failed);
    const std::size_t undecided = report.count(RowVerdict::undecided);
    const std::size_t told = report.count(RowVerdict::told);
    const std::string free = told == 0 ? "" : fmt::format(" ({} may be either)", told);
    return report.is_as_demanded()
               ? fmt::format(
                     "Of {} certificates the client accepts and refuses each as the "
                     "standards ask{}.",
                     report.rows.size(), free)
               : fmt::format(
                     "Of {} certificates the client takes {} otherwise than the standards "
                     "ask, and {} {} undecided{}.",
                     report.rows.size(), failed, undecided, undecided == 1 ? "is" : "are", free);
}

json::object gate_summary_json(const CertificateReport& report) {
    json::object summary{{"sentence", gate_sentence(report)},
                         {"as_demanded", report.is_as_demanded()}};
    for (const RowVerdict each : row_verdicts) {
        summary[row_verdict_name(each)] = report.count(each);
    }
    summary["unended"] = or_null(report.unended);
    summary["seconds"] = report.seconds;
    return summary;
}

// SavedRow is what a report says of a certificate.
struct SavedRow {
    explicit SavedRow(const Saved& saved)
        : name(saved.text("certificate")),
          summary(saved.text("summary")),
          demand(saved.text("demand")),
          standard(saved.text_or("standard", "")),
          taking(saved.text("taking")),
          verdict(saved.at("verdict").one_of(row_verdicts, row_verdict_name, "no verdict")),
          exit(saved.text("exit")),
          sentence(saved.text("sentence")),
          output(saved.text("output")),
          seconds(saved.number("seconds")) {}

    [[nodiscard]] Tone tone() const {
        constexpr Tone tones[] = {Tone::good, Tone::bad, Tone::fair, Tone::plain};
        return tones[static_cast<std::size_t>(verdict)];
    }
    [[nodiscard]] Judgement judgement() const {
        constexpr Judgement judgements[] = {Judgement::passed, Judgement::failed, Judgement::error,
                                            Judgement::skipped};
        return judgements[static_cast<std::size_t>(verdict)];
    }
    // fault is the sentence about one that was not taken as it should be.
    [[nodiscard]] std::string fault() const {
        return fmt::format("{}: {} a certificate that {}{}", name, taking, summary,
                           standard.empty() ? "" : ", against " + standard);
    }
    [[nodiscard]] report::Row row() const {
        return {{{name, tone()},
                 {demand.substr(0, demand.find(',')), tone(), demand},
                 {taking + (verdict == RowVerdict::failed ? " !" : ""), tone(),
                  taking + (verdict == RowVerdict::failed ? " (not as it should)" : "")},
                 {exit, tone()}},
                sentence};
    }
    [[nodiscard]] report::Item item() const {
        return {.name = name,
                .verdict = {taking, tone()},
                .judgement = judgement(),
                .reason = verdict == RowVerdict::failed ? fault() + ": " + sentence : sentence,
                .output = fmt::format("{}: {}\n{}", taking, sentence, output),
                .seconds = seconds,
                .record = {name, summary, demand, standard, taking,
                           std::string(row_verdict_name(verdict)), exit, sentence}};
    }

    std::string name;
    std::string summary;
    std::string demand;
    std::string standard;
    std::string taking;
    RowVerdict verdict;
    std::string exit;
    std::string sentence;
    std::string output;
    double seconds;
};

std::vector<std::string> notes_of(const Saved& saved) {
    std::vector<std::string> notes;
    for (const Saved& each : saved.list("left_out")) {
        notes.push_back(
            fmt::format("{} was left out: {}", each.text("certificate"), each.text("reason")));
    }
    if (std::string unended = saved.at("summary").text_or("unended", ""); !unended.empty()) {
        notes.push_back(std::move(unended));
    }
    return notes;
}

}  // namespace

json::object certificates_json(const CertificateReport& report) {
    json::object object = report::envelope("check", local_library());
    json::array command;
    for (const std::string& word : report.command) {
        command.emplace_back(as_utf8(word));
    }
    object["client"] = std::move(command);
    object["host"] = report.host;
    object["accept"] = report.options.level == Level::handshake ? "handshake" : "request";
    object["crl"] = report.options.has_crl;
    object["certificates"] = list_of(report.rows, certificate_json);
    object["left_out"] = list_of(report.left_out, left_out_certificate_json);
    object["summary"] = gate_summary_json(report);
    return object;
}

report::Document certificates_document(json::value report) {
    const Saved saved(report);
    const Saved summary = saved.at("summary");
    const std::string command = command_line_of(saved.at("client"));
    report::Document document{.command = "check",
                              .title = "tlsmatrix check --certificates: " + command};
    document.record_heading = {"certificate", "what it is", "a client", "standard",
                               "taken",       "verdict",    "exit",     "what happened"};
    report::Table table{.columns = {{.heading = {"certificate"}, .width = 16},
                                    {.heading = {"a client"}, .width = 16},
                                    {.heading = {"this one"}, .width = 11},
                                    {.heading = {"exit"}}},
                        .note_heading = "what happened",
                        .note_indent = 18};
    for (const Saved& each : saved.list("certificates")) {
        const SavedRow row(each);
        table.rows.push_back(row.row());
        document.items.push_back(row.item());
        if (row.verdict == RowVerdict::failed) {
            document.faults.push_back(row.fault());
        }
    }
    document.add(report::Paragraph{command});
    document.add(std::move(table));
    document.add(report::List{'-', notes_of(saved)});
    document.summary = {summary.text("sentence"),
                        summary.flag("as_demanded") ? Tone::good : Tone::bad};
    document.count_items(summary.number("seconds"));
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::check
