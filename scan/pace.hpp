// Internal. When the next connection may be opened.
//   Pace pace(25);  wait_until(pace.next(Clock::now()));
#pragma once

#include <algorithm>
#include <chrono>

namespace tlsmatrix::scan {

// Pace keeps to so many connections a second, evenly spread; 0 is without a limit.
class Pace {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Pace(double per_second)
        : interval_(per_second > 0 ? std::chrono::duration_cast<Clock::duration>(
                                         std::chrono::duration<double>(1 / per_second))
                                   : Clock::duration::zero()) {}

    // next is when the next one may start, at the earliest now, and counts it.
    [[nodiscard]] Clock::time_point next(Clock::time_point now) {
        const Clock::time_point start = std::max(now, free_);
        free_ = start + interval_;
        return start;
    }

  private:
    Clock::duration interval_;
    Clock::time_point free_{};
};

}  // namespace tlsmatrix::scan
