#include <optional>
#include <set>

#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/difference.hpp>

namespace tlsmatrix::matrix {
namespace {

// Side is what one side of the comparison changes.
struct Side {
    std::optional<Profile> profile;
    std::optional<Engine> engine;
};

Side side_of(std::string_view name) {
    return {parse_profile(name), parse_engine(name)};
}

Negotiation predicted(const Cell& cell, const Side& side) {
    Endpoints endpoints = endpoints_of(cell, side.profile.value_or(running_profile()));
    endpoints.client.engine = side.engine.value_or(endpoints.client.engine);
    endpoints.server.engine = side.engine.value_or(endpoints.server.engine);
    return negotiate(endpoints.client, endpoints.server);
}

// Without engines, where these are what is compared.
std::string name_of(const Cell& cell, bool engines_differ) {
    if (!engines_differ) {
        return cell.id();
    }
    std::string name =
        fmt::format("client={} server={}", cell.client.versions.str(), cell.server.versions.str());
    for (const auto& [axis, value] : cell.axes) {
        name += fmt::format(" {}={}", axis, value);
    }
    return name;
}

}  // namespace

std::vector<Cell> comparable(std::vector<Cell> cells, std::string_view side) {
    if (parse_engine(side)) {
        std::set<std::string> seen;
        std::erase_if(cells,
                      [&](const Cell& cell) { return !seen.insert(name_of(cell, true)).second; });
    }
    return cells;
}

Result<std::vector<Difference>> differences(const std::vector<Cell>& cells, std::string_view left,
                                            std::string_view right) {
    const Side sides[]{side_of(left), side_of(right)};
    const bool profiles = sides[0].profile && sides[1].profile;
    const bool engines = sides[0].engine && sides[1].engine;
    if (!profiles && !engines) {
        return Error{
            fmt::format("cannot compare '{}' with '{}': name two profiles ({}), or two engines "
                        "(exact, openssl)",
                        left, right, profile_names())};
    }
    std::vector<Difference> found;
    for (const Cell& cell : cells) {
        Difference each{cell, predicted(cell, sides[0]), predicted(cell, sides[1])};
        if (each.left.client != each.right.client || each.left.server != each.right.server) {
            found.push_back(std::move(each));
        }
    }
    return found;
}

std::string difference_report(const std::vector<Difference>& differences, std::size_t cells,
                              std::string_view left, std::string_view right) {
    const bool engines = parse_engine(left).has_value();
    std::string out;
    for (const Difference& each : differences) {
        fmt::format_to(std::back_inserter(out), "{}\n    {}: {}\n    {}: {}\n",
                       name_of(each.cell, engines), left, describe(each.left.client), right,
                       describe(each.right.client));
    }
    fmt::format_to(std::back_inserter(out), "{}{} of {} cells differ between {} and {}\n",
                   out.empty() ? "" : "\n", differences.size(), cells, left, right);
    return out;
}

}  // namespace tlsmatrix::matrix
