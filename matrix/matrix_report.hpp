// A run's result, written out: each format is pure functions of an overview and of one cell at a
// time, so that no run has to be held in memory.
//   const ReportFormat& format = json_format();
//   format.head(overview) + format.cell(first, 1) + format.cell(second, 2) + format.foot()
#pragma once

#include <string>
#include <string_view>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/overview.hpp>

namespace tlsmatrix::matrix {

// ReportFormat is how a report is written: what stands before the cells, which is known once all of
// them are; each cell, by its number from 1 on; and what stands behind them.
struct ReportFormat {
    std::string_view name;
    std::string (*head)(const Overview& overview);
    std::string (*cell)(const CellResult& result, std::size_t number) = nullptr;  // null: no cells
    std::string (*foot)() = nullptr;
};

// json is one object as docs/matrix.schema.json describes it, one cell a line.
[[nodiscard]] const ReportFormat& json_format();
// junit has a test case for each cell, named by its id.
[[nodiscard]] const ReportFormat& junit_format();
// markdown fits a CI summary: the grids, the first problems, and how many more there are.
[[nodiscard]] const ReportFormat& markdown_format();
// csv has a row for each cell (RFC 4180).
[[nodiscard]] const ReportFormat& csv_format();
// html is one page that needs nothing else: the grids, and each cell's story one click away.
[[nodiscard]] const ReportFormat& html_format();

// written is a whole report, for who has all results at once.
[[nodiscard]] std::string written(const ReportFormat& format, const Report& report);

// table_report is for people: a grid for each pairing of engines, at most 80 columns wide, its
// tally, what went wrong, and a legend. Meaning is told by signs, and by colour too where asked.
[[nodiscard]] std::string table_report(const Overview& overview, bool colour);

// summary_line is one sentence without its point: `449 of 450 cells as predicted, 1 failed, in 0.9
// s`.
[[nodiscard]] std::string summary_line(const Summary& summary);

}  // namespace tlsmatrix::matrix
