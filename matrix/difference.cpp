#include <optional>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/difference.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;
using report::Saved;

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

json::object negotiation_json(const Negotiation& negotiation) {
    return {{"client", report::prediction_json(negotiation.client)},
            {"server", report::prediction_json(negotiation.server)}};
}

std::string client_words(const Saved& negotiation) {
    return describe(report::read_prediction(negotiation.at("client")));
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

json::object difference_json(const std::vector<Difference>& differences, std::size_t cells,
                             std::string_view left, std::string_view right) {
    const bool engines = parse_engine(left).has_value();
    json::object object = report::envelope("matrix", local_library());
    object["sides"] = {{"left", left}, {"right", right}};
    object["compared"] = cells;
    object["differences"] = list_of(differences, [engines](const Difference& each) {
        return json::object{{"id", name_of(each.cell, engines)},
                            {"left", negotiation_json(each.left)},
                            {"right", negotiation_json(each.right)}};
    });
    return object;
}

// A page has a table; ids are too long for one in a terminal.
report::Document difference_document(json::value report) {
    const Saved saved(report);
    const std::string left = saved.at("sides").text("left");
    const std::string right = saved.at("sides").text("right");
    report::Document document{.command = "matrix",
                              .title = fmt::format("tlsmatrix matrix --diff {} {}", left, right),
                              .record_heading = {"cell", left, right}};
    report::Table table{.columns = {{{"cell"}}, {{left}}, {{right}}}};
    for (const Saved& each : saved.list("differences")) {
        const std::string id = each.text("id");
        const std::string sights[] = {client_words(each.at("left")),
                                      client_words(each.at("right"))};
        const std::vector<std::string> lines{fmt::format("{}: {}", left, sights[0]),
                                             fmt::format("{}: {}", right, sights[1])};
        document.add(report::Lines{id, "    ", lines}, false, report::Where::terminal);
        table.rows.push_back({{{id}, {sights[0]}, {sights[1]}}});
        document.items.push_back({.name = id,
                                  .judgement = report::Judgement::passed,
                                  .output = fmt::format("{}", fmt::join(lines, "\n")),
                                  .record = {id, sights[0], sights[1]}});
    }
    document.summary = {fmt::format("{} of {} cells differ between {} and {}", table.rows.size(),
                                    saved.count("compared"), left, right)};
    document.add(std::move(table), true, report::Where::page);
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::matrix
