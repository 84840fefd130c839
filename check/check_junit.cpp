#include <fmt/format.h>

#include <tlsmatrix/check/detail/rows.hpp>
#include <tlsmatrix/report/junit.hpp>

namespace tlsmatrix::check {
namespace {

double seconds_of(const Report& report, const VersionResult& result) {
    double seconds = 0;
    for (const std::size_t index : result.trials) {
        seconds += std::chrono::duration<double>(report.trials[index].facts.child.duration).count();
    }
    return seconds;
}

}  // namespace

std::string junit_report(const Report& report) {
    std::vector<report::JunitCase> cases;
    const std::vector<VersionRow> rows = rows_of(report);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const VersionResult& result = report.versions[i];
        report::JunitCase each{.name = rows[i].version,
                               .class_name = "tlsmatrix.check",
                               .seconds = seconds_of(report, result)};
        const std::string words = fmt::format("{}: {}", rows[i].outcome, rows[i].sentence);
        if (rows[i].unmet) {
            each.failure = words;
        } else if (result.stance == Stance::not_tried) {
            each.skipped = rows[i].sentence;
        } else if (result.stance == Stance::undecided) {
            each.error = words;
        }
        each.output = words + "\n" + output_of(report, result);
        cases.push_back(std::move(each));
    }
    for (const Unmet& unmet : report.unmet) {
        if (!unmet.version) {
            cases.push_back({.name = unmet.sentence,
                             .class_name = "tlsmatrix.check",
                             .failure = unmet.sentence});
        }
    }
    return report::junit_xml("tlsmatrix check", cases, report.seconds);
}

}  // namespace tlsmatrix::check
