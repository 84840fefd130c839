// Start to ready: a server with as many pinned listeners as the argument says, until all accept and
// have proved what they speak; and what the handshakes of that proof cost bare.
//   start_bench
#include <benchmark/benchmark.h>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/server/server.hpp>

#include "bench/bare_tls.hpp"

namespace tlsmatrix::bench {
namespace {

Credentials fresh_credentials() {
    return certs::Ca::create(certs::KeyType::ecdsa).issue({.key_type = certs::KeyType::ecdsa});
}

VersionSet pin(std::int64_t listener) {
    return {all_versions[static_cast<std::size_t>(listener) % all_versions.size()]};
}

void start_to_ready(benchmark::State& state) {
    for (auto _ : state) {
        server::Settings settings;
        settings.credentials = fresh_credentials();
        for (std::int64_t i = 0; i < state.range(0); ++i) {
            settings.listeners.push_back({{.versions = pin(i)}});
        }
        const server::Server server(std::move(settings));
        auto port = server.listeners().front().port;
        benchmark::DoNotOptimize(port);
    }
}
BENCHMARK(start_to_ready)->Arg(1)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);

// A listener is dialled once for every version, and speaks one of them.
void bare_proof(benchmark::State& state) {
    const Credentials credentials = fresh_credentials();
    std::vector<BareContexts> dials;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        for (const ProtocolVersion dialled : all_versions) {
            dials.emplace_back(VersionSet{dialled}, pin(i), credentials);
        }
    }
    for (auto _ : state) {
        for (const BareContexts& contexts : dials) {
            benchmark::DoNotOptimize(meet_bare(contexts.client(), contexts.server(), nullptr));
        }
    }
}
BENCHMARK(bare_proof)->Arg(1)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tlsmatrix::bench

BENCHMARK_MAIN();
