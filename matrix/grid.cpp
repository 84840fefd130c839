#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/matrix/grid.hpp>

namespace tlsmatrix::matrix {
namespace {

// What was predicted, in the form of what is seen.
HandshakeOutcome as_outcome(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return Negotiated{*version, {}, {}, false};
    }
    return Refused{std::get<Alert>(prediction)};
}

std::optional<HandshakeOutcome> outcome_of(const CellResult& result) {
    if (result.verdict == Verdict::predicted) {
        return as_outcome(result.expected.client);
    }
    const bool ran = result.verdict == Verdict::passed || result.verdict == Verdict::failed;
    return !ran ? std::nullopt : result.client ? result.client : result.server;
}

std::string tally_name(const HandshakeOutcome& outcome) {
    if (std::holds_alternative<Negotiated>(outcome)) {
        return "negotiated";
    }
    if (const auto* refused = std::get_if<Refused>(&outcome)) {
        return fmt::format("{}'s {}", sender_name(refused->alert.sender),
                           alert_name(refused->alert.description));
    }
    return std::string(outcome_name(outcome));
}

std::string tally_name(const CellResult& result) {
    const auto outcome = outcome_of(result);
    return outcome ? tally_name(*outcome) : std::string(verdict_name(result.verdict));
}

// The sets that meet any other one in a cell.
template <class Meets>
std::vector<VersionSet> sets_that(Meets meets) {
    const std::vector<VersionSet> all = all_version_sets();
    std::vector<VersionSet> found;
    for (const VersionSet& set : all) {
        if (std::any_of(all.begin(), all.end(),
                        [&](VersionSet other) { return meets(set, other); })) {
            found.push_back(set);
        }
    }
    return found;
}

}  // namespace

Meaning meaning_of(const CellResult& result) {
    const auto outcome = outcome_of(result);
    if (!outcome) {
        return Meaning::not_run;
    }
    const auto best = best_mutual(result.cell.client.versions, result.cell.server.versions);
    if (const auto* negotiated = std::get_if<Negotiated>(&*outcome)) {
        return negotiated->version == best ? Meaning::best : Meaning::below_best;
    }
    return best ? Meaning::lost : Meaning::no_mutual;
}

std::string_view sign_of(Meaning meaning) {
    switch (meaning) {
        case Meaning::best:
        case Meaning::no_mutual:
            return "";
        case Meaning::below_best:
            return "<";
        case Meaning::lost:
            return "*";
        case Meaning::not_run:
            break;
    }
    return "?";
}

std::string short_outcome(const CellResult& result) {
    if (const auto outcome = outcome_of(result)) {
        return short_outcome(*outcome);
    }
    return result.verdict == Verdict::unsupported ? "n/a" : "???";
}

std::string short_set(VersionSet set) {
    std::string text = "----";
    for (std::size_t i = 0; i < all_versions.size(); ++i) {
        if (set.contains(all_versions[i])) {
            text[i] = static_cast<char>('0' + i);
        }
    }
    return text;
}

Grid::Grid(const Cell& cell) : engines_{cell.client.engine, cell.server.engine}, axes_(cell.axes) {}

bool Grid::is_of(const Cell& cell) const {
    return engines_ == EnginePair{cell.client.engine, cell.server.engine} && axes_ == cell.axes;
}

void Grid::add(const CellResult& result, std::size_t number) {
    Mark& mark = marks_[place(result.cell.client.versions, result.cell.server.versions)];
    short_outcome(result).copy(mark.text.data(), mark.text.size() - 1);
    mark.meaning = meaning_of(result);
    mark.is_problem = matrix::is_problem(result);
    mark.number = static_cast<std::uint32_t>(number);
    const std::string name = tally_name(result);
    const auto found = std::find_if(tallies_.begin(), tallies_.end(),
                                    [&name](const Tally& tally) { return tally.name == name; });
    ++(found != tallies_.end() ? *found : tallies_.emplace_back(Tally{name, 0})).count;
}

std::vector<VersionSet> Grid::clients() const {
    return sets_that(
        [this](VersionSet client, VersionSet server) { return at(client, server) != nullptr; });
}

std::vector<VersionSet> Grid::servers() const {
    return sets_that(
        [this](VersionSet server, VersionSet client) { return at(client, server) != nullptr; });
}

const Mark* Grid::at(VersionSet client, VersionSet server) const {
    const Mark& mark = marks_[place(client, server)];
    return mark.number == 0 ? nullptr : &mark;
}

bool Grid::has(Meaning meaning) const {
    return std::any_of(marks_.begin(), marks_.end(), [meaning](const Mark& mark) {
        return mark.number != 0 && mark.meaning == meaning;
    });
}

Cell Grid::cell_at(VersionSet client, VersionSet server) const {
    return {{client, engines_.client}, {server, engines_.server}, axes_};
}

std::string Grid::title() const {
    const auto words = [](Engine engine) {
        return engine == Engine::exact ? "exact" : "OpenSSL's own";
    };
    std::string title = fmt::format("Clients ({}) down, servers ({}) across",
                                    words(engines_.client), words(engines_.server));
    for (const auto& [name, value] : axes_) {
        title += fmt::format(", {} {}", name, value);
    }
    return title;
}

}  // namespace tlsmatrix::matrix
