#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/detail/bench_ends.hpp>
#include <tlsmatrix/matrix/detail/cell_transport.hpp>
#include <tlsmatrix/matrix/detail/memory_cells.hpp>
#include <tlsmatrix/matrix/detail/relay.hpp>
#include <tlsmatrix/matrix/detail/server_sights.hpp>
#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/matrix/parts.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr unsigned default_jobs = 8;
constexpr std::chrono::milliseconds server_patience{5000};
constexpr std::string_view expected_body = R"({"status": "ok", "body": "it was received"})";

void waive(CellResult& result, const std::vector<Waiver>& waivers) {
    if (result.verdict == Verdict::passed || result.verdict == Verdict::observed) {
        return;
    }
    for (const Waiver& waiver : waivers) {
        if (selects(waiver.cells, result.cell)) {
            result.waived = waiver.reason;
            return;
        }
    }
}

// Bench drives the cells of a part of a run.
class Bench {
  public:
    Bench(std::span<const Cell> cells, const RunOptions& options, const Taker& take,
          Identities& identities)
        : cells_(cells),
          options_(options),
          take_(take),
          sights_(context_),
          relay_(context_),
          ends_(options, identities,
                [this](const server::AccessEntry& entry) { sights_.note(entry); }),
          memory_(ends_) {
        ends_.start_servers(cells);
    }

    void run();

  private:
    asio::awaitable<void> work();
    asio::awaitable<CellResult> drive(const Cell& cell);
    void hand_out(std::size_t index, CellResult result);
    asio::awaitable<void> exchange(CellResult& result, const Endpoints& endpoints);
    [[nodiscard]] bool interrupted() const {
        return options_.interrupted != nullptr && options_.interrupted->load();
    }

    std::span<const Cell> cells_;
    const RunOptions& options_;
    const Taker& take_;
    asio::io_context context_{1};
    ServerSights sights_;
    Relay relay_;
    BenchEnds ends_;
    MemoryCells memory_;
    std::map<std::size_t, CellResult> waiting_;  // for a cell before them
    std::size_t handed_out_ = 0;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t workers_ = 0;
};

void Bench::run() {
    const std::size_t jobs =
        std::min<std::size_t>(options_.jobs == 0 ? default_jobs : options_.jobs, cells_.size());
    workers_ = jobs;
    for (std::size_t i = 0; i < jobs; ++i) {
        asio::co_spawn(context_, work(), [this](std::exception_ptr exception) {
            if (--workers_ == 0) {
                relay_.close();
            }
            if (exception) {
                std::rethrow_exception(exception);
            }
        });
    }
    context_.run();
    // Where the run was interrupted some are still there, behind one that was never driven.
    for (auto& [index, result] : waiting_) {
        take_(std::move(result));
    }
}

void Bench::hand_out(std::size_t index, CellResult result) {
    waiting_.emplace(index, std::move(result));
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == handed_out_;
         it = waiting_.erase(it)) {
        take_(std::move(it->second));
        ++handed_out_;
    }
}

asio::awaitable<void> Bench::work() {
    while (next_ < cells_.size() && !interrupted()) {
        const std::size_t index = next_++;
        CellResult result = co_await drive(cells_[index]);
        conclude(result, options_);
        hand_out(index, std::move(result));
        ++done_;
        if (options_.progress) {
            options_.progress(done_);
        }
    }
}

// A cell's own trouble costs that cell alone.
asio::awaitable<CellResult> Bench::drive(const Cell& cell) {
    CellResult result;
    result.cell = cell;
    const Endpoints endpoints = endpoints_of(cell, options_.profile);
    result.expected = options_.rule(endpoints.client, endpoints.server);
    result.explanation = unsupported(cell);
    if (!result.explanation.empty()) {
        result.verdict = Verdict::unsupported;
        co_return result;
    }
    try {
        co_await exchange(result, endpoints);
    } catch (const boost::system::system_error& error) {
        result.verdict = Verdict::broken;
        result.explanation = fmt::format(
            "the system refused what it needs ({}): is there enough of it "
            "(ulimit -n)?",
            error.code().message());
    } catch (const std::exception& error) {
        result.verdict = Verdict::broken;
        result.explanation = error.what();
    }
    co_return result;
}

