// A cell of the matrix: the rule alone, the bare handshakes over memory, the same with all that a
// run adds to them, and the real thing over loopback; one cell, and all 450 of the default matrix.
//   cells_bench
#include <map>

#include <benchmark/benchmark.h>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>

#include "bench/bare_tls.hpp"

namespace tlsmatrix::matrix {
namespace {

std::vector<Cell> default_cells() {
    const auto sets = parse_sets("sets").value();
    return make_cells(sets, sets, parse_engines("both").value());
}

// cells_of is one cell that negotiates TLS 1.2, or the whole matrix over and over: more cells are
// more of the same, or they could not be compared.
std::vector<Cell> cells_of(std::int64_t count) {
    constexpr VersionSet one{ProtocolVersion::tls_1_2};
    const std::vector<Cell> all = count == 1 ? std::vector<Cell>{{{one}, {one}}} : default_cells();
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        cells.push_back(all[i % all.size()]);
    }
    return cells;
}

void rule(benchmark::State& state) {
    const std::vector<Cell> cells = default_cells();
    std::size_t next = 0;
    for (auto _ : state) {
        const Endpoints ends = endpoints_of(cells[next]);
        benchmark::DoNotOptimize(negotiate(ends.client, ends.server));
        next = (next + 1) % cells.size();
    }
}
BENCHMARK(rule);

// BareContextCache makes each pair of contexts once.
class BareContextCache {
  public:
    const bench::BareContexts& of(VersionSet client, VersionSet server) {
        return contexts_
            .try_emplace({client.bits(), server.bits()}, client, server, credentials_,
                         authority_.root())
            .first->second;
    }

  private:
    certs::Ca authority_ = certs::Ca::create(certs::KeyType::ecdsa);
    Credentials credentials_ = authority_.issue({.key_type = certs::KeyType::ecdsa});
    std::map<std::pair<unsigned, unsigned>, bench::BareContexts> contexts_;
};

// The attempts are those that the rule predicts, and the certificates are of the same shape, so
// that all three benchmarks shake the same hands.
void bare_in_memory(benchmark::State& state) {
    BareContextCache cache;
    std::vector<const bench::BareContexts*> attempts;
    for (const Cell& cell : cells_of(state.range(0))) {
        const Endpoints ends = endpoints_of(cell);
        for (const PredictedAttempt& attempt : negotiate(ends.client, ends.server).attempts) {
            attempts.push_back(&cache.of(attempt.offered, ends.server.versions));
        }
    }
    for (auto _ : state) {
        for (const bench::BareContexts* contexts : attempts) {
            benchmark::DoNotOptimize(
                bench::meet_bare(contexts->client(), contexts->server(), nullptr));
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(bare_in_memory)->Arg(1)->Arg(450)->UseRealTime()->Unit(benchmark::kMillisecond);

// Servers and authority are set up anew each time, and no result is kept, as for whoever runs the
// program.
void run_cells(benchmark::State& state, const std::vector<Cell>& cells) {
    std::string problem;
    for (auto _ : state) {
        run(cells, {}, [&problem](const CellResult& result) {
            if (is_problem(result)) {
                problem = result.explanation;
            }
        });
    }
    if (!problem.empty()) {
        state.SkipWithError(problem.c_str());
        return;
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

// What a run adds to the bare handshakes: contexts, observers, the rule, both ends' words, a
// verdict.
void in_memory(benchmark::State& state) {
    run_cells(
        state,
        cross_axes(cells_of(state.range(0)), {parse_axis("transport=memory").value()}).value());
}
BENCHMARK(in_memory)->Arg(1)->Arg(450)->UseRealTime()->Unit(benchmark::kMillisecond);

void over_loopback(benchmark::State& state) {
    run_cells(state, cells_of(state.range(0)));
}
BENCHMARK(over_loopback)
    ->Arg(1)
    ->Arg(450)
    ->Arg(4500)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tlsmatrix::matrix

BENCHMARK_MAIN();
