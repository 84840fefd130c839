#include <fmt/format.h>

#include "matrix/junit.hpp"
#include "matrix/repeat.hpp"
#include "matrix/report.hpp"

namespace tlsmatrix::matrix {
namespace {

// A cell that was not run is an error, never a skip: what nobody looked at did not pass.
void take_verdict(JunitCase& junit, const CellResult& result) {
    const std::string text =
        fmt::format("{}\nrepeat it: {}", result.explanation, repeat_command(result.cell));
    if (result.waived) {
        junit.skipped = fmt::format("{}, waived: {}", verdict_name(result.verdict), *result.waived);
        return;
    }
    switch (result.verdict) {
        case Verdict::passed:
            return;
        case Verdict::predicted:
            junit.skipped = "predicted alone, not driven";
            return;
        case Verdict::failed:
            junit.failure = text;
            return;
        case Verdict::unsupported:
        case Verdict::broken:
            junit.error = fmt::format("{}: {}", verdict_name(result.verdict), text);
    }
}

std::string junit_head(const Overview& overview) {
    const Summary& summary = overview.summary();
    return junit_opening({.suite = "tlsmatrix matrix",
                          .tests = summary.cells,
                          .failures = summary.failed,
                          .errors = summary.unsupported + summary.broken,
                          .skipped = summary.waived + summary.predicted,
                          .seconds = summary.seconds});
}

std::string junit_cell(const CellResult& result, std::size_t) {
    JunitCase junit{.name = result.cell.id(), .class_name = "tlsmatrix.matrix"};
    take_verdict(junit, result);
    return junit_case(junit);
}

}  // namespace

const ReportFormat& junit_format() {
    static constexpr ReportFormat format{"junit", junit_head, junit_cell, junit_closing};
    return format;
}

}  // namespace tlsmatrix::matrix
