#include <algorithm>
#include <cctype>

#include <fnmatch.h>

#include <fmt/format.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix {
namespace {

template <class Keep>
std::vector<VersionSet> sets_where(Keep keep) {
    std::vector<VersionSet> sets;
    for (const VersionSet& set : all_version_sets()) {
        if (keep(set)) {
            sets.push_back(set);
        }
    }
    return sets;
}

bool ends_with(std::string_view glob, std::string_view key) {
    if (!glob.ends_with(key)) {
        return false;
    }
    const std::size_t before = glob.size() - key.size();
    return before == 0 || std::isalnum(static_cast<unsigned char>(glob[before - 1])) == 0;
}

// Behind the keys of an id an `=` is no end of a glob.
bool ends_with_key(std::string_view glob) {
    const auto is_end = [glob](const Axis& axis) { return ends_with(glob, axis.name); };
    return ends_with(glob, "client") || ends_with(glob, "server") ||
           std::any_of(axes().begin(), axes().end(), is_end);
}

}  // namespace

Result<std::vector<VersionSet>> parse_sets(std::string_view text) {
    if (text == "sets") {
        return all_version_sets();
    }
    if (text == "pinned") {
        return sets_where([](const VersionSet& set) { return set.size() == 1; });
    }
    if (text == "ranges") {
        return sets_where([](const VersionSet& set) { return !set.has_hole(); });
    }
    std::vector<VersionSet> sets;
    constexpr std::string_view separators = "; ";
    while (!text.empty()) {
        const auto end = text.find_first_of(separators);
        const std::string_view item = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (item.empty()) {
            continue;
        }
        const auto set = VersionSet::parse(item);
        if (!set) {
            return Error{fmt::format("{}; or name pinned, ranges or sets", set.error().message)};
        }
        if (std::find(sets.begin(), sets.end(), *set) == sets.end()) {
            sets.push_back(*set);
        }
    }
    if (sets.empty()) {
        return Error{
            "no set of versions is named: write pinned, ranges, sets, or a list such as "
            "'1.0,1.2; 1.3'"};
    }
    return sets;
}

Result<std::vector<EnginePair>> parse_engines(std::string_view text) {
    constexpr EnginePair exact{Engine::exact, Engine::exact};
    constexpr EnginePair openssl{Engine::openssl, Engine::openssl};
    if (text == "exact") {
        return std::vector{exact};
    }
    if (text == "openssl") {
        return std::vector{openssl};
    }
    if (text == "both") {
        return std::vector{exact, openssl};
    }
    if (text == "all") {
        return std::vector{exact, openssl, EnginePair{Engine::openssl, Engine::exact},
                           EnginePair{Engine::exact, Engine::openssl}};
    }
    return Error{fmt::format("unknown engine '{}': name exact, openssl, both or all", text)};
}

std::vector<Cell> make_cells(const std::vector<VersionSet>& clients,
                             const std::vector<VersionSet>& servers,
                             const std::vector<EnginePair>& engines) {
    std::vector<Cell> cells;
    for (const EnginePair& pair : engines) {
        for (const VersionSet& client : clients) {
            for (const VersionSet& server : servers) {
                cells.push_back({{client, pair.client}, {server, pair.server}, {}});
            }
        }
    }
    return cells;
}

bool matches(const Cell& cell, const std::string& glob) {
    if (glob == "*") {
        return true;
    }
    const std::vector<std::string> ids = cell.ids();
    return std::any_of(ids.begin(), ids.end(), [&glob](const std::string& id) {
        return fnmatch(glob.c_str(), id.c_str(), 0) == 0;
    });
}

namespace {

// A glob is for the whole of an id, which those do not expect who know filters that search.
Error unmatched(const std::vector<Cell>& cells, const std::string& glob) {
    const std::string wider = fmt::format("*{}*", glob);
    const bool would_match = std::any_of(
        cells.begin(), cells.end(), [&wider](const Cell& cell) { return matches(cell, wider); });
    return Error{fmt::format("the filter '{}' matches no cell: {}an id reads '{}'", glob,
                             would_match ? fmt::format("did you mean '{}'? ", wider) : "",
                             cells.empty() ? "" : cells.front().id())};
}

}  // namespace

Result<std::vector<Cell>> filter_cells(std::vector<Cell> cells,
                                       const std::vector<std::string>& globs) {
    if (globs.empty()) {
        return cells;
    }
    std::vector<bool> wanted(cells.size(), false);
    for (const std::string& glob : globs) {
        bool any = false;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (matches(cells[i], glob)) {
                wanted[i] = any = true;
            }
        }
        if (!any) {
            return unmatched(cells, glob);
        }
    }
    std::vector<Cell> kept;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (wanted[i]) {
            kept.push_back(std::move(cells[i]));
        }
    }
    return kept;
}

bool selects(const Selection& selection, const Cell& cell) {
    const auto is_called = [](const std::string& name, const End& end) {
        return name.empty() || (end.named && (end.named->line == name || end.named->name == name));
    };
    return is_called(selection.client, cell.client) && is_called(selection.server, cell.server) &&
           matches(cell, selection.glob);
}

Result<Waiver> parse_waiver(std::string_view text) {
    for (auto at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
        const std::string_view glob = text.substr(0, at);
        if (ends_with_key(glob)) {
            continue;
        }
        const std::string_view reason = text.substr(at + 1);
        if (glob.empty() || reason.find_first_not_of(' ') == std::string_view::npos) {
            break;
        }
        return Waiver{{std::string(glob)}, std::string(reason), fmt::format("--waive '{}'", text)};
    }
    return Error{
        fmt::format("bad waiver '{}': write 'GLOB=reason', such as "
                    "'client=1.0/*=this machine has no TLS 1.0'",
                    text)};
}

}  // namespace tlsmatrix::matrix
