// A run's report while it grows: the cells, already written out, in a file without a name.
//   ReportSpool spool(matrix::json_format(), shard);
//   matrix::run(cells, {}, [&](const auto& result) { spool.take(result); });
//   spool.finish(seconds, output);
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>

namespace tlsmatrix::cli {

// ReportSpool holds an overview and no cell: what a report says of each stands in a temporary file,
// since what stands before them is known only at the end. Throws SetupError where that file cannot
// be made or written (TMPDIR).
class ReportSpool {
  public:
    ReportSpool(const matrix::ReportFormat& format, std::optional<matrix::Shard> shard);

    void take(const matrix::CellResult& result);
    // finish writes the whole report.
    void finish(double seconds, ResultOutput& output);
    [[nodiscard]] const matrix::Overview& overview() const { return overview_; }

  private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    void copy_cells(ResultOutput& output);

    const matrix::ReportFormat& format_;
    matrix::Overview overview_;
    std::unique_ptr<std::FILE, Close> cells_;  // null: the format has none
};

}  // namespace tlsmatrix::cli
