#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <tlsmatrix/check/detail/known.hpp>
#include <tlsmatrix/check/detail/run_parts.hpp>
#include <tlsmatrix/check/detail/scripted_server.hpp>
#include <tlsmatrix/check/detail/visitors.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/check/waiting.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::check {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// How often it is looked whether somebody came. What is asked of people takes seconds.
constexpr std::chrono::milliseconds tick{50};
// A connection that is open is not waited for.
constexpr std::chrono::milliseconds settling_while_open{300};
// A client that keeps its connection would not be done with its server before that is closed, and
// one that takes its time before its request must have it.
constexpr std::chrono::milliseconds least_keep_alive{3000};

// Door is a server that waits for its visitor.
struct Door {
    Trial trial;
    Invitation invitation;
    std::uint16_t server = 0;  // the port of the TLS server, if there is one
    std::unique_ptr<ScriptedServer> script;
    std::vector<ConnectionSight> served = {};
    std::set<std::uint64_t> known = {};  // which of them were told already
    Activity activity = {};
    Clock::time_point changed = {};
    bool is_done = false;  // for now: somebody came, and has gone
};

// Wait is one wait under way.
class Wait {
  public:
    Wait(const CheckOptions& options, const WaitOptions& waiting, const CheckAuthority& authority)
        : options_(options),
          waiting_(waiting),
          plan_(plan_options(options)),
          deadline_(Clock::now() + options.timeout),
          servers_(context_, authority, options.credentials, options.security_level,
                   {.address = waiting.exposed ? every_address : loopback_address,
                    .keep_alive = std::max(waiting.quiet, least_keep_alive),
                    .takes_h2 = options.level == Level::handshake}) {}

    Trials results();
    [[nodiscard]] const PlanOptions& plan() const { return plan_; }
    [[nodiscard]] Waited waited() const { return {end_, waiting_.exposed, waiting_.quiet}; }

  private:
    asio::awaitable<void> run();
    void open(Trial trial);
    asio::awaitable<void> watch(std::size_t first);
    void look_at(Door& door);
    [[nodiscard]] bool is_over() const { return interrupted_ || Clock::now() >= deadline_; }
    asio::awaitable<void> gather();
    asio::awaitable<TrialResult> result_of(Door& door);

    const CheckOptions& options_;
    const WaitOptions& waiting_;
    const PlanOptions plan_;
    const Clock::time_point deadline_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    TrialServers servers_;
    std::vector<std::unique_ptr<Door>> doors_;
    Trials done_;
    std::exception_ptr failure_;
    Waited::End end_ = Waited::End::complete;
    bool interrupted_ = false;
};

Trials Wait::results() {
    signals_.async_wait(
        [this](boost::system::error_code error, int) { interrupted_ = interrupted_ || !error; });
    asio::co_spawn(context_, run(), [this](std::exception_ptr failure) {
        failure_ = std::move(failure);
        context_.stop();
    });
    context_.run();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
    return std::move(done_);
}

asio::awaitable<void> Wait::run() {
    std::vector<Trial> next = next_trials(plan_, done_);
    while (!next.empty() && !is_over()) {
        const std::size_t first = doors_.size();
        for (Trial& trial : next) {
            open(std::move(trial));
        }
        std::vector<Invitation> invitations;
        for (std::size_t i = first; i < doors_.size(); ++i) {
            invitations.push_back(doors_[i]->invitation);
        }
        if (waiting_.invite) {
            waiting_.invite(invitations);
        }
        co_await watch(first);
        co_await gather();
        next = next_trials(plan_, done_);
    }
    // Where the last round was cut short there may be nothing more to ask for all the same.
    if (!next.empty() || is_over()) {
        end_ = interrupted_ ? Waited::End::interrupted : Waited::End::timed_out;
    }
    // A version that nobody got to ask for is undecided, and not one that cannot be tried.
    for (Trial& trial : next) {
        TrialResult never;
        never.facts.trial = std::move(trial);
        never.facts.invited = Invitation{{}, never.facts.trial.name()};
        never.verdict = judge(never.facts);
        done_.push_back(std::move(never));
    }
}

