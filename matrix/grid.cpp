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
        return result.cell.is_predicted() ? std::optional(as_outcome(result.expected.client))
                                          : std::nullopt;
    }
    const bool ran = result.verdict == Verdict::passed || result.verdict == Verdict::failed ||
                     result.verdict == Verdict::observed;
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

std::size_t index_of(const std::vector<End>& ends, const End& end) {
    return static_cast<std::size_t>(std::find(ends.begin(), ends.end(), end) - ends.begin());
}

std::size_t index_in(std::vector<End>& ends, const End& end) {
    const std::size_t place = index_of(ends, end);
    if (place == ends.size()) {
        ends.push_back(end);
    }
    return place;
}

}  // namespace

Meaning meaning_of(const CellResult& result) {
    const auto outcome = outcome_of(result);
    if (!outcome) {
        return Meaning::not_run;
    }
    if (!result.cell.is_predicted()) {
        return Meaning::observed;
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
        case Meaning::observed:
            return "~";
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

std::string short_end(const End& end) {
    return end.named ? end.named->name : short_set(end.versions);
}

std::string whole_end(const End& end) {
    if (!end.named) {
        return end.versions.compact();
    }
    return end.versions.empty() ? end.named->name
                                : fmt::format("{} ({})", end.named->name, end.versions.compact());
}

Grid::Grid(const Cell& cell)
    : engines_{cell.client.engine, cell.server.engine},
      axes_(cell.axes),
      has_names_(cell.client.named != nullptr) {}

bool Grid::is_of(const Cell& cell) const {
    const bool has_names = cell.client.named != nullptr;
    return axes_ == cell.axes && has_names_ == has_names &&
           (has_names || engines_ == EnginePair{cell.client.engine, cell.server.engine});
}

void Grid::add(const CellResult& result, std::size_t number) {
    const std::size_t row = index_in(clients_, result.cell.client);
    const std::size_t column = index_in(servers_, result.cell.server);
    marks_.resize(clients_.size());
    marks_[row].resize(std::max(marks_[row].size(), column + 1));
    Mark& mark = marks_[row][column];
    short_outcome(result).copy(mark.text.data(), mark.text.size() - 1);
    mark.meaning = meaning_of(result);
    mark.is_problem = matrix::is_problem(result);
    mark.number = static_cast<std::uint32_t>(number);
    const std::string name = tally_name(result);
    const auto found = std::find_if(tallies_.begin(), tallies_.end(),
                                    [&name](const Tally& tally) { return tally.name == name; });
    ++(found != tallies_.end() ? *found : tallies_.emplace_back(Tally{name, 0})).count;
}

std::vector<End> Grid::in_order(std::vector<End> ends) {
    std::stable_sort(ends.begin(), ends.end(), [](const End& left, const End& right) {
        return !left.named && !right.named && left.versions.bits() < right.versions.bits();
    });
    return ends;
}

const Mark* Grid::at(const End& client, const End& server) const {
    const std::size_t row = index_of(clients_, client);
    const std::size_t column = index_of(servers_, server);
    const bool is_there = row < marks_.size() && column < marks_[row].size();
    return is_there && marks_[row][column].number != 0 ? &marks_[row][column] : nullptr;
}

bool Grid::has(Meaning meaning) const {
    return std::any_of(marks_.begin(), marks_.end(), [meaning](const std::vector<Mark>& row) {
        return std::any_of(row.begin(), row.end(), [meaning](const Mark& mark) {
            return mark.number != 0 && mark.meaning == meaning;
        });
    });
}

Cell Grid::cell_at(const End& client, const End& server) const {
    return {client, server, axes_};
}

std::string Grid::title() const {
    const auto words = [](Engine engine) {
        return engine == Engine::exact ? "exact" : "OpenSSL's own";
    };
    std::string title = has_names_ ? std::string("Clients down, servers across")
                                   : fmt::format("Clients ({}) down, servers ({}) across",
                                                 words(engines_.client), words(engines_.server));
    for (const auto& [name, value] : axes_) {
        title += fmt::format(", {} {}", name, value);
    }
    return title;
}

}  // namespace tlsmatrix::matrix
