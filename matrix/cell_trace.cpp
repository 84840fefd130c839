#include <algorithm>
#include <array>

#include <tlsmatrix/matrix/cell_trace.hpp>
#include <tlsmatrix/matrix/detail/memory_cells.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>

namespace tlsmatrix::matrix {

CellTrace trace_cell(const Cell& cell, Profile profile) {
    // The content types of messages; libssl tells of records and of inner types by higher ones.
    constexpr std::array messages{20, 21, 22};
    CellTrace trace;
    trace.result.cell = cell;
    const Endpoints endpoints = endpoints_of(cell, profile);
    RunOptions options;
    options.profile = profile;
    trace.result.expected = options.rule(endpoints.client, endpoints.server);
    trace.result.explanation = unsupported(cell);
    if (!trace.result.explanation.empty()) {
        trace.result.verdict = Verdict::unsupported;
        return trace;
    }
    Identities identities;
    BenchEnds ends(options, identities, {});
    MemoryCells(ends).drive(
        trace.result, endpoints,
        [&](std::size_t attempt, Sender from, int content_type, auto bytes) {
            if (std::find(messages.begin(), messages.end(), content_type) != messages.end()) {
                trace.messages.push_back(
                    {attempt, from, content_type, {bytes.begin(), bytes.end()}});
            }
        });
    conclude(trace.result, options);
    return trace;
}

}  // namespace tlsmatrix::matrix
