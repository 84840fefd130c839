// A matrix's result on its way out, cell by cell: of a run, or of saved reports.
//   MatrixOutput output(flags, shard);
//   matrix::run(cells, {}, [&](const auto& result) { output.take(result); });
//   output.finish(seconds, report::envelope("matrix", local_library()));
#pragma once

#include <optional>

#include <boost/json/value.hpp>

#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/matrix/overview.hpp>

namespace tlsmatrix::cli {

// MatrixOutput holds an overview and no cell.
class MatrixOutput {
  public:
    // Throws SetupError as ReportOutput does.
    explicit MatrixOutput(const ReportFlags& flags, std::optional<matrix::Shard> shard = {},
                          std::string_view default_format = "table");

    void take(const matrix::CellResult& result);
    // The same of a cell that was saved: its JSON stays as it is, with what this program does not
    // know of. Throws report::Misread.
    void take_saved(const boost::json::value& cell, std::size_t index);
    // finish writes the whole report.
    void finish(double seconds, boost::json::object envelope);
    [[nodiscard]] const matrix::Overview& overview() const { return overview_; }

  private:
    ReportOutput output_;
    matrix::Overview overview_;
    report::Document frame_;
};

}  // namespace tlsmatrix::cli
