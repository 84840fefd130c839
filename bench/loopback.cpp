// Our server and our client over loopback, with the access log on: a handshake and one request,
// full and resumed, and a request on a connection that stays open.
//   loopback_bench --benchmark_filter=TLSv1.3
#include <array>
#include <string>

#include <benchmark/benchmark.h>

#include "tests/support/self_signed.hpp"
#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/server/server.hpp>

#include "bench/scratch_file.hpp"

namespace tlsmatrix::bench {
namespace {

struct Key {
    std::string_view name;
    KeyPointer (*make)();
};

constexpr std::array keys{Key{"P-256", p256_key}, Key{"RSA-2048", rsa_key}};

enum class Reuse { nothing, session, connection };

constexpr std::string_view reuse_name(Reuse reuse) {
    return reuse == Reuse::nothing ? "full" : reuse == Reuse::session ? "resumed" : "keep-alive";
}

server::Settings settings_of(VersionSet versions, const Credentials& credentials,
                             const ScratchFile& file) {
    server::Settings settings;
    settings.listeners.resize(1);
    settings.listeners.front().versions = versions;
    settings.credentials = credentials;
    settings.log =
        server::AccessLog::to_file(file.path(), server::LogFormat::parse("report").value());
    return settings;
}

client::Policy policy_of(VersionSet versions, const Credentials& credentials, Reuse reuse) {
    client::Policy policy;
    policy.versions = versions;
    policy.trust.certificates = {credentials.chain.front()};
    policy.trust.system = false;
    policy.resume = reuse == Reuse::session;
    if (reuse != Reuse::connection) {
        policy.keep_alive = {};
    }
    return policy;
}

void request(benchmark::State& state, ProtocolVersion version, const Key& key, Reuse reuse) {
    const Credentials credentials = self_signed(key.make());
    const ScratchFile file;
    const server::Server server(settings_of({version}, credentials, file));
    client::Session session(policy_of({version}, credentials, reuse));
    const std::string url = server.listeners().front().url + "healthz";
    (void)session.get(url);
    for (auto _ : state) {
        const auto outcome = session.get(url);
        if (!outcome || outcome->status != 200) {
            state.SkipWithError("the request failed");
            return;
        }
    }
}

void register_all() {
    for (const Reuse reuse : {Reuse::nothing, Reuse::session, Reuse::connection}) {
        for (const ProtocolVersion version : all_versions) {
            for (const Key& key : keys) {
                const std::string name = "loopback/" + std::string(wire_name(version)) + "/" +
                                         std::string(key.name) + "/" +
                                         std::string(reuse_name(reuse));
                benchmark::RegisterBenchmark(name.c_str(), request, version, key, reuse)
                    ->UseRealTime()
                    ->MeasureProcessCPUTime()
                    ->Unit(benchmark::kMicrosecond);
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
