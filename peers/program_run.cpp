#include <algorithm>
#include <exception>
#include <map>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/peers/detail/client_cells.hpp>
#include <tlsmatrix/peers/detail/results_in_order.hpp>
#include <tlsmatrix/peers/detail/server_cells.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::peers {
namespace {

namespace asio = boost::asio;
using matrix::Cell;
using matrix::CellResult;
using Clock = std::chrono::steady_clock;

// A signal sets a flag, which somebody has to look at.
constexpr std::chrono::milliseconds between_looks{50};

bool is_set(const std::atomic<bool>* flag) {
    return flag != nullptr && flag->load();
}

std::string unspoken(const matrix::End& ours) {
    for (const ProtocolVersion version : ours.versions.versions()) {
        if (ours.program() == nullptr && !can_speak(version)) {
            return fmt::format("this OpenSSL ({}) cannot speak {}", openssl_version(),
                               wire_name(version));
        }
    }
    return {};
}

// A unit is cells that one worker drives one after the other: those of a server, or one of a
// client.
using Unit = std::vector<std::size_t>;

// All urls are one unit: whoever runs them gets one connection at a time.
std::string unit_name(const Cell& cell, std::size_t index) {
    const matrix::Program* server = cell.server.program();
    return server == nullptr     ? fmt::format("client {}", index)
           : server->url.empty() ? fmt::format("server {}", cell.server.name())
                                 : std::string("urls");
}

std::vector<Unit> units_of(const std::vector<Cell>& cells, const Unit& wanted) {
    std::vector<Unit> units;
    std::map<std::string, std::size_t> places;
    for (const std::size_t index : wanted) {
        const auto [place, is_new] = places.emplace(unit_name(cells[index], index), units.size());
        if (is_new) {
            units.emplace_back();
        }
        units[place->second].push_back(index);
    }
    return units;
}

// ProgramRun drives the cells with programs.
class ProgramRun {
  public:
    ProgramRun(const std::vector<Cell>& cells, const Unit& wanted,
               const matrix::RunOptions& options, const Bench& bench, ResultsInOrder& results)
        : cells_(cells),
          units_(units_of(cells, wanted)),
          options_(options),
          bench_(bench),
          results_(results),
          clients_(context_, bench, descendants_) {}

