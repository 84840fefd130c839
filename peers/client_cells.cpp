#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/peers/detail/client_cells.hpp>
#include <tlsmatrix/peers/detail/places.hpp>
#include <tlsmatrix/peers/program_verdict.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::peers {
namespace {

namespace asio = boost::asio;

check::Trial trial_of(const matrix::Cell& cell) {
    const VersionSet versions = cell.server.versions;
    return {.kind = versions.size() == 1 ? check::Trial::Kind::pinned
                                         : check::Trial::Kind::all_versions,
            .versions = versions,
            .profile = &check::general_profile(certs::KeyType::rsa)};
}

}  // namespace

// Two clients at once never meet at a port, so that a port's connections are one client's.
std::uint16_t ClientCells::take_port(const ServerEndpoint& endpoint) {
    auto& idle = idle_ports_[endpoint];
    if (idle.empty()) {
        return servers_.open(server::ListenerSettings{endpoint});
    }
    const std::uint16_t port = idle.front();
    idle.pop_front();
    return port;
}

asio::awaitable<check::TrialFacts> ClientCells::run_client(const matrix::Cell& cell,
                                                           std::uint16_t port, std::size_t number) {
    const VersionSet versions = cell.server.versions;
    const process::Target target =
        target_at(bench_, port, versions.size() == 1 ? versions.compact() : "all");
    const std::string name = process::run_name(fmt::format("cell-{}", number));
    const std::string directory = directory_.make(fmt::format("cell-{}", number));
    process::ChildSettings settings;
    settings.arguments = client_arguments(*cell.client.program(), target);
    settings.environment = process::environment_of(target, directory, name, ::environ);
    settings.input = cell.client.program()->input;
    settings.timeout = bench_.timeout;
    pid_t pid = 0;
    settings.started = [this, &pid](pid_t started) {
        pid = started;
        running_.push_back(started);
        bench_.lifeline->hold(started);
    };
    check::TrialFacts facts;
    facts.trial = trial_of(cell);
    facts.child = co_await process::run_child(context_, std::move(settings));
    bench_.lifeline->release(pid);
    std::erase(running_, pid);
    facts.orphans = descendants_.end_run(name, running_).ended;
    co_return facts;
}

asio::awaitable<void> ClientCells::drive(matrix::CellResult& result, std::size_t number) {
    const ServerEndpoint endpoint = matrix::endpoints_of(result.cell).server;
    const std::uint16_t port = take_port(endpoint);
    check::TrialFacts facts;
    try {
        facts = co_await run_client(result.cell, port, number);
    } catch (...) {
        idle_ports_[endpoint].push_back(port);  // no client has met it
        throw;
    }
    facts.connections = co_await servers_.settle(port, check::settling);
    idle_ports_[endpoint].push_back(port);
    judge_client(result, facts);
}

}  // namespace tlsmatrix::peers
