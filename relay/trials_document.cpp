// The document of `--attack all`.
#include <map>

#include <fmt/format.h>

#include <tlsmatrix/relay/detail/trials.hpp>
#include <tlsmatrix/report/outcome_json.hpp>

namespace tlsmatrix::relay {
namespace {

using report::Judgement;
using report::Saved;
using report::Tone;

// Shown is a verdict in a report.
struct Shown {
    Tone tone;
    Judgement judgement;
};

Shown shown_of(std::string_view verdict) {
    return verdict == "passed"      ? Shown{Tone::good, Judgement::passed}
           : verdict == "explained" ? Shown{Tone::fair, Judgement::passed}
           : verdict == "undecided" ? Shown{Tone::fair, Judgement::error}
                                    : Shown{Tone::bad, Judgement::failed};
}

std::string outcome_of(const Saved& end) {
    return describe(report::read_outcome(end.at("outcome")));
}

// ends_of is what each end came to, in the first handshake; the client has its exit code, too.
std::string ends_of(const Saved& trial) {
    const auto handshakes = trial.list("handshakes");
    if (handshakes.empty()) {
        return "the client made no connection";
    }
    const Saved& first = handshakes.front();
    const auto client = trial.find("client");
    const auto status = client ? client->find("exit") : std::nullopt;
    const auto side = first.find("server_side");
    return fmt::format(
        "client: {}{}; server: {}", outcome_of(first),
        status ? fmt::format(", exit {}", static_cast<int>(status->number())) : std::string(),
        side                              ? outcome_of(*side)
        : first.texts("attacked").empty() ? outcome_of(first)
                                          : std::string("the hello did not come there"));
}

}  // namespace

void tell_trials(report::Document& document, const Saved& report) {
    report::Table table{.columns = {{.heading = {"attack"}, .width = 18},
                                    {.heading = {"verdict"}, .width = 9},
                                    {.heading = {"what came of it"}}},
                        .overflow = report::Overflow::wrap,
                        .note_heading = "forecast, and both ends",
                        .note_indent = 2};
    const auto trials = report.list("trials");
    std::map<std::string, std::size_t> counts;
    document.record_heading = {"attack", "verdict",  "noticed_by", "check",
                               "alert",  "sentence", "forecast"};
    for (const Saved& trial : trials) {
        const std::string verdict = trial.text("verdict");
        const auto [tone, judgement] = shown_of(verdict);
        ++counts[verdict];
        const std::string source = trial.text_or("source", "");
        const std::string expected =
            trial.text("forecast") + (source.empty() ? "" : " [" + source + "]");
        const std::string name = trial.text("attack");
        const std::string words = trial.text("sentence");
        const std::string note = fmt::format("forecast: {}; {}", expected, ends_of(trial));
        table.rows.push_back({{{name}, {verdict, tone}, {words}}, note});
        document.items.push_back(
            {.name = name,
             .verdict = {verdict, tone},
             .judgement = judgement,
             .reason = words + "; " + note,
             .record = {name, verdict, trial.text_or("noticed_by", ""), trial.text_or("check", ""),
                        trial.text_or("alert", ""), words, expected}});
    }
    document.add(std::move(table));
    std::string sum =
        fmt::format("{} of {} attacks came to what was forecast", counts["passed"], trials.size());
    for (const char* verdict : {"explained", "undecided", "failed"}) {
        if (counts[verdict] > 0) {
            sum += fmt::format(", {} {}", counts[verdict], verdict);
        }
    }
    const bool bad = counts["failed"] > 0 || counts["undecided"] > 0;
    document.summary = {sum + ".", bad ? Tone::bad : Tone::good};
}

}  // namespace tlsmatrix::relay
