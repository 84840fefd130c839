#include <algorithm>
#include <csignal>
#include <thread>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/check/check_runner.hpp>
#include <tlsmatrix/check/detail/resetting_server.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::check {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// What the server has still to make of a client that has gone takes milliseconds.
constexpr std::chrono::milliseconds settling{3000};

TrialOptions trial_options(const CheckOptions& options) {
    return {.key_type = options.key_type,
            .pinned_only = process::mentions(options.command, "version")};
}

unsigned jobs_of(const CheckOptions& options) {
    return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

// A server that spoke anything but its pin would make every verdict worthless.
void require_pinned(const TrialResult& result) {
    const auto pinned = result.facts.trial.version();
    const auto spoken = result.verdict.version;
    if (pinned && spoken && *pinned != *spoken) {
        throw SetupError(fmt::format(
            "the server pinned to {} spoke {}, so nothing can be judged: please report this",
            wire_name(*pinned), wire_name(*spoken)));
    }
}

// Run is one check under way.
class Run {
  public:
    Run(const CheckOptions& options, const CheckAuthority& authority)
        : options_(options),
          trials_(plan_trials(trial_options(options))),
          servers_(context_, trials_, authority, options.security_level),
          resetting_(context_) {}

    std::vector<TrialResult> run();

  private:
    asio::awaitable<void> work();
    asio::awaitable<TrialResult> drive(std::size_t index);
    asio::awaitable<process::Finished> run_client(std::size_t index, const std::string& name);
    [[nodiscard]] process::Target target_of(std::size_t index) const;
    void leave(std::exception_ptr failure);
    void end_early(std::exception_ptr reason);
    void watch_signals();

    const CheckOptions& options_;
    const process::Descendants descendants_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    certs::PrivateDirectory directory_;
    std::vector<Trial> trials_;
    TrialServers servers_;
    ResettingServer resetting_;
    std::vector<std::optional<TrialResult>> results_;
    std::vector<pid_t> running_;
    std::exception_ptr failure_;
    std::size_t workers_ = 0;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
};

std::vector<TrialResult> Run::run() {
    watch_signals();
    results_.resize(trials_.size());
    asio::co_spawn(context_, resetting_.run(), [this](std::exception_ptr failure) {
        if (failure) {
            end_early(std::move(failure));
        }
    });
    const std::size_t jobs = std::min<std::size_t>(jobs_of(options_), trials_.size());
    for (std::size_t i = 0; i < jobs; ++i) {
        ++workers_;
        asio::co_spawn(context_, work(), [this](std::exception_ptr failure) { leave(failure); });
    }
    context_.run();
    descendants_.end_all(process::run_name(""));
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    std::vector<TrialResult> results;
    for (auto& result : results_) {
        results.push_back(std::move(*result));
    }
    return results;
}

// Somebody else's connection may still be open: it is not waited for.
void Run::leave(std::exception_ptr failure) {
    if (failure) {
        end_early(std::move(failure));
    }
    if (--workers_ == 0) {
        context_.stop();
    }
}

// What still runs is killed; the coroutines see that, and find nothing more to do.
void Run::end_early(std::exception_ptr reason) {
    if (!failure_) {
        failure_ = std::move(reason);
    }
    next_ = trials_.size();
    for (const pid_t pid : running_) {
        ::kill(-pid, SIGKILL);
    }
}

void Run::watch_signals() {
    signals_.async_wait([this](boost::system::error_code error, int) {
        if (!error) {
            end_early(std::make_exception_ptr(Interrupted{}));
            watch_signals();
        }
    });
}

asio::awaitable<void> Run::work() {
    while (next_ < trials_.size()) {
        const std::size_t index = next_++;
        TrialResult result = co_await drive(index);
        require_pinned(result);
        results_[index] = std::move(result);
        ++done_;
        if (options_.progress) {
            options_.progress(done_, trials_.size());
        }
    }
}

asio::awaitable<TrialResult> Run::drive(std::size_t index) {
    const std::string name = process::run_name(std::to_string(index));
    TrialResult result;
    result.facts.trial = trials_[index];
    result.facts.child = co_await run_client(index, name);
    result.facts.orphans = descendants_.end_run(name, running_);
    if (trials_[index].kind == Trial::Kind::reset) {
        result.facts.connections = co_await resetting_.settle(settling);
    } else {
        result.facts.connections = co_await servers_.settle(index, settling);
    }
    result.verdict = judge(result.facts);
    co_return result;
}

asio::awaitable<process::Finished> Run::run_client(std::size_t index, const std::string& name) {
    const process::Target target = target_of(index);
    const std::string directory = directory_.make(fmt::format("run-{}", index));
    process::ChildSettings settings;
    settings.arguments = process::fill_in(options_.command, target).value();
    settings.environment = process::environment_of(target, directory, name, ::environ);
    settings.timeout = options_.timeout;
    pid_t pid = 0;
    settings.started = [this, &pid](pid_t started) {
        pid = started;
        running_.push_back(started);
    };
    process::Finished finished = co_await process::run_child(context_, std::move(settings));
    std::erase(running_, pid);
    co_return finished;
}

process::Target Run::target_of(std::size_t index) const {
    const Trial& trial = trials_[index];
    const std::uint16_t port =
        trial.kind == Trial::Kind::reset ? resetting_.port() : servers_.port_of(index);
    const auto version = trial.version();
    return {.url = fmt::format("https://127.0.0.1:{}/", port),
            .host = "127.0.0.1",
            .port = std::to_string(port),
            .ca = options_.ca_file,
            .truststore = options_.truststore_file,
            .version = std::string(version ? short_name(*version) : "all")};
}

}  // namespace

Report check(const CheckOptions& options, const CheckAuthority& authority) {
    const auto started = Clock::now();
    (void)process::fill_in(options.command, {}).value();
    Report report;
    report.command = options.command;
    report.requirement = options.requirement;
    report.level = options.level;
    report.trials = Run(options, authority).run();
    report.versions = judge_versions(report.trials, options.level);
    report.observations = observe(report.versions, report.trials, options.requirement);
    if (options.requirement) {
        report.unmet =
            unmet_of(report.versions, report.trials, *options.requirement, options.level);
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return report;
}

}  // namespace tlsmatrix::check
