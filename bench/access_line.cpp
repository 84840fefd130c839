// One access line: formatted into a queue as the log's, queued and written, and what of that is the
// write; as many lines as the argument says, to see that a line costs the same among 10,000 others.
//   access_line_bench
#include <benchmark/benchmark.h>

#include "tests/server/log/log_samples.hpp"
#include <tlsmatrix/server/log/access_log.hpp>
#include <tlsmatrix/server/log/log_file.hpp>

#include "bench/scratch_file.hpp"

namespace tlsmatrix::server {
namespace {

constexpr std::size_t queue_bytes = std::size_t{64} * 1024;
constexpr std::int64_t most_lines_kept = 200'000;

// tell_lines adds the time of one line to a report about many.
void tell_lines(benchmark::State& state, std::int64_t lines) {
    using benchmark::Counter;
    state.SetItemsProcessed(lines);
    state.counters["line"] =
        Counter(static_cast<double>(lines), Counter::kIsRate | Counter::kInvert);
}

// format_line leaves nothing of AccessLogWriter::add but the write.
void format_line(benchmark::State& state, const char* format, Sample (*make)()) {
    const LogFormat lines = LogFormat::parse(format).value();
    const Sample sample = make();
    const AccessEntry entry = sample.entry();
    TextBuffer queue(queue_bytes + 1024);
    for (auto _ : state) {
        lines.append(entry, queue);
        if (queue.size() >= queue_bytes) {
            queue.clear();
        }
    }
}
BENCHMARK_CAPTURE(format_line, report, "report", posted);
BENCHMARK_CAPTURE(format_line, report_of_a_refusal, "report", refused);
BENCHMARK_CAPTURE(format_line, combined, "combined", posted);
BENCHMARK_CAPTURE(format_line, json, "json", posted);

void queue_lines(benchmark::State& state) {
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
    tell_lines(state, state.iterations() * state.range(0));
}
BENCHMARK(queue_lines)->RangeMultiplier(10)->Range(1, 10'000);

// write_lines is the kernel's part of queue_lines. The thread whose line fills the queue pays it,
// in AccessLogWriter::add.
void write_lines(benchmark::State& state) {
    const bench::ScratchFile file;
    LogFile log(file.path());
    const std::string line = line_of("report", posted());
    const auto count = static_cast<std::int64_t>(queue_bytes / line.size());
    std::string lines;
    for (std::int64_t i = 0; i < count; ++i) {
        lines += line;
    }
    std::int64_t kept = 0;
    for (auto _ : state) {
        log.write(lines);
        kept += count;
        if (kept > most_lines_kept) {
            state.PauseTiming();
            file.clear();
            kept = 0;
            state.ResumeTiming();
        }
    }
    tell_lines(state, state.iterations() * count);
}
BENCHMARK(write_lines);

}  // namespace
}  // namespace tlsmatrix::server

BENCHMARK_MAIN();
