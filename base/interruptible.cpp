#include <algorithm>
#include <csignal>
#include <ctime>

#include <tlsmatrix/base/interruptible.hpp>

namespace tlsmatrix {

using Clock = std::chrono::steady_clock;

int poll_interruptibly(pollfd* waiting, nfds_t count, Clock::time_point deadline) {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    ::sigdelset(&mask, SIGINT);
    ::sigdelset(&mask, SIGTERM);
    const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec longest{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
    return ::ppoll(waiting, count, &longest, &mask);
}

bool pause_interruptibly(std::chrono::milliseconds duration) {
    return poll_interruptibly(nullptr, 0, Clock::now() + duration) == 0;
}

}  // namespace tlsmatrix
