#include "matrix/grid.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tlsmatrix::matrix {
namespace {

const HandshakeOutcome* outcome_of(const CellResult& result) {
    const bool ran = result.verdict == Verdict::passed || result.verdict == Verdict::failed;
    if (!ran) {
        return nullptr;
    }
    const Sight& sight = result.client ? result.client : result.server;
    return sight ? &*sight : nullptr;
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

Grid grid_of(const Report& report, EnginePair engines) {
    Grid grid{engines, {}, {}, {}};
    std::vector<const CellResult*> members;
    for (const CellResult& result : report.cells) {
        if (EnginePair{result.cell.client.engine, result.cell.server.engine} == engines) {
            index_of(grid.clients, result.cell.client.versions);
            index_of(grid.servers, result.cell.server.versions);
            members.push_back(&result);
        }
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
    const HandshakeOutcome* outcome = outcome_of(result);
    if (outcome == nullptr) {
        return Meaning::not_run;
    }
    const auto best = best_mutual(result.cell.client.versions, result.cell.server.versions);
    if (const auto* negotiated = std::get_if<Negotiated>(outcome)) {
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
    if (const HandshakeOutcome* outcome = outcome_of(result)) {
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
    return fmt::format("Clients ({}) down, servers ({}) across", words(grid.engines.client),
                       words(grid.engines.server));
}

std::vector<Grid> grids_of(const Report& report) {
    std::vector<EnginePair> pairs;
    for (const CellResult& result : report.cells) {
        index_of(pairs, EnginePair{result.cell.client.engine, result.cell.server.engine});
    }
    std::vector<Grid> grids;
    for (const EnginePair& pair : pairs) {
        grids.push_back(grid_of(report, pair));
    }
    return grids;
}

std::vector<Tally> tally_of(const Grid& grid) {
    std::vector<Tally> tallies{{"negotiated", 0}};
    for (const CellResult* result : grid.cells) {
        if (result == nullptr) {
            continue;
        }
        const HandshakeOutcome* outcome = outcome_of(*result);
        const std::string name =
            outcome != nullptr ? tally_name(*outcome) : std::string(verdict_name(result->verdict));
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
