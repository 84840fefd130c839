// One access line: formatted, and formatted and queued; as many lines as the argument says, to see
// that a line costs the same among 10,000 others.
//   access_line_bench
#include <string>

#include <benchmark/benchmark.h>

#include "server/access_log.hpp"
#include "tests/server/log_samples.hpp"

#include "bench/scratch_file.hpp"

namespace tlsmatrix::server {
namespace {

void format_line(benchmark::State& state, const char* format, Sample (*make)()) {
    const LogFormat lines = LogFormat::parse(format).value();
    const Sample sample = make();
    const AccessEntry entry = sample.entry();
    std::string line;
    for (auto _ : state) {
        line.clear();
        lines.append(entry, line);
        benchmark::DoNotOptimize(line.data());
    }
}
BENCHMARK_CAPTURE(format_line, report, "report", posted);
BENCHMARK_CAPTURE(format_line, report_of_a_refusal, "report", refused);
BENCHMARK_CAPTURE(format_line, combined, "combined", posted);
BENCHMARK_CAPTURE(format_line, json, "json", posted);

void queue_lines(benchmark::State& state) {
    constexpr std::int64_t most_lines_kept = 200'000;
    const bench::ScratchFile file;
    AccessLogWriter writer(AccessLog::to_file(file.path(), LogFormat::parse("report").value()));
    std::int64_t kept = 0;
    const Sample sample = posted();
    const AccessEntry entry = sample.entry();
    for (auto _ : state) {
        for (std::int64_t i = 0; i < state.range(0); ++i) {
            benchmark::DoNotOptimize(writer.add(entry));
        }
        kept += state.range(0);
        if (kept > most_lines_kept) {
            state.PauseTiming();
            file.clear();
            kept = 0;
            state.ResumeTiming();
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(queue_lines)->RangeMultiplier(10)->Range(1, 10'000);

}  // namespace
}  // namespace tlsmatrix::server

BENCHMARK_MAIN();
