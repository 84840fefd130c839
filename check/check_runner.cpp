#include <algorithm>
#include <memory>
#include <thread>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/check/check_runner.hpp>
#include <tlsmatrix/check/detail/connect_proxy.hpp>
#include <tlsmatrix/check/detail/run_parts.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::check {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

unsigned jobs_of(const CheckOptions& options) {
    return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

// Run is one check under way.
class Run {
  public:
    Run(const CheckOptions& options, const CheckAuthority& authority)
        : options_(options),
          plan_(plan_options(options)),
          servers_(context_, authority, options.credentials, options.security_level,
                   {.takes_h2 = options.level == Level::handshake}) {}

    // results is those of every trial that the plan came to ask for.
    Trials results();
    // results_of is those of a list.
    Trials results_of(std::vector<Trial> trials);
    [[nodiscard]] const PlanOptions& plan() const { return plan_; }
    // left is which processes could not be ended.
    [[nodiscard]] const std::vector<pid_t>& left() const { return left_; }

  private:
    Trials finish();
    void run_all(std::vector<Trial> trials);
    asio::awaitable<void> work();
    asio::awaitable<TrialResult> drive(std::size_t index);
    asio::awaitable<process::Finished> run_client(std::uint16_t port, std::size_t number,
                                                  const std::string& name);
    template <class Listener>
    void listen(Listener& listener);
    [[nodiscard]] process::Target target_of(const Trial& trial, std::uint16_t port) const;
    void leave(std::exception_ptr failure);
    void end_early(std::exception_ptr reason);
    void watch_signals();

    const CheckOptions& options_;
    const PlanOptions plan_;
    const process::Descendants descendants_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    certs::PrivateDirectory directory_;
    TrialServers servers_;
    std::vector<std::unique_ptr<ScriptedServer>> scripts_;  // which their coroutines refer to
    std::vector<std::unique_ptr<ConnectProxy>> proxies_;    // the same
    Trials done_;
    std::vector<Trial> trials_;  // of this round
    std::vector<std::optional<TrialResult>> results_;
    std::vector<pid_t> running_;
    std::vector<pid_t> left_;  // what could not be ended
    std::exception_ptr failure_;
    bool interrupted_ = false;
    std::size_t workers_ = 0;
    std::size_t next_ = 0;
};

Trials Run::results() {
    watch_signals();
    for (auto next = next_trials(plan_, done_); !next.empty() && !failure_ && !interrupted_;
         next = next_trials(plan_, done_)) {
        run_all(std::move(next));
    }
    return finish();
}

Trials Run::results_of(std::vector<Trial> trials) {
    watch_signals();
    run_all(std::move(trials));
    return finish();
}

Trials Run::finish() {
    left_ = descendants_.end_all(process::run_name(""));
    if (interrupted_) {
        throw Interrupted{left_};
    }
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    return std::move(done_);
}

void Run::run_all(std::vector<Trial> trials) {
    trials_ = std::move(trials);
    results_.clear();
    results_.resize(trials_.size());
    next_ = 0;
    const std::size_t jobs = std::min<std::size_t>(jobs_of(options_), trials_.size());
    for (std::size_t i = 0; i < jobs; ++i) {
        ++workers_;
        asio::co_spawn(context_, work(), [this](std::exception_ptr failure) { leave(failure); });
    }
    context_.restart();
    context_.run();
    for (auto& result : results_) {
        if (result) {
            done_.push_back(std::move(*result));
        }
    }
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
    failure_ = failure_ ? failure_ : std::move(reason);
    next_ = trials_.size();
    process::end_children(context_);
}

void Run::watch_signals() {
    signals_.async_wait([this](boost::system::error_code error, int) {
        if (!error) {
            interrupted_ = true;
            end_early(nullptr);
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
        if (options_.progress) {
            const auto ready = std::count_if(results_.begin(), results_.end(),
                                             [](const auto& each) { return each.has_value(); });
            options_.progress(done_.size() + static_cast<std::size_t>(ready),
                              done_.size() + trials_.size());
        }
    }
}

template <class Listener>
void Run::listen(Listener& listener) {
    asio::co_spawn(context_, listener.run(), [this](std::exception_ptr failure) {
        if (failure) {
            end_early(std::move(failure));
        }
    });
}

asio::awaitable<TrialResult> Run::drive(std::size_t index) {
    const std::size_t number = done_.size() + index;
    const std::string name = process::run_name(std::to_string(number));
    TrialResult result;
    result.facts.trial = trials_[index];
    const Trial& trial = result.facts.trial;
    const std::uint16_t server = trial.profile != nullptr ? servers_.open(trial) : 0;
    ScriptedServer* script = nullptr;
    if (const auto made = script_for(trial, server)) {
        scripts_.push_back(std::make_unique<ScriptedServer>(context_, *made));
        script = scripts_.back().get();
        listen(*script);
    }
    std::uint16_t port = script != nullptr ? script->port() : server;
    ConnectProxy* proxy = nullptr;
    if (!options_.proxied_names.empty()) {
        proxies_.push_back(std::make_unique<ConnectProxy>(context_, options_.proxied_names, port));
        proxy = proxies_.back().get();
        listen(*proxy);
        port = proxy->port();
    }
    result.facts.child = co_await run_client(port, number, name);
    result.facts.orphans = descendants_.end_run(name, running_).ended;
    if (proxy != nullptr) {
        result.facts.proxied = co_await proxy->settle(settling);
    }
    if (script != nullptr) {
        result.facts.connections = co_await script->settle(settling);
    }
    if (server != 0) {
        for (ConnectionSight& sight : co_await servers_.settle(server, settling)) {
            result.facts.connections.push_back(std::move(sight));
        }
    }
    result.verdict = judge(result.facts);
    co_return result;
}

asio::awaitable<process::Finished> Run::run_client(std::uint16_t port, std::size_t number,
                                                   const std::string& name) {
    const process::Target target = target_of(trials_[number - done_.size()], port);
    const std::string directory = directory_.make(fmt::format("run-{}", number));
    process::ChildSettings settings;
    settings.arguments = process::fill_in(options_.command, target, options_.more_places).value();
    settings.environment = process::environment_of(target, directory, name, ::environ);
    settings.input = options_.input;
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

process::Target Run::target_of(const Trial& trial, std::uint16_t port) const {
    const auto version = trial.version();
    if (!options_.proxied_names.empty()) {
        const std::string url = fmt::format("https://{}/", options_.name);
        return {.url = url,
                .host = options_.name,
                .port = "443",
                .ca = options_.ca_file,
                .truststore = options_.truststore_file,
                .version = std::string(version ? short_name(*version) : "all"),
                .name = options_.name,
                .url_name = url,
                .proxy = fmt::format("http://127.0.0.1:{}", port),
                .proxy_host = "127.0.0.1",
                .proxy_port = std::to_string(port)};
    }
    return {.url = fmt::format("https://127.0.0.1:{}/", port),
            .host = "127.0.0.1",
            .port = std::to_string(port),
            .ca = options_.ca_file,
            .truststore = options_.truststore_file,
            .version = std::string(version ? short_name(*version) : "all"),
            .name = options_.name,
            .url_name = fmt::format("https://{}:{}/", options_.name, port)};
}

}  // namespace

Report check(const CheckOptions& options, const CheckAuthority& authority) {
    const auto started = Clock::now();
    process::Target any;
    any.proxy = options.proxied_names.empty() ? "" : "http://127.0.0.1:1";
    (void)process::fill_in(options.command, any).value();
    Run run(options, authority);
    Trials trials = run.results();
    Report report = report_on(options, run.plan(), std::move(trials));
    if (!run.left().empty()) {
        report.observations.push_back(process::unended_text(run.left()));
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return report;
}

TrialRun run_trials(const CheckOptions& options, std::vector<Trial> trials) {
    (void)process::fill_in(options.command, {}, options.more_places).value();
    Run run(options, {});
    TrialRun result{run.results_of(std::move(trials))};
    result.left = run.left();
    return result;
}

}  // namespace tlsmatrix::check