    void run() {
        const std::size_t jobs =
            options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
        look_for_interrupt();
        for (std::size_t i = 0; i < std::min(jobs, units_.size()); ++i) {
            ++workers_;
            asio::co_spawn(context_, work(),
                           [this](std::exception_ptr failure) { leave(failure); });
        }
        context_.run();
        (void)descendants_.end_all(process::run_name(""));
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

  private:
    asio::awaitable<void> work() {
        while (next_ < units_.size() && !is_set(options_.interrupted)) {
            const Unit& unit = units_[next_++];
            const Cell& first = cells_[unit.front()];
            const matrix::Program* server = first.server.program();
            if (server != nullptr && server->url.empty()) {
                co_await drive_with(unit, first.server);
            } else {
                const std::string none;  // named: g++ 12 destroys what is made in a co_await twice
                co_await drive_all(unit, nullptr, none);
            }
        }
    }

    asio::awaitable<void> drive_with(const Unit& unit, const matrix::End& server) {
        const std::string name = fmt::format("server-{}", unit.front());
        const auto running = std::make_shared<ServerProgram>(context_, bench_);
        const std::string fault =
            co_await running->start(*server.named, directory_.make(name), process::run_name(name));
        co_await drive_all(unit, running.get(), fault);
        co_await running->stop();
        (void)descendants_.end_run(process::run_name(name), {});
    }

    asio::awaitable<void> drive_all(const Unit& unit, const ServerProgram* running,
                                    const std::string& fault) {
        for (const std::size_t index : unit) {
            if (is_set(options_.interrupted)) {
                co_return;
            }
            CellResult result = co_await drive(index, running, fault);
            if (is_set(options_.interrupted)) {
                co_return;  // it was cut short
            }
            matrix::conclude(result, options_);
            results_.add(index, std::move(result));
        }
    }

    // A cell's own trouble costs that cell alone.
    asio::awaitable<CellResult> drive(std::size_t index, const ServerProgram* running,
                                      const std::string& fault) {
        CellResult result;
        result.cell = cells_[index];
        if (result.cell.is_predicted()) {
            const auto endpoints = matrix::endpoints_of(result.cell, options_.profile);
            result.expected = options_.rule(endpoints.client, endpoints.server);
        }
        result.explanation = unspoken(result.cell.client) + unspoken(result.cell.server);
        if (!result.explanation.empty()) {
            result.verdict = matrix::Verdict::unsupported;
            co_return result;
        }
        result.explanation = fault;
        if (!fault.empty()) {
            co_return result;  // broken
        }
        try {
            if (result.cell.client.program() != nullptr) {
                co_await clients_.drive(result, index);
            } else {
                co_await drive_server(result, bench_, running);
            }
        } catch (const SetupError& error) {
            const auto& end =
                result.cell.client.program() ? result.cell.client : result.cell.server;
            result.verdict = matrix::Verdict::broken;
            result.explanation = fmt::format("{}: {}", end.name(), error.what());
        }
        co_return result;
    }

    void look_for_interrupt() {
        looking_.expires_after(between_looks);
        looking_.async_wait([this](boost::system::error_code error) {
            if (error) {
                return;
            }
            if (is_set(options_.interrupted)) {
                process::end_children(context_);
            }
            look_for_interrupt();
        });
    }

    void leave(std::exception_ptr failure) {
        if (failure) {
            failure_ = failure_ ? failure_ : std::move(failure);
            next_ = units_.size();
            process::end_children(context_);
        }
        if (--workers_ == 0) {
            context_.stop();
        }
    }

    const std::vector<Cell>& cells_;
    const std::vector<Unit> units_;
    const matrix::RunOptions& options_;
    const Bench& bench_;
    ResultsInOrder& results_;
    const process::Descendants descendants_;
    certs::PrivateDirectory directory_;
    asio::io_context context_{1};
    asio::steady_timer looking_{context_};
    ClientCells clients_;
    std::exception_ptr failure_;
    std::size_t workers_ = 0;
    std::size_t next_ = 0;
};

// The cells of ours are driven as ever, with their numbers in the whole run.
void run_ours(const std::vector<Cell>& cells, const std::vector<std::size_t>& wanted,
              const matrix::RunOptions& options, ResultsInOrder& results) {
    std::vector<Cell> ours;
    for (const std::size_t index : wanted) {
        ours.push_back(cells[index]);
    }
    matrix::RunOptions of_ours = options;
    of_ours.progress = nullptr;
    std::size_t done = 0;
    matrix::run(ours, of_ours,
                [&](CellResult result) { results.add(wanted[done++], std::move(result)); });
}

}  // namespace

double run(const std::vector<Cell>& cells, const matrix::RunOptions& options, const Bench& bench,
           const matrix::Taker& take) {
    const auto started = Clock::now();
    const process::Lifeline lifeline;
    Bench guarded = bench;
    guarded.lifeline = &lifeline;
    std::vector<std::size_t> ours;
    std::vector<std::size_t> with_programs;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        (cells[i].has_program() ? with_programs : ours).push_back(i);
    }
    ResultsInOrder results(options, take);
    if (!ours.empty()) {
        run_ours(cells, ours, options, results);
    }
    if (!with_programs.empty() && !is_set(options.interrupted)) {
        ProgramRun(cells, with_programs, options, guarded, results).run();
    }
    results.hand_out_rest();
    return std::chrono::duration<double>(Clock::now() - started).count();
}

}  // namespace tlsmatrix::peers
