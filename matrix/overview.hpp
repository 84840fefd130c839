// What a report says of a run as a whole, in a few bytes for each cell: the cells themselves go by.
//   Overview overview;
//   overview.add(result);  // once for each
//   overview.summary().passed
#pragma once

#include <optional>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/grid.hpp>

namespace tlsmatrix::matrix {

// Overview is filled while the cells are driven, in their order.
class Overview {
  public:
    explicit Overview(std::optional<Shard> shard = std::nullopt) : shard_(shard) {}

    void add(const CellResult& result);
    void took(double seconds) { summary_.seconds = seconds; }

    [[nodiscard]] const Summary& summary() const { return summary_; }
    [[nodiscard]] const std::optional<Shard>& shard() const { return shard_; }
    // grids are in the order in which their first cells came.
    [[nodiscard]] const std::vector<Grid>& grids() const { return grids_; }
    // problems are the first most_problems of those that the summary counts; problems_left is how
    // many more there are.
    [[nodiscard]] const std::vector<CellResult>& problems() const { return problems_; }
    [[nodiscard]] std::size_t problems_left() const {
        return summary_.problems() - problems_.size();
    }
    [[nodiscard]] bool has(Meaning meaning) const;

    static constexpr std::size_t most_problems = 9;

  private:
    Grid& grid_of(const Cell& cell);

    std::optional<Shard> shard_;
    Summary summary_;
    std::vector<Grid> grids_;
    std::vector<CellResult> problems_;
};

// overview_of is that of a run whose results are all there.
[[nodiscard]] Overview overview_of(const Report& report);

}  // namespace tlsmatrix::matrix
