#include <cstdio>

#include <unistd.h>

#include <tlsmatrix/cli/progress.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/terminal.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr std::chrono::milliseconds pause{1000};
constexpr std::chrono::milliseconds step{100};

}  // namespace

Progress::Progress(std::string_view things)
    : things_(things),
      shown_(!is_quiet() && is_terminal(STDERR_FILENO)),
      next_(Clock::now() + pause) {}

Progress::~Progress() {
    if (drawn_) {
        write_to_standard_error("\r\x1b[K");
    }
}

void Progress::show(std::size_t done, std::size_t all) {
    if (shown_ && Clock::now() >= next_) {
        say("\r{} of {} {}", done, all, things_);
        std::fflush(stderr);
        drawn_ = true;
        next_ = Clock::now() + step;
    }
}

}  // namespace tlsmatrix::cli
