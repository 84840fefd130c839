#include "matrix/grid.hpp"

#include <algorithm>

#include <fmt/format.h>

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

struct Shorten {
    std::string operator()(const Negotiated& it) const {
        return std::string(short_name(it.version));
    }
    std::string operator()(const Refused& it) const {
        return fmt::format("{}{}", it.alert.sender == Sender::client ? 'C' : 'S',
                           it.alert.description);
    }
    std::string operator()(const Closed&) const { return "cls"; }
    std::string operator()(const Aborted&) const { return "abt"; }
    std::string operator()(const TimedOut&) const { return "t/o"; }
};

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

template <class T>
std::size_t index_of(std::vector<T>& list, const T& item) {
    const auto found = std::find(list.begin(), list.end(), item);
    const auto index = static_cast<std::size_t>(found - list.begin());
    if (found == list.end()) {
        list.push_back(item);
    }
    return index;
}

// Key is what tells grids apart.
using Key = std::pair<EnginePair, std::vector<std::pair<std::string, std::string>>>;

Key key_of(const Cell& cell) {
    return {{cell.client.engine, cell.server.engine}, cell.axes};
}

Grid grid_of(const Key& key, const std::vector<const CellResult*>& members) {
    Grid grid{key.first, key.second, {}, {}, {}};
    for (const CellResult* result : members) {
        index_of(grid.clients, result->cell.client.versions);
        index_of(grid.servers, result->cell.server.versions);
    }
    const auto by_bits = [](VersionSet left, VersionSet right) {
        return left.bits() < right.bits();
    };
    std::sort(grid.clients.begin(), grid.clients.end(), by_bits);
    std::sort(grid.servers.begin(), grid.servers.end(), by_bits);
    grid.cells.assign(grid.clients.size() * grid.servers.size(), nullptr);
    for (const CellResult* result : members) {
        const std::size_t row = index_of(grid.clients, result->cell.client.versions);
        const std::size_t column = index_of(grid.servers, result->cell.server.versions);
        grid.cells[row * grid.servers.size() + column] = result;
    }
    return grid;
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

std::string short_outcome(const HandshakeOutcome& outcome) {
    return std::visit(Shorten{}, outcome);
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

std::string title_of(const Grid& grid) {
    const auto words = [](Engine engine) {
        return engine == Engine::exact ? "exact" : "OpenSSL's own";
    };
    std::string title = fmt::format("Clients ({}) down, servers ({}) across",
                                    words(grid.engines.client), words(grid.engines.server));
    for (const auto& [name, value] : grid.axes) {
        title += fmt::format(", {} {}", name, value);
    }
    return title;
}

std::vector<Grid> grids_of(const Report& report) {
    std::vector<Key> keys;
    std::vector<std::vector<const CellResult*>> members;
    for (const CellResult& result : report.cells) {
        const Key key = key_of(result.cell);
        // Cells of a grid stand together, so the last one is nearly always the right one.
        const std::size_t index =
            !keys.empty() && keys.back() == key ? keys.size() - 1 : index_of(keys, key);
        members.resize(keys.size());
        members[index].push_back(&result);
    }
    std::vector<Grid> grids;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        grids.push_back(grid_of(keys[i], members[i]));
    }
    return grids;
}

std::vector<Tally> tally_of(const Grid& grid) {
    std::vector<Tally> tallies{{"negotiated", 0}};
    for (const CellResult* result : grid.cells) {
        if (result == nullptr) {
            continue;
        }
        const auto outcome = outcome_of(*result);
        const std::string name =
            outcome ? tally_name(*outcome) : std::string(verdict_name(result->verdict));
        const auto found = std::find_if(tallies.begin(), tallies.end(),
                                        [&](const Tally& tally) { return tally.name == name; });
        if (found == tallies.end()) {
            tallies.push_back({name, 1});
        } else {
            ++found->count;
        }
    }
    return tallies;
}

}  // namespace tlsmatrix::matrix
