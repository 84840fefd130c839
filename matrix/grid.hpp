// A run's cells arranged as grids, one for each pairing of engines: what every report draws.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix {

// Meaning is what a cell's outcome says, apart from whether it was predicted.
enum class Meaning {
    best,        // the best version that both sets hold
    below_best,  // a version, though both sets hold a higher one
    no_mutual,   // refused, and no version is in both sets
    lost,        // refused, although both sets hold a version
    not_run,     // unsupported or broken
    observed,    // nothing was predicted of it
};

[[nodiscard]] Meaning meaning_of(const CellResult& result);

// sign_of is the sign that stands behind an outcome, so that no meaning is told by colour alone:
// `<` below the best, `*` lost, `?` not run, `~` observed, and none for what is as the sets say.
[[nodiscard]] std::string_view sign_of(Meaning meaning);

// short_outcome is what fits into a cell: that of the outcome, or `n/a`, `???`.
[[nodiscard]] std::string short_outcome(const CellResult& result);

// short_set writes a set in four characters, a digit for each version in it: `0-2-` is {1.0,1.2}.
[[nodiscard]] std::string short_set(VersionSet set);

// short_end is an end as a grid has it: its name, or its set as above.
[[nodiscard]] std::string short_end(const End& end);
// whole_end is the same where there is room: `app (1.2+)`, `1.0-1.2`.
[[nodiscard]] std::string whole_end(const End& end);

// Mark is all that a grid keeps of a cell.
struct Mark {
    std::array<char, 5> text{};  // short_outcome, ended by NUL
    Meaning meaning = Meaning::not_run;
    bool is_problem = false;
    std::uint32_t number = 0;  // the cell's place in the run, from 1 on; 0: there is no such cell
};

// Tally counts the outcomes of a grid as one end of the wire reports them.
struct Tally {
    std::string name;  // `negotiated`, `server's protocol_version`, ...
    std::size_t count = 0;
};

// Grid is the cells of one combination of axes, and of one pairing of engines, or of all ends that
// have names: rows are clients, columns servers.
class Grid {
  public:
    // A grid for this cell and its like, without any yet.
    explicit Grid(const Cell& cell);

    [[nodiscard]] bool is_of(const Cell& cell) const;
    void add(const CellResult& result, std::size_t number);

    // clients and servers are the ends that it has: sets in the order of their bits, and names in
    // that of the cells.
    [[nodiscard]] std::vector<End> clients() const { return in_order(clients_); }
    [[nodiscard]] std::vector<End> servers() const { return in_order(servers_); }
    [[nodiscard]] bool has_names() const { return has_names_; }
    // at is nullptr where a filter left the cell out.
    [[nodiscard]] const Mark* at(const End& client, const End& server) const;
    [[nodiscard]] bool has(Meaning meaning) const;
    [[nodiscard]] Cell cell_at(const End& client, const End& server) const;
    // title is what stands above it: `Clients (exact) down, servers (exact) across`.
    [[nodiscard]] std::string title() const;
    [[nodiscard]] EnginePair engines() const { return engines_; }
    // tallies are negotiated cells first, then each other kind in the order of its first cell.
    [[nodiscard]] const std::vector<Tally>& tallies() const { return tallies_; }

  private:
    [[nodiscard]] static std::vector<End> in_order(std::vector<End> ends);

    EnginePair engines_;
    AxisWords axes_;
    bool has_names_;
    std::vector<End> clients_;
    std::vector<End> servers_;
    std::vector<std::vector<Mark>> marks_;  // of each client, of as many servers as it needs
    std::vector<Tally> tallies_{{"negotiated", 0}};
};

}  // namespace tlsmatrix::matrix
