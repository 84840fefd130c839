// A bare handshake over memory: what OpenSSL itself costs, each end by itself.
//   handshake_bench --benchmark_filter=server/1.2
#include <array>
#include <string>

#include <benchmark/benchmark.h>

#include "tests/support/self_signed.hpp"

#include "bench/bare_tls.hpp"

namespace tlsmatrix::bench {
namespace {

struct Key {
    std::string_view name;
    KeyPointer (*make)();
};

constexpr std::array keys{Key{"P-256", p256_key}, Key{"RSA-2048", rsa_key}};

void bare_handshake(benchmark::State& state, Sender side, ProtocolVersion version, const Key& key,
                    bool resumed) {
    const BareContexts contexts({version}, {version}, self_signed(key.make()));
    const auto meet = [&](const TlsSession& session) {
        return meet_bare(contexts.client(), contexts.server(), session);
    };
    TlsSession session = resumed ? meet(nullptr).session : nullptr;
    for (auto _ : state) {
        const BareMeeting met = meet(session);
        if (!met.negotiated || met.resumed != resumed) {
            state.SkipWithError("the handshake did not go as this benchmark needs it");
            return;
        }
        const Nanoseconds spent = side == Sender::server ? met.server : met.client;
        state.SetIterationTime(std::chrono::duration<double>(spent).count());
        session = resumed ? met.session : nullptr;  // a ticket of 1.3 is for one use
    }
}

void register_all() {
    for (const Sender side : {Sender::server, Sender::client}) {
        for (const ProtocolVersion version : all_versions) {
            for (const Key& key : keys) {
                for (const bool resumed : {false, true}) {
                    const std::string name = "bare/" + std::string(sender_name(side)) + "/" +
                                             std::string(wire_name(version)) + "/" +
                                             std::string(key.name) +
                                             (resumed ? "/resumed" : "/full");
                    benchmark::RegisterBenchmark(name.c_str(), bare_handshake, side, version, key,
                                                 resumed)
                        ->UseManualTime()
                        ->Unit(benchmark::kMicrosecond);
                }
            }
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::bench

int main(int argc, char** argv) {
    tlsmatrix::bench::register_all();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
