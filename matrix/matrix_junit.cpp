#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/junit.hpp>

namespace tlsmatrix::matrix {
namespace {

// A cell that was not run is an error, never a skip: what nobody looked at did not pass.
void take_verdict(report::JunitCase& junit, const CellResult& result) {
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
    return report::junit_opening({.suite = "tlsmatrix matrix",
                                  .tests = summary.cells,
                                  .failures = summary.failed,
                                  .errors = summary.unsupported + summary.broken,
                                  .skipped = summary.waived + summary.predicted,
                                  .seconds = summary.seconds});
}

std::string junit_cell(const CellResult& result, std::size_t) {
    report::JunitCase junit{.name = result.cell.id(), .class_name = "tlsmatrix.matrix"};
    take_verdict(junit, result);
    return report::junit_case(junit);
}

}  // namespace

const ReportFormat& junit_format() {
    static constexpr ReportFormat format{"junit", junit_head, junit_cell, report::junit_closing};
    return format;
}

}  // namespace tlsmatrix::matrix