void Wait::open(Trial trial) {
    auto door = std::make_unique<Door>();
    door->server = trial.profile != nullptr ? servers_.open(trial) : 0;
    std::uint16_t port = door->server;
    if (auto script = script_for(trial, door->server)) {
        script->exposed = waiting_.exposed;
        door->script = std::make_unique<ScriptedServer>(context_, *script);
        port = door->script->port();
        asio::co_spawn(context_, door->script->run(), [this](std::exception_ptr failure) {
            if (failure) {
                failure_ = std::move(failure);
                context_.stop();
            }
        });
    }
    const std::string host = options_.name == "localhost" ? "127.0.0.1" : options_.name;
    door->invitation = {.url = fmt::format("https://{}:{}/", host, port), .server = trial.name()};
    door->trial = std::move(trial);
    doors_.push_back(std::move(door));
}

// Whoever comes to a door of an earlier round again is not done with it.
asio::awaitable<void> Wait::watch(std::size_t first) {
    asio::steady_timer timer(context_);
    bool all_done = false;
    while (!all_done && !is_over()) {
        timer.expires_after(tick);
        co_await timer.async_wait(process::token);
        for (const auto& door : doors_) {
            look_at(*door);
        }
        all_done = true;
        for (std::size_t i = 0; i < doors_.size(); ++i) {
            const Door& door = *doors_[i];
            all_done = all_done && (door.is_done || (i < first && door.activity.came == 0));
        }
    }
}

void Wait::look_at(Door& door) {
    const Activity now =
        door.script != nullptr ? door.script->activity() : servers_.activity(door.server);
    if (now != door.activity) {
        door.activity = now;
        door.changed = Clock::now();
        door.is_done = false;
    }
    const bool was_done =
        std::exchange(door.is_done, now.came > 0 && now.open == 0 &&
                                        Clock::now() - door.changed >= waiting_.quiet);
    if (door.is_done && !was_done && waiting_.done_with) {
        waiting_.done_with(door.invitation);
    }
}

asio::awaitable<void> Wait::gather() {
    done_.clear();
    for (const auto& door : doors_) {
        TrialResult result = co_await result_of(*door);
        require_pinned(result);
        done_.push_back(std::move(result));
    }
    tell_visitors_apart(done_);
}

asio::awaitable<TrialResult> Wait::result_of(Door& door) {
    if (door.server != 0) {
        const bool open = servers_.activity(door.server).open > 0;
        auto sights = co_await servers_.settle(door.server, open ? settling_while_open : settling);
        for (ConnectionSight& sight : sights) {
            if (door.known.insert(sight.serial).second) {
                if (door.script != nullptr) {
                    sight.client = door.script->client_behind(sight.client_port);
                }
                door.served.push_back(std::move(sight));
            }
        }
    }
    look_at(door);
    TrialResult result;
    result.facts.trial = door.trial;
    result.facts.invited = door.invitation;
    if (door.script != nullptr) {
        result.facts.connections = door.script->sights();
    }
    result.facts.connections.insert(result.facts.connections.end(), door.served.begin(),
                                    door.served.end());
    // What a client would have done next, where it was cut short, is not known.
    result.facts.child.exit.timed_out = door.activity.came > 0 && !door.is_done;
    result.verdict = judge(result.facts);
    co_return result;
}

}  // namespace

Report wait_for_client(const CheckOptions& options, const WaitOptions& waiting,
                       const CheckAuthority& authority) {
    const auto started = Clock::now();
    Wait wait(options, waiting, authority);
    Trials trials = wait.results();
    Report report = report_on(options, wait.plan(), std::move(trials), wait.waited());
    report.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return report;
}

}  // namespace tlsmatrix::check
