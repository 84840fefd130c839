#include <csignal>
#include <exception>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <tlsmatrix/process/descendants.hpp>
#include <tlsmatrix/relay/relay_run.hpp>

namespace tlsmatrix::relay {
namespace {

namespace asio = boost::asio;

// What a client that has ended leaves under way is soon over.
constexpr std::chrono::milliseconds aftermath{1'000};

// Life is one run: the relay, the signals, and the client, if there is one.
class Life {
  public:
    Life(RunOptions options, Report& report)
        : options_(std::move(options)), report_(report), relay_(context_, options_.settings) {}

    bool run() {
        report_.listener = fmt::format("{}:{}", host(), relay_.endpoint().port());
        signals_.async_wait([this](boost::system::error_code error, int) {
            if (!error) {
                interrupted_ = true;
                process::end_children(context_);
                relay_.stop();
            }
        });
        spawn(relay_.run());
        if (options_.ready) {
            options_.ready(bare_host(), relay_.endpoint().port());
        }
        if (!options_.command.empty()) {
            spawn(drive());
        }
        context_.run();
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        return interrupted_;
    }

  private:
    [[nodiscard]] std::string bare_host() const {
        return options_.listen_name.empty() ? relay_.endpoint().address().to_string()
                                            : options_.listen_name;
    }

    // In brackets, where it is one of IPv6.
    [[nodiscard]] std::string host() const {
        const std::string bare = bare_host();
        return bare.find(':') == std::string::npos ? bare : "[" + bare + "]";
    }

    void spawn(asio::awaitable<void> work) {
        asio::co_spawn(context_, std::move(work), [this](const std::exception_ptr& failure) {
            if (failure) {
                failure_ = failure;
                stop();
            }
        });
    }

    void stop() {
        relay_.stop();
        signals_.cancel();
    }

    asio::awaitable<void> drive() {
        process::Target target = options_.target;
        target.host = bare_host();
        target.port = std::to_string(relay_.endpoint().port());
        target.url = fmt::format("https://{}:{}/", host(), target.port);
        target.url_name = fmt::format("https://{}:{}/", target.name, target.port);
        const process::Descendants descendants;
        const std::string run = process::run_name("relay");
        process::ChildSettings child;
        child.arguments = process::fill_in(options_.command, target).value();
        child.environment = process::environment_of(target, temporary_directory(), run, environ);
        child.timeout = options_.command_timeout;
        const std::vector<std::string> command = child.arguments;
        process::Finished finished = co_await process::run_child(context_, std::move(child));
        (void)descendants.end_run(run, {});
        report_.client = ClientRun{command, std::move(finished)};
        co_await relay_.settle(aftermath);
        stop();
    }

    static std::string temporary_directory() {
        const char* named = std::getenv("TMPDIR");
        return named == nullptr ? "/tmp" : named;
    }

    RunOptions options_;
    Report& report_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    RelayServer relay_;
    std::exception_ptr failure_;
    bool interrupted_ = false;
};

}  // namespace

bool run_relay(RunOptions options, Report& report) {
    const auto begun = std::chrono::steady_clock::now();
    Life life(std::move(options), report);
    const bool interrupted = life.run();
    report.seconds = std::chrono::steady_clock::now() - begun;
    return interrupted;
}

}  // namespace tlsmatrix::relay
