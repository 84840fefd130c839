#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/peers/detail/server_cells.hpp>
#include <tlsmatrix/peers/program_verdict.hpp>

namespace tlsmatrix::peers {
namespace {

namespace asio = boost::asio;

// Who speaks no HTTP lets the client wait for an answer.
constexpr std::chrono::milliseconds patience_without_answer{2000};

client::Policy policy_of(const matrix::Cell& cell, const Bench& bench) {
    const matrix::Program& server = *cell.server.program();
    client::Policy policy{matrix::endpoints_of(cell).client};
    if (!server.ca.empty()) {
        policy.trust = {.ca_file = server.ca};
    } else if (server.url.empty()) {
        policy.trust = {.certificates = {bench.authority.root}};
    }
    policy.timeouts.total = server.handshake_is_enough
                                ? std::min(bench.timeout, patience_without_answer)
                                : bench.timeout;
    policy.keep_alive = {};
    policy.resume = false;
    return policy;
}

}  // namespace

asio::awaitable<void> drive_server(matrix::CellResult& result, const Bench& bench,
                                   const ServerProgram* running) {
    client::Session session(policy_of(result.cell, bench));
    client::Request request{.url = running == nullptr
                                       ? result.cell.server.program()->url
                                       : fmt::format("https://127.0.0.1:{}/", running->port())};
    const client::Outcome outcome = co_await session.async_request(std::move(request));
    const std::string ended = running == nullptr ? std::string() : running->fault();
    if (!ended.empty()) {
        result.verdict = matrix::Verdict::broken;
        result.explanation = ended;
        co_return;
    }
    judge_server(result, outcome);
}

}  // namespace tlsmatrix::peers
