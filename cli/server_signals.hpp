// The signals that `serve` lives with.
//   DelayedSignals delayed;  set up;  SignalLoop signals(server);  delayed.release();
//   signals.run();
#pragma once

#include <csignal>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::cli {

// DelayedSignals holds back what would end the process while it is setting up, so that it never
// leaves a directory behind: a signal that comes meanwhile counts once release() has been called.
class DelayedSignals {
  public:
    DelayedSignals();
    ~DelayedSignals() { release(); }
    DelayedSignals(const DelayedSignals&) = delete;
    DelayedSignals& operator=(const DelayedSignals&) = delete;
    void release() {
        if (!std::exchange(released_, true)) {
            ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        }
    }

  private:
    sigset_t before_{};
    bool released_ = false;  // what SignalLoop holds at the end is not for us to let go
};

// SignalLoop keeps the process until it is told to end: TERM and INT stop the server and a second
// one ends it at once, HUP and USR1 reopen its log. The server must outlive it.
class SignalLoop {
  public:
    explicit SignalLoop(server::Server& server);
    void run();

  private:
    void wait();
    void on_signal(int signal);

    server::Server& server_;
    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_};
    std::thread stopping_;
    bool stopped_ = false;
};

// die_with_parent has SIGTERM come when the process that started this one ends. `parent` is who
// that was at the beginning.
void die_with_parent(pid_t parent);

}  // namespace tlsmatrix::cli
