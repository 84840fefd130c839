// Which cells a run has: sets, engines, filters and waivers, as pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// parse_sets reads `pinned` (the 4 single versions), `ranges` (the 10 without a hole), `sets` (all
// 15), or a list of sets with `;` or spaces between them: `1.0,1.2; 1.3`.
[[nodiscard]] Result<std::vector<VersionSet>> parse_sets(std::string_view text);

// EnginePair is the client's engine and the server's.
struct EnginePair {
    Engine client = Engine::exact;
    Engine server = Engine::exact;

    friend bool operator==(const EnginePair&, const EnginePair&) = default;
};

// parse_engines reads `exact` or `openssl` (at both ends), `both` (each with itself) or `all` (the
// four pairings).
[[nodiscard]] Result<std::vector<EnginePair>> parse_engines(std::string_view text);

// make_cells crosses them: for each pairing every client set against every server set.
[[nodiscard]] std::vector<Cell> make_cells(const std::vector<VersionSet>& clients,
                                           const std::vector<VersionSet>& servers,
                                           const std::vector<EnginePair>& engines);

// matches tells whether a glob (`*`, `?`, `[...]`) matches a cell's id, in any of its forms.
[[nodiscard]] bool matches(const Cell& cell, const std::string& glob);

// filter_cells keeps the cells that any of the globs matches; without globs, all. An Error names a
// glob that matches none.
[[nodiscard]] Result<std::vector<Cell>> filter_cells(std::vector<Cell> cells,
                                                     const std::vector<std::string>& globs);

// Selection picks the cells that its glob matches and whose ends have these names in the file,
// where it names any.
struct Selection {
    std::string glob = "*";
    std::string client = {};
    std::string server = {};
};

[[nodiscard]] bool selects(const Selection& selection, const Cell& cell);

// Waiver excuses its cells, if they do not pass; the reason goes into the report.
struct Waiver {
    Selection cells;
    std::string reason;
    std::string place = "a waiver";  // where it was given, as a sentence about it begins
};

// parse_waiver reads `GLOB=reason`. The `=` behind client or server belongs to the glob.
[[nodiscard]] Result<Waiver> parse_waiver(std::string_view text);

}  // namespace tlsmatrix::matrix
