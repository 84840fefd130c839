#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/matrix/expectation.hpp>
#include <tlsmatrix/matrix/repeat.hpp>

namespace tlsmatrix::matrix {
namespace {

bool meets_version(ProtocolVersion version, const Wanted& wanted) {
    return wanted.negotiated && wanted.versions.contains(version);
}

bool meets_alert(const Alert& alert, const Wanted& wanted) {
    return !wanted.negotiated && (wanted.by.empty() || wanted.by == sender_name(alert.sender)) &&
           (wanted.alert.empty() || wanted.alert == alert_name(alert.description));
}

bool meets(const HandshakeOutcome& outcome, const Wanted& wanted) {
    if (const auto* negotiated = std::get_if<Negotiated>(&outcome)) {
        return meets_version(negotiated->version, wanted);
    }
    const auto* refused = std::get_if<Refused>(&outcome);
    return refused != nullptr && meets_alert(refused->alert, wanted);
}

bool meets(const Prediction& prediction, const Wanted& wanted) {
    const auto* version = std::get_if<ProtocolVersion>(&prediction);
    return version != nullptr ? meets_version(*version, wanted)
                              : meets_alert(std::get<Alert>(prediction), wanted);
}

// What a program saw it keeps to itself: the other end says what came of it.
bool meets(const End& end, const Sight& sight, const Wanted& wanted) {
    return sight ? meets(*sight, wanted) : end.program() != nullptr;
}

bool both_meet(const CellResult& result, const Wanted& wanted) {
    return (result.client || result.server) && meets(result.cell.client, result.client, wanted) &&
           meets(result.cell.server, result.server, wanted);
}

bool is_predicted_to_meet(const CellResult& result, const Wanted& wanted) {
    return meets(result.expected.client, wanted) && meets(result.expected.server, wanted);
}

std::string words_of(const Sight& sight) {
    return sight ? describe(*sight) : "nothing";
}

std::string words_of(const CellResult& result) {
    const auto& [client, server] = std::pair(result.cell.client, result.cell.server);
    std::string words;
    if (result.client || client.program() == nullptr) {
        words += fmt::format("the client saw: {}", words_of(result.client));
    }
    if (result.server || server.program() == nullptr) {
        words +=
            fmt::format("{}the server saw: {}", words.empty() ? "" : "; ", words_of(result.server));
    }
    return words;
}

bool any_selects(const std::vector<Waiver>& waivers, const Cell& cell) {
    return std::any_of(waivers.begin(), waivers.end(),
                       [&](const Waiver& waiver) { return selects(waiver.cells, cell); });
}

std::size_t count_selected(const std::vector<Cell>& cells, const Selection& selection) {
    return static_cast<std::size_t>(std::count_if(
        cells.begin(), cells.end(), [&](const Cell& cell) { return selects(selection, cell); }));
}

Error idle(std::string_view place, const std::vector<Cell>& cells) {
    return Error{fmt::format("{} matches no cell: an id reads '{}'", place,
                             cells.empty() ? "" : cells.front().id())};
}

}  // namespace

std::string describe(const Wanted& wanted) {
    if (wanted.negotiated) {
        return wanted.versions == VersionSet::all()
                   ? "any version"
                   : fmt::format("{}{}", wanted.versions.size() == 1 ? "" : "one of ",
                                 wanted.versions.wire_names());
    }
    std::string text = "a refusal";
    if (!wanted.by.empty()) {
        text += " by the " + wanted.by;
    }
    if (!wanted.alert.empty()) {
        text += " with " + wanted.alert;
    }
    return text;
}

void judge_expectations(CellResult& result, const std::vector<Expectation>& expectations) {
    if (result.verdict != Verdict::passed && result.verdict != Verdict::failed &&
        result.verdict != Verdict::observed) {
        return;  // nothing was seen that could be judged
    }
    for (const Expectation& expectation : expectations) {
        if (!selects(expectation.cells, result.cell) || both_meet(result, expectation.wanted)) {
            continue;
        }
        result.verdict = Verdict::failed;
        result.unmet.push_back(fmt::format(
            "{} expects {}; {}.{}", expectation.place, describe(expectation.wanted),
            words_of(result),
            result.as_predicted ? " The rule predicts what was seen: change that line, or the sets."
                                : ""));
        const std::string& before = result.explanation;
        const char* between = before.empty() ? "" : before.ends_with('.') ? " " : ". ";
        result.explanation = before + between + result.unmet.back();
        if (!expectation.file.empty()) {
            result.repeat = repeat_in_file(expectation.file, result.cell);
        }
    }
}

void PredictionCheck::see(const CellResult& result) {
    for (std::size_t i = 0; i < expectations_.size(); ++i) {
        if (!selects(expectations_[i].cells, result.cell) || !result.cell.is_predicted() ||
            is_predicted_to_meet(result, expectations_[i].wanted) ||
            any_selects(waivers_, result.cell)) {
            continue;
        }
        if (unmet_[i].count++ == 0) {
            unmet_[i].first = result;
        }
    }
}

std::vector<std::string> PredictionCheck::unmet() const {
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < expectations_.size(); ++i) {
        const auto& [count, first] = unmet_[i];
        if (count != 0) {
            sentences.push_back(fmt::format(
                "{} expects {}, and the rule says otherwise of {} cell{}, such as {}: the client "
                "sees: {}; the server sees: {}",
                expectations_[i].place, describe(expectations_[i].wanted), count,
                count == 1 ? "" : "s", first->cell.id(), describe(first->expected.client),
                describe(first->expected.server)));
        }
    }
    return sentences;
}

void WaiverCheck::see(const CellResult& result) {
    for (std::size_t i = 0; i < waivers_.size(); ++i) {
        const bool passed = result.verdict == Verdict::passed;
        passed_[i] += passed && selects(waivers_[i].cells, result.cell) ? 1U : 0U;
    }
}

std::vector<std::string> WaiverCheck::stale(const std::vector<Cell>& cells) const {
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < waivers_.size(); ++i) {
        const std::size_t passed = passed_[i];
        if (passed != 0 && passed == count_selected(cells, waivers_[i].cells)) {
            sentences.push_back(fmt::format(
                "{} no longer applies, since {} passed: take it out", waivers_[i].place,
                passed == 1 ? "its one cell" : fmt::format("all of its {} cells", passed)));
        }
    }
    return sentences;
}

std::optional<Error> find_idle(const std::vector<Cell>& cells,
                               const std::vector<Expectation>& expectations,
                               const std::vector<Waiver>& waivers) {
    for (const Expectation& expectation : expectations) {
        if (count_selected(cells, expectation.cells) == 0) {
            return idle(expectation.place, cells);
        }
    }
    for (const Waiver& waiver : waivers) {
        if (count_selected(cells, waiver.cells) == 0) {
            return idle(waiver.place, cells);
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::matrix
