#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/check/detail/rows.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::array<std::string_view, 6> stance_words{
    "accepts", "no request", "offers, fails", "undecided", "refuses", "not tried",
};

// Words are different ones in order of appearance.
class Words {
  public:
    void add(const std::string& word) {
        if (std::find(words_.begin(), words_.end(), word) == words_.end()) {
            words_.push_back(word);
        }
    }
    [[nodiscard]] std::string joined() const {
        return words_.empty() ? "-" : fmt::format("{}", fmt::join(words_, ","));
    }

  private:
    std::vector<std::string> words_;
};

std::string exit_word(const TrialFacts& facts) {
    const process::Exit& exit = facts.child.exit;
    if (facts.invited) {
        return "-";
    }
    if (exit.timed_out) {
        return "late";
    }
    return exit.status ? std::to_string(*exit.status)
                       : fmt::format("sig{}", exit.signal.value_or(0));
}

std::string offered_in(const TrialFacts& facts) {
    for (const ConnectionSight& sight : facts.connections) {
        const auto& hello = sight.observation.client_hello;
        if (hello) {
            return (hello->supported_versions ? "" : "<=") + hello->offered();
        }
    }
    return {};
}

bool is_unmet(const Report& report, const VersionResult& result) {
    return std::any_of(report.unmet.begin(), report.unmet.end(),
                       [&](const Unmet& unmet) { return unmet.version == result.version; });
}

VersionRow row_of(const Report& report, const VersionResult& result) {
    Words offered;
    Words decided_by;
    Words exits;
    for (const std::size_t index : result.trials) {
        const TrialResult& trial = report.trials[index];
        const std::string offer = offered_in(trial.facts);
        if (!offer.empty()) {
            offered.add(offer);
        }
        if (trial.verdict.decided_by) {
            decided_by.add(std::string(sender_name(*trial.verdict.decided_by)));
        }
        exits.add(exit_word(trial.facts));
    }
    const bool accepted = result.stance == Stance::accepts;
    return {.version = std::string(wire_name(result.version)),
            .offered = offered.joined(),
            .outcome = std::string(stance_words[static_cast<std::size_t>(result.stance)]),
            .decided_by = accepted ? "-" : decided_by.joined(),
            .exit = exits.joined(),
            .sentence = result.doubt.empty()
                            ? result.sentence
                            : fmt::format("{} (undecided: {})", result.sentence, result.doubt),
            .unmet = is_unmet(report, result)};
}

VersionSet with_stance(const Report& report, Stance stance) {
    VersionSet set;
    for (const VersionResult& result : report.versions) {
        if (result.stance == stance) {
            set.insert(result.version);
        }
    }
    return set;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    while (!lines.empty() && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

// Where an exception is traced, what it was stands at the head of the trace, and its cause within.
bool names_exception(std::string_view line) {
    const bool traced = line.starts_with("\tat ") || line.starts_with("  File ");
    return !traced &&
           (line.find("Exception") != std::string_view::npos || line.starts_with("Caused by: "));
}

// The last lines tell most, but for an exception that is named further up.
std::string telling_lines(std::string_view text, std::size_t most) {
    const auto lines = split_lines(text);
    const std::size_t cut = lines.size() - std::min(lines.size(), most);
    std::string told;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i >= cut || names_exception(lines[i])) {
            told += told.empty() ? "" : "\n";
            told += lines[i];
        }
    }
    return told;
}

}  // namespace

std::vector<VersionRow> rows_of(const Report& report) {
    std::vector<VersionRow> rows;
    for (const VersionResult& result : report.versions) {
        rows.push_back(row_of(report, result));
    }
    return rows;
}

std::string summary_of(const Report& report) {
    const VersionSet accepted = report.accepted();
    const VersionSet negotiated = with_stance(report, Stance::no_request);
    std::string what = accepted.empty() ? "The client is not known to accept any version"
                                        : "The client accepts " + accepted.wire_names();
    if (!accepted.empty() && report.level == Level::handshake) {
        what += " as far as a handshake goes";
    }
    if (accepted.empty() && with_stance(report, Stance::refuses) == VersionSet::all()) {
        what = "The client refuses every version";
    }
    if (!negotiated.empty()) {
        what += fmt::format(
            "; it finished handshakes at {} and sent no request, which --accept handshake counts",
            negotiated.wire_names());
    }
    if (!report.is_gate()) {
        return report.decides() ? what + "." : what + ": nothing could be decided.";
    }
    if (!report.requirement) {
        return fmt::format("{}; beside the baseline: {}.", what,
                           report.unmet.empty() ? "no worse" : "worse");
    }
    return fmt::format("{}; {}{}: {}.", what, report.requirement->words(),
                       report.has_baseline ? ", and no worse than the baseline" : "",
                       report.unmet.empty() ? "as required" : "not as required");
}

std::string output_of(const Report& report, const VersionResult& version) {
    constexpr std::size_t most_lines = 10;
    for (const std::size_t index : version.trials) {
        const TrialResult& trial = report.trials[index];
        if (trial.verdict.exit_word != ExitWord::agrees || trial.verdict.ending != Ending::served) {
            return printable(telling_lines(trial.facts.child.output, most_lines));
        }
    }
    return {};
}

}  // namespace tlsmatrix::check
