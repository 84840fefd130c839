// What a user wants to hold of cells, beside the rule: judged by what both ends saw.
//   judge_expectations(result, {{.cells = {"*server=1.1/*"}, .wanted = {.negotiated = false}}});
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix {

// Wanted is how a handshake ought to end: at one of the versions, or by an alert.
struct Wanted {
    bool negotiated = true;
    VersionSet versions = VersionSet::all();  // where it is to be negotiated
    std::string by;                           // where not: client or server; empty: either
    std::string alert;                        // and the alert's name; empty: any
};

// describe is what stands behind `expects`: `TLSv1.2`, `a refusal by the server with
// protocol_version`.
[[nodiscard]] std::string describe(const Wanted& wanted);

// Expectation is what is wanted of its cells, and where that was written.
struct Expectation {
    Selection cells;
    Wanted wanted;
    std::string place = "an expectation";  // `matrix.toml:12`; a sentence about it begins with it
    std::string file = {};                 // the matrix file that it stands in; empty: none
};

// judge_expectations fails a cell that was driven and whose two ends did not both see what is
// wanted of it; the explanation names the place of the expectation.
void judge_expectations(CellResult& result, const std::vector<Expectation>& expectations);

// PredictionCheck looks for expectations that the rule's own word for a cell does not meet. Cells
// that a waiver selects are excused. It refers to what it is made of.
class PredictionCheck {
  public:
    PredictionCheck(const std::vector<Expectation>& expectations,
                    const std::vector<Waiver>& waivers)
        : expectations_(expectations), waivers_(waivers), unmet_(expectations.size()) {}

    void see(const CellResult& result);
    // unmet has a sentence for each of those expectations.
    [[nodiscard]] std::vector<std::string> unmet() const;

  private:
    struct Unmet {
        std::size_t count = 0;
        std::optional<CellResult> first = std::nullopt;
    };

    const std::vector<Expectation>& expectations_;
    const std::vector<Waiver>& waivers_;
    std::vector<Unmet> unmet_;
};

// WaiverCheck looks for waivers all of whose cells were driven and passed. It refers to what it is
// made of.
class WaiverCheck {
  public:
    explicit WaiverCheck(const std::vector<Waiver>& waivers)
        : waivers_(waivers), passed_(waivers.size()) {}

    void see(const CellResult& result);
    // stale has a sentence for each of those waivers. `cells` is the whole matrix: of a waiver with
    // cells beyond a filter or a shard nothing can be told.
    [[nodiscard]] std::vector<std::string> stale(const std::vector<Cell>& cells) const;

  private:
    const std::vector<Waiver>& waivers_;
    std::vector<std::size_t> passed_;
};

// find_idle is an Error that names an expectation or a waiver without any cell; nullopt if all have
// some.
[[nodiscard]] std::optional<Error> find_idle(const std::vector<Cell>& cells,
                                             const std::vector<Expectation>& expectations,
                                             const std::vector<Waiver>& waivers);

}  // namespace tlsmatrix::matrix
