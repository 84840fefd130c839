// Drives cells: real handshakes over loopback, a real request in each that negotiates.
//   run(cells, {}, [&](CellResult result) { overview.add(result); });
#pragma once

#include <atomic>
#include <functional>

#include <tlsmatrix/client/policy.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/expectation.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::matrix {

// RunOptions is how cells are driven, and where a test puts a mutant.
struct RunOptions {
    // jobs is how many cells are under way at once; 0: as many as pay.
    unsigned jobs = 0;
    std::vector<Waiver> waivers = {};
    // expectations fail a cell that does not meet them, even where it came out as predicted.
    std::vector<Expectation> expectations = {};
    // rule predicts; a test passes a mutant of it.
    std::function<Negotiation(const ClientEndpoint&, const ServerEndpoint&)> rule = negotiate;
    // profile is the family whose behaviour is expected; a test passes another than the one that
    // runs.
    Profile profile = running_profile();
    // adjust_policy and adjust_server make a wrong engine, in tests.
    std::function<void(client::Policy&)> adjust_policy = nullptr;
    std::function<void(server::Settings&)> adjust_server = nullptr;
    // progress is called after each cell with how many are done.
    std::function<void(std::size_t done)> progress = nullptr;
    // interrupted, once true, ends the run early: the report then holds the cells that were done.
    const std::atomic<bool>* interrupted = nullptr;
};

// Taker gets each result once, in the order of the cells; none is kept.
using Taker = std::function<void(CellResult result)>;

// run drives every cell and hands out the results, and returns how many seconds it took. Throws
// SetupError where the bench itself cannot be set up; a cell's own trouble is its verdict.
double run(const std::vector<Cell>& cells, const RunOptions& options, const Taker& take);
// The same with all results at once.
[[nodiscard]] Report run(const std::vector<Cell>& cells, const RunOptions& options);

// conclude is the last step of a cell: expectations, waivers, and the causes of one that failed.
void conclude(CellResult& result, const RunOptions& options);

// predict is a run that drives nothing: the rule's word for every cell.
double predict(const std::vector<Cell>& cells, Profile profile, const Taker& take);
[[nodiscard]] Report predict(const std::vector<Cell>& cells, Profile profile);

}  // namespace tlsmatrix::matrix
