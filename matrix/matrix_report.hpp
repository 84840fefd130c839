// A run's result as a document: what stands before the cells is made of an overview, and each cell
// by itself, so that no run has to be held in memory.
//   report::Document head = matrix_document(overview, report::envelope("matrix", release));
//   report::Item item = cell_item(result);
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/overview.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::matrix {

// matrix_document is all but the items: a grid for each pairing of engines, its tally, a legend,
// what went wrong. As JSON it is an object as docs/matrix.schema.json describes it, one cell a
// line.
[[nodiscard]] report::Document matrix_document(const Overview& overview,
                                               boost::json::object envelope);
// The whole, for who has all results at once; the envelope is this program's.
[[nodiscard]] report::Document matrix_document(const Report& report);

// cell_item is one cell: its test case, its row, its story and its JSON.
[[nodiscard]] report::Item cell_item(const CellResult& result);

// read_cell reads a cell of a saved report. Throws report::Misread.
[[nodiscard]] CellResult read_cell(const report::Saved& cell);
[[nodiscard]] boost::json::object cell_json(const CellResult& result);

// summary_line is one sentence without its point: `449 of 450 cells as predicted, 1 failed, in 0.9
// s`.
[[nodiscard]] std::string summary_line(const Summary& summary);

}  // namespace tlsmatrix::matrix
