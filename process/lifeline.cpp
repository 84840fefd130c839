#include <array>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tlsmatrix/process/lifeline.hpp>

namespace tlsmatrix::process {
namespace {

constexpr std::size_t max_groups = 256;

// In a fork of a program with threads: nothing but system calls from here on.
[[noreturn]] void guard(int reading) {
    ::setsid();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
        std::signal(signal, SIG_IGN);
    }
    ::dup2(reading, STDIN_FILENO);
    ::close_range(STDIN_FILENO + 1, ~0U, 0);
    std::array<pid_t, max_groups> held{};
    pid_t word = 0;
    while (::read(STDIN_FILENO, &word, sizeof word) == sizeof word) {
        const pid_t sought = word > 0 ? 0 : -word;
        for (pid_t& each : held) {
            if (each == sought) {
                each = word > 0 ? word : 0;
                break;
            }
        }
    }
    for (const pid_t group : held) {
        if (group != 0) {
            ::kill(-group, SIGKILL);
        }
    }
    ::_exit(0);
}

}  // namespace

Lifeline::Lifeline() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return;
    }
    guard_ = ::fork();
    if (guard_ == 0) {
        guard(ends[0]);
    }
    ::close(ends[0]);
    writing_ = ends[1];
}

Lifeline::~Lifeline() {
    if (writing_ >= 0) {
        ::close(writing_);
    }
    if (guard_ > 0) {
        ::waitpid(guard_, nullptr, 0);
    }
}

// A word is shorter than what a pipe takes whole. Nobody reads where the guard was killed: SIGPIPE
// is ignored in this program.
void Lifeline::tell(pid_t word) const {
    if (writing_ >= 0) {
        [[maybe_unused]] const auto written = ::write(writing_, &word, sizeof word);
    }
}

}  // namespace tlsmatrix::process
