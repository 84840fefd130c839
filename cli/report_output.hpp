// A command's result on its way out: one document, in every format that was asked for.
//   ReportOutput output(flags);
//   output.write(document);
// Where the items are too many to hold:
//   if (output.wants_items()) output.take(item);  // each of them
//   output.finish(document);                      // all but the items
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <tlsmatrix/cli/report_flags.hpp>
#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::cli {

// ReportOutput has a target for --format with --output, and one for each --report. What it says of
// each item that is taken stands in a temporary file, since what stands before them is known only
// at the end. A file is whole or absent.
class ReportOutput {
  public:
    // Throws SetupError where a file cannot be written to, so that a long run is not lost in the
    // end, and where two results would go to the same place.
    explicit ReportOutput(const ReportFlags& flags, std::string_view default_format = "table");
    ~ReportOutput();
    ReportOutput(const ReportOutput&) = delete;
    ReportOutput& operator=(const ReportOutput&) = delete;

    // write writes a whole document. It throws SetupError where it cannot, and ReaderGone where
    // nobody reads standard output any more; all files are written by then.
    void write(const report::Document& document);

    // is_empty tells that nothing is to be written, uses_standard_output that one goes there.
    [[nodiscard]] bool is_empty() const;
    [[nodiscard]] bool uses_standard_output() const;

    // wants_items is false where no format has items, so that none need be made.
    [[nodiscard]] bool wants_items() const;
    // take throws SetupError where the temporary file cannot be made or written (TMPDIR). The frame
    // is the document's command and items_name.
    void take(const report::Item& item, const report::Document& frame);
    // finish is write for a document whose items were taken.
    void finish(const report::Document& document);

  private:
    struct Target;

    std::vector<Target> targets_;  // standard output last
    std::size_t taken_ = 0;
};

}  // namespace tlsmatrix::cli
