#include <fmt/format.h>

#include <tlsmatrix/cli/matrix_output.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>

namespace tlsmatrix::cli {

MatrixOutput::MatrixOutput(const ReportFlags& flags, std::optional<matrix::Shard> shard,
                           std::string_view default_format)
    : output_(flags, default_format),
      overview_(shard),
      frame_{.command = "matrix", .items_name = "cells"} {}

void MatrixOutput::take(const matrix::CellResult& result) {
    overview_.add(result);
    if (output_.wants_items()) {
        output_.take(matrix::cell_item(result), frame_);
    }
}

void MatrixOutput::take_saved(const boost::json::value& cell, std::size_t index) {
    const matrix::CellResult result =
        matrix::read_cell(report::Saved(cell, fmt::format("cells[{}]", index)));
    overview_.add(result);
    if (output_.wants_items()) {
        report::Item item = matrix::cell_item(result);
        item.value = cell;
        output_.take(item, frame_);
    }
}

void MatrixOutput::finish(double seconds, boost::json::object envelope) {
    overview_.took(seconds);
    output_.finish(matrix::matrix_document(overview_, std::move(envelope)));
}

}  // namespace tlsmatrix::cli
