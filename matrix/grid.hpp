// A run's cells arranged as grids, one for each pairing of engines: what every report draws.
#pragma once

#include <string>
#include <vector>

#include "matrix/cell.hpp"
#include "matrix/plan.hpp"

namespace tlsmatrix::matrix {

// Meaning is what a cell's outcome says, apart from whether it was predicted.
enum class Meaning {
    best,        // the best version that both sets hold
    below_best,  // a version, though both sets hold a higher one
    no_mutual,   // refused, and no version is in both sets
    lost,        // refused, although both sets hold a version
    not_run,     // unsupported or broken
};

[[nodiscard]] Meaning meaning_of(const CellResult& result);

// sign_of is the sign that stands behind an outcome, so that no meaning is told by colour alone:
// `<` below the best, `*` lost, `?` not run, and none for what is as the sets say.
[[nodiscard]] std::string_view sign_of(Meaning meaning);

// short_outcome is what fits into a cell: `1.2`, `S70` for the server's protocol_version, `C47` for
// the client's illegal_parameter, `cls`, `abt`, `t/o`, `n/a`, `???`.
[[nodiscard]] std::string short_outcome(const CellResult& result);
[[nodiscard]] std::string short_outcome(const HandshakeOutcome& outcome);

// short_set writes a set in four characters, a digit for each version in it: `0-2-` is {1.0,1.2}.
[[nodiscard]] std::string short_set(VersionSet set);

// Grid is the cells of one pairing and one combination of axes: rows are clients, columns servers;
// nullptr where a filter left a cell out. Points into the report, which must outlive it.
struct Grid {
    EnginePair engines;
    std::vector<std::pair<std::string, std::string>> axes;
    std::vector<VersionSet> clients;
    std::vector<VersionSet> servers;
    std::vector<const CellResult*> cells;  // row after row

    [[nodiscard]] const CellResult* at(std::size_t row, std::size_t column) const {
        return cells[row * servers.size() + column];
    }
};

// title_of is what stands above a grid: `Clients (exact) down, servers (exact) across`.
[[nodiscard]] std::string title_of(const Grid& grid);

// grids_of makes them in the order in which the pairings stand in the report.
[[nodiscard]] std::vector<Grid> grids_of(const Report& report);

// Tally counts the outcomes of a grid as one end of the wire reports them.
struct Tally {
    std::string name;  // `negotiated`, `server's protocol_version`, ...
    std::size_t count = 0;
};

// tally_of counts negotiated cells first, then each kind of refusal in order of its first cell.
[[nodiscard]] std::vector<Tally> tally_of(const Grid& grid);

}  // namespace tlsmatrix::matrix
