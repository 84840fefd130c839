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

}  // namespace

std::string junit_report(const Report& report) {
    std::vector<JunitCase> cases;
    for (const CellResult& result : report.cells) {
        JunitCase junit{.name = result.cell.id(), .class_name = "tlsmatrix.matrix"};
        take_verdict(junit, result);
        cases.push_back(std::move(junit));
    }
    return junit_xml("tlsmatrix matrix", cases, report.summary.seconds);
}

}  // namespace tlsmatrix::matrix
