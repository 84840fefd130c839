#include <array>

#include <fmt/format.h>

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {
namespace {

std::string id_with(const Cell& cell, std::string (VersionSet::*print)() const) {
    std::string id = fmt::format("client={}/{} server={}/{}", (cell.client.versions.*print)(),
                                 engine_name(cell.client.engine), (cell.server.versions.*print)(),
                                 engine_name(cell.server.engine));
    for (const auto& [name, value] : cell.axes) {
        fmt::format_to(std::back_inserter(id), " {}={}", name, value);
    }
    return id;
}

}  // namespace

std::string Cell::id() const {
    return id_with(*this, &VersionSet::str);
}

std::string Cell::short_id() const {
    return id_with(*this, &VersionSet::compact);
}

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, 5> names{"passed", "failed", "unsupported", "broken",
                                                    "predicted"};
    return names[static_cast<std::size_t>(verdict)];
}

bool is_problem(const CellResult& result) {
    return result.verdict != Verdict::passed && result.verdict != Verdict::predicted &&
           !result.waived;
}

std::size_t& count_of(Summary& summary, Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return summary.passed;
        case Verdict::failed:
            return summary.failed;
        case Verdict::unsupported:
            return summary.unsupported;
        case Verdict::predicted:
            return summary.predicted;
        case Verdict::broken:
            break;
    }
    return summary.broken;
}

void count(Summary& summary, const CellResult& result) {
    ++summary.cells;
    ++(result.waived ? summary.waived : count_of(summary, result.verdict));
    summary.unmet += !result.waived && result.as_predicted && !result.unmet.empty() ? 1U : 0U;
}

Summary summarize(const std::vector<CellResult>& cells) {
    Summary summary;
    for (const CellResult& result : cells) {
        count(summary, result);
    }
    return summary;
}

}  // namespace tlsmatrix::matrix
