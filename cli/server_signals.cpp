#include <array>

#include <sys/prctl.h>
#include <unistd.h>

#include <boost/asio/post.hpp>

#include <tlsmatrix/cli/server_signals.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr std::array handled_signals{SIGINT, SIGTERM, SIGHUP, SIGUSR1};

void hold_signals(sigset_t* before) {
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : handled_signals) {
        ::sigaddset(&held, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &held, before);
}

}  // namespace

DelayedSignals::DelayedSignals() {
    hold_signals(&before_);
}

SignalLoop::SignalLoop(server::Server& server) : server_(server) {
    for (const int signal : handled_signals) {
        signals_.add(signal);
    }
    wait();
}

void SignalLoop::run() {
    context_.run();
    if (stopping_.joinable()) {
        stopping_.join();
    }
    hold_signals(nullptr);  // nobody handles them any more, and there are files to take away
}

void SignalLoop::wait() {
    signals_.async_wait([this](boost::system::error_code error, int signal) {
        if (error) {
            return;
        }
        on_signal(signal);
        if (!stopped_) {
            wait();
        }
    });
}

void SignalLoop::on_signal(int signal) {
    if (signal == SIGHUP || signal == SIGUSR1) {
        server_.reopen_log();
    } else if (stopping_.joinable()) {
        server_.stop_now();  // a second signal is impatience
    } else {
        stopping_ = std::thread([this] {
            server_.stop();
            boost::asio::post(context_, [this] {
                stopped_ = true;  // a signal whose turn comes behind this one has nobody to cancel
                signals_.cancel();
            });
        });
    }
}

// The parent may have gone before prctl: then its death is never told.
void die_with_parent(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) {
        ::raise(SIGTERM);
    }
}

}  // namespace tlsmatrix::cli
