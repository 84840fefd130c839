// A run's result, written out: each writer is a pure function of the one Report.
#pragma once

#include <string>

#include "matrix/cell.hpp"

namespace tlsmatrix::matrix {

// table_report is for people: a grid for each pairing of engines, at most 80 columns wide, its
// tally, what went wrong, and a legend. Meaning is told by signs, and by colour too where asked.
[[nodiscard]] std::string table_report(const Report& report, bool colour);

// json_report is one object as docs/matrix.schema.json describes it, one cell a line.
[[nodiscard]] std::string json_report(const Report& report);

}  // namespace tlsmatrix::matrix