asio::awaitable<void> Bench::exchange(CellResult& result, const Endpoints& endpoints) {
    const Transport transport = transport_of(result.cell);
    if (transport == Transport::memory) {
        memory_.drive(result, endpoints);
        co_return;
    }
    const std::uint16_t behind = ends_.port_of(endpoints.server);
    const std::uint16_t port = transport == Transport::relay ? relay_.front_of(behind) : behind;
    // Named, not made in the co_await expression: g++ 12 destroys such an aggregate twice.
    client::Request request{.method = "POST",
                            .url = fmt::format("https://127.0.0.1:{}/testpost", port),
                            .body = result.cell.id()};
    client::Outcome outcome =
        co_await ends_.session(endpoints.client).async_request(std::move(request));
    std::string problem;
    client::Receipt receipt;
    if (outcome) {
        if (outcome->status != 200 || outcome->body != expected_body) {
            problem = fmt::format("the request was answered with {} and {} bytes. ",
                                  outcome->status, outcome->body.size());
        }
        receipt = std::move(outcome->receipt);
    } else {
        receipt = std::move(outcome.error().receipt);
        if (receipt.negotiated() != nullptr) {
            problem = outcome.error().message;
        }
    }
    if (receipt.attempts.empty()) {
        result.explanation = outcome ? "no attempt is on the receipt" : outcome.error().message;
        co_return;  // broken: no handshake was made at all
    }
    result.client = receipt.attempts.back().outcome;
    // Every attempt's: one that stayed behind would be taken for a later one from the same port.
    for (std::size_t i = 0; i < receipt.attempts.size(); ++i) {
        std::uint16_t seen = receipt.attempts[i].local_port;
        if (transport == Transport::relay) {
            seen = relay_.seen_port(port, seen).value_or(0);
        }
        result.server = co_await sights_.wait({behind, seen}, server_patience);
        if (i + 1 < receipt.attempts.size()) {
            problem += early_server_mismatch(result, i);
        }
    }
    result.attempts = std::move(receipt.attempts);
    const bool decided = std::holds_alternative<Negotiated>(*result.client) ||
                         std::holds_alternative<Refused>(*result.client);
    if (std::holds_alternative<TimedOut>(*result.client) || (!result.server && !decided)) {
        result.explanation = fmt::format(
            "the client saw {}, and the server {}, which says nothing of either: are there enough "
            "open files (ulimit -n) and time?",
            describe(*result.client), result.server ? "was late" : "nothing at all");
        co_return;  // broken
    }
    judge(result, problem);
}

// The servers of a part end before those of the next one start.
void drive_all(const std::vector<Cell>& cells, const RunOptions& options, const Taker& take) {
    RunOptions of_part = options;
    std::size_t before = 0;
    Identities identities;
    for (const std::span<const Cell> part : parts_of(cells)) {
        if (options.interrupted != nullptr && options.interrupted->load()) {
            break;
        }
        if (options.progress) {
            of_part.progress = [&options, before](std::size_t done) {
                options.progress(before + done);
            };
        }
        Bench(part, of_part, take, identities).run();
        before += part.size();
    }
}

double seconds_since(Clock::time_point started) {
    return std::chrono::duration<double>(Clock::now() - started).count();
}

// Kept is a report of all results that a run hands out.
template <class Run>
Report kept(Run run) {
    Report report;
    const double seconds =
        run([&report](CellResult result) { report.cells.push_back(std::move(result)); });
    report.summary = summarize(report.cells);
    report.summary.seconds = seconds;
    return report;
}

}  // namespace

void conclude(CellResult& result, const RunOptions& options) {
    judge_expectations(result, options.expectations);
    waive(result, options.waivers);
    if (result.verdict == Verdict::failed) {
        result.causes = causes_of(result);
    }
}

double run(const std::vector<Cell>& cells, const RunOptions& options, const Taker& take) {
    const auto started = Clock::now();
    drive_all(cells, options, take);
    return seconds_since(started);
}

Report run(const std::vector<Cell>& cells, const RunOptions& options) {
    return kept([&](const Taker& take) { return run(cells, options, take); });
}

double predict(const std::vector<Cell>& cells, Profile profile, const Taker& take) {
    const auto started = Clock::now();
    for (const Cell& cell : cells) {
        CellResult result;
        result.cell = cell;
        result.verdict = Verdict::predicted;
        result.explanation =
            "nothing is predicted of a program without versions, and nothing driven";
        if (cell.is_predicted()) {
            const Endpoints endpoints = endpoints_of(cell, profile);
            result.expected = negotiate(endpoints.client, endpoints.server);
            result.explanation = "predicted alone, not driven";
        }
        take(std::move(result));
    }
    return seconds_since(started);
}

Report predict(const std::vector<Cell>& cells, Profile profile) {
    return kept([&](const Taker& take) { return predict(cells, profile, take); });
}

}  // namespace tlsmatrix::matrix
