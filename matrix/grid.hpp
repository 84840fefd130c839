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
};

[[nodiscard]] Meaning meaning_of(const CellResult& result);

// sign_of is the sign that stands behind an outcome, so that no meaning is told by colour alone:
// `<` below the best, `*` lost, `?` not run, and none for what is as the sets say.
[[nodiscard]] std::string_view sign_of(Meaning meaning);

// short_outcome is what fits into a cell: that of the outcome, or `n/a`, `???`.
[[nodiscard]] std::string short_outcome(const CellResult& result);

// short_set writes a set in four characters, a digit for each version in it: `0-2-` is {1.0,1.2}.
[[nodiscard]] std::string short_set(VersionSet set);

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

// Grid is the cells of one pairing and one combination of axes: rows are clients, columns servers.
class Grid {
  public:
    // A grid for this cell and its like, without any yet.
    explicit Grid(const Cell& cell);

    [[nodiscard]] bool is_of(const Cell& cell) const;
    void add(const CellResult& result, std::size_t number);

    // clients and servers are the sets that it has, in the order of their bits.
    [[nodiscard]] std::vector<VersionSet> clients() const;
    [[nodiscard]] std::vector<VersionSet> servers() const;
    // at is nullptr where a filter left the cell out.
    [[nodiscard]] const Mark* at(VersionSet client, VersionSet server) const;
    [[nodiscard]] bool has(Meaning meaning) const;
    [[nodiscard]] Cell cell_at(VersionSet client, VersionSet server) const;
    // title is what stands above it: `Clients (exact) down, servers (exact) across`.
    [[nodiscard]] std::string title() const;
    [[nodiscard]] EnginePair engines() const { return engines_; }
    // tallies are negotiated cells first, then each other kind in the order of its first cell.
    [[nodiscard]] const std::vector<Tally>& tallies() const { return tallies_; }

  private:
    static constexpr std::size_t sets = 16;  // that four versions can make

    [[nodiscard]] static std::size_t place(VersionSet client, VersionSet server) {
        return client.bits() * sets + server.bits();
    }

    EnginePair engines_;
    AxisWords axes_;
    std::vector<Mark> marks_ = std::vector<Mark>(sets * sets);
    std::vector<Tally> tallies_{{"negotiated", 0}};
};

}  // namespace tlsmatrix::matrix
