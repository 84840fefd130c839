// Reading a ClientHello, as libssl's own client sends it.
//   client_hello_bench
#include <benchmark/benchmark.h>

#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/memory_wire.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::bench {
namespace {

// hello_of is the handshake message without its record header.
std::vector<std::uint8_t> hello_of(VersionSet versions) {
    constexpr std::size_t record_header = 5;
    ClientContextSettings settings;
    settings.versions = versions;
    MemoryWire wire;
    Connection client(ClientContext(std::move(settings)), wire.end(Sender::client), "localhost");
    (void)client.handshake();
    const auto& sent = wire.sent(Sender::client);
    return {sent.begin() + record_header, sent.end()};
}

void parse_hello(benchmark::State& state, VersionSet versions) {
    const std::vector<std::uint8_t> hello = hello_of(versions);
    for (auto _ : state) {
        auto parsed = parse_client_hello(hello);
        if (!parsed) {
            state.SkipWithError("the hello was not understood");
            return;
        }
        benchmark::DoNotOptimize(parsed);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(hello.size()));
}
BENCHMARK_CAPTURE(parse_hello, of_tls_1_2, VersionSet{ProtocolVersion::tls_1_2});
BENCHMARK_CAPTURE(parse_hello, of_all_versions, VersionSet::all());

}  // namespace
}  // namespace tlsmatrix::bench

BENCHMARK_MAIN();
