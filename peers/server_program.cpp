#include <csignal>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <tlsmatrix/check/verdict.hpp>
#include <tlsmatrix/peers/detail/places.hpp>
#include <tlsmatrix/peers/detail/server_program.hpp>
#include <tlsmatrix/peers/program_verdict.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/completion_token.hpp>

namespace tlsmatrix::peers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_dials{10};
// It ends when its cells are done: a deadline has nothing to say of that.
constexpr std::chrono::hours no_deadline{24};

const tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);

std::uint16_t free_port(asio::io_context& context) {
    return tcp::acceptor(context, loopback).local_endpoint().port();
}

}  // namespace

asio::awaitable<bool> ServerProgram::accepts() {
    tcp::socket socket(context_);
    const auto [error] =
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port_}, process::token);
    co_return !error;
}

asio::awaitable<std::string> ServerProgram::start(const matrix::NamedEnd& named,
                                                  const std::string& directory,
                                                  const std::string& run) {
    name_ = named.name;
    port_ = named.program->port != 0 ? named.program->port : free_port(context_);
    if (named.program->port != 0 && co_await accepts()) {
        co_return fmt::format("{}: somebody else listens on port {} already", name_, port_);
    }
    const process::Target target = target_at(bench_, port_, "all");
    process::ChildSettings settings;
    settings.arguments = server_arguments(*named.program, target, bench_);
    settings.environment = process::environment_of(target, directory, run, ::environ);
    settings.timeout = no_deadline;
    settings.started = [this](pid_t pid) {
        pid_ = pid;
        has_ended_ = false;
        bench_.lifeline->hold(pid);
    };
    asio::co_spawn(
        context_, process::run_child(context_, std::move(settings)),
        [self = shared_from_this()](std::exception_ptr failure, process::Finished finished) {
            self->has_ended_ = true;
            self->failure_ = std::move(failure);
            self->finished_ = std::move(finished);
            self->changed_.cancel();
        });
    const auto deadline = Clock::now() + bench_.timeout;
    do {
        co_await wait_for_end(between_dials);
        if (const std::string ended = fault(); !ended.empty()) {
            co_return ended;
        }
        if (co_await accepts()) {
            co_return fault();
        }
    } while (Clock::now() < deadline);
    co_return fmt::format(
        "{}: nobody accepted connections on port {} within {} s: does its command "
        "listen there?",
        name_, port_, std::chrono::duration<double>(bench_.timeout).count());
}

std::string ServerProgram::fault() const {
    if (failure_) {
        try {
            std::rethrow_exception(failure_);
        } catch (const std::exception& error) {
            return fmt::format("{}: {}", name_, error.what());
        }
    }
    if (pid_ == 0 || !has_ended_) {
        return {};
    }
    return fmt::format("{}: the server ended by itself ({}): it must stay in the foreground{}",
                       name_, check::describe(finished_.exit), last_words(finished_.output));
}

asio::awaitable<void> ServerProgram::wait_for_end(std::chrono::milliseconds patience) {
    if (!has_ended_ || pid_ == 0) {
        changed_.expires_after(patience);
        co_await changed_.async_wait(process::token);
    }
}

// Before its end is known its number, which is the group's, cannot be anybody else's.
asio::awaitable<void> ServerProgram::stop() {
    if (pid_ != 0) {
        bench_.lifeline->release(pid_);
    }
    for (const int signal : {SIGTERM, SIGKILL}) {
        if (!has_ended_) {
            ::kill(-pid_, signal);
            co_await wait_for_end(signal == SIGTERM ? process::patience_after_term
                                                    : process::patience_after_kill);
        }
    }
}

}  // namespace tlsmatrix::peers
