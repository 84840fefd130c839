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

// junit_report has a test case for each cell, named by its id.
[[nodiscard]] std::string junit_report(const Report& report);

// markdown_report fits a CI summary: the grids, the first problems, and how many more there are.
[[nodiscard]] std::string markdown_report(const Report& report);

// csv_report has a row for each cell (RFC 4180).
[[nodiscard]] std::string csv_report(const Report& report);

// html_report is one page that needs nothing else: the grids, and each cell's story one click away.
[[nodiscard]] std::string html_report(const Report& report);

// summary_line is one sentence without its point: `449 of 450 cells as predicted, 1 failed, in 0.9
// s`.
[[nodiscard]] std::string summary_line(const Summary& summary);

}  // namespace tlsmatrix::matrix
