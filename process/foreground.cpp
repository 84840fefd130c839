#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/detail/starting.hpp>
#include <tlsmatrix/process/foreground.hpp>

namespace tlsmatrix::process {
namespace {

namespace fs = std::filesystem;

constexpr std::array held_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

constexpr int most_probed = 1'048'576;

// Without a list all numbers have to be asked for: poll says which are nobody's.
std::vector<int> probed_descriptors() {
    std::vector<int> found;
    std::array<pollfd, 512> asked{};
    for (int first = 0; first < most_probed; first += static_cast<int>(asked.size())) {
        for (std::size_t i = 0; i < asked.size(); ++i) {
            asked[i] = {first + static_cast<int>(i), 0, 0};
        }
        if (::poll(asked.data(), asked.size(), 0) < 0) {
            break;
        }
        for (const pollfd& each : asked) {
            if ((each.revents & POLLNVAL) == 0) {
                found.push_back(each.fd);
            }
        }
    }
    return found;
}

std::vector<int> open_descriptors() {
    std::vector<int> found;
    std::error_code failed;
    for (fs::directory_iterator entry("/proc/self/fd", failed);
         !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
        if (const auto number = parse_number<int>(entry->path().filename().native())) {
            found.push_back(*number);
        }
    }
    return failed ? probed_descriptors() : found;
}

// Asio's sockets lack the mark: a command that held a listener would keep its port beyond our end.
void keep_from_children(const std::vector<int>& theirs) {
    for (const int number : open_descriptors()) {
        if (std::find(theirs.begin(), theirs.end(), number) == theirs.end()) {
            ::fcntl(number, F_SETFD, FD_CLOEXEC);
        }
    }
}

// What the kernel sends for a terminal's key goes to the whole group, so the command has it
// already.
bool came_from_terminal(const signalfd_siginfo& signal) {
    return signal.ssi_code > 0;
}

std::optional<signalfd_siginfo> next_signal(const FileDescriptor& signals) {
    signalfd_siginfo signal{};
    const ssize_t bytes = ::read(signals.number(), &signal, sizeof signal);
    return bytes == ssize_t{sizeof signal} ? std::optional(signal) : std::nullopt;
}

// become is the new process on its way: between fork and exec a process that has threads may call
// nothing that takes a lock. It comes back where there is no such program. What is started beside
// it could not be ended, so it waits until its parent can wait for it: until the gate closes.
void become(const std::vector<char*>& arguments, const std::vector<char*>& environment,
            const sigset_t& mask, pid_t parent, const Pipe& gate) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) {
        ::_exit(128 + SIGTERM);
    }
    ::close(gate.writing);
    char never = 0;
    while (::read(gate.reading, &never, sizeof never) < 0 && errno == EINTR) {
    }
    for (const int ignored : {SIGPIPE, SIGXFSZ}) {  // by this program, and not for its children
        std::signal(ignored, SIG_DFL);
    }
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    ::execvpe(arguments.front(), arguments.data(), environment.data());
}

Exit exit_of(int status) {
    Exit exit;
    if (WIFEXITED(status)) {
        exit.status = WEXITSTATUS(status);
    } else {
        exit.signal = WTERMSIG(status);
    }
    return exit;
}

Exit wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) != pid && errno == EINTR) {
    }
    return exit_of(status);
}

struct Started {
    pid_t pid = 0;
    FileDescriptor process{-1};
};

Started start(std::vector<std::string>& arguments, std::vector<std::string>& environment,
              const sigset_t& mask) {
    const std::string program = arguments.front();
    const std::vector<char*> argument_pointers = pointers_to(arguments);
    const std::vector<char*> environment_pointers = pointers_to(environment);
    const Pipe trouble = make_pipe(program);  // closed by exec, or brought errno
    const FileDescriptor reading(trouble.reading);
    FileDescriptor writing(trouble.writing);
    const Pipe gate = make_pipe(program);
    const FileDescriptor gate_reading(gate.reading);
    FileDescriptor gate_writing(gate.writing);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        become(argument_pointers, environment_pointers, mask, parent, gate);
        const int error = errno;
        const ssize_t ignored = ::write(writing.number(), &error, sizeof error);
        ::_exit(ignored < 0 ? 126 : 127);
    }
    if (pid < 0) {
        cannot_start(program, errno);
    }
    Started started{pid, FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))};
    int error = started.process.is_open() ? 0 : errno;
    if (error != 0) {
        ::kill(pid, SIGKILL);
    }
    static_cast<void>(gate_writing.close());
    static_cast<void>(writing.close());
    if (error != 0 || ::read(reading.number(), &error, sizeof error) == ssize_t{sizeof error}) {
        static_cast<void>(wait_for(pid));
        cannot_start(program, error);
    }
    return started;
}

}  // namespace

Foreground::Foreground() : signals_(-1), descriptors_(open_descriptors()) {
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : held_signals) {
        ::sigaddset(&held, signal);
    }
    std::signal(SIGCHLD, SIG_DFL);  // whoever ignored it would keep us from learning of the end
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
    signals_ = FileDescriptor(::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_.is_open()) {
        throw SetupError(
            fmt::format("cannot wait for signals ({}): allow more open files (ulimit -n)",
                        std::strerror(errno)));
    }
}

// A signal that comes when all is over changes nothing any more.
Foreground::~Foreground() {
    while (next_signal(signals_)) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Foreground::signal_until_now() const {
    const auto signal = next_signal(signals_);
    return signal ? std::optional(static_cast<int>(signal->ssi_signo)) : std::nullopt;
}

Exit Foreground::run(std::vector<std::string> arguments,
                     std::vector<std::string> environment) const {
    keep_from_children(descriptors_);
    const Started started = start(arguments, environment, before_);
    std::array<pollfd, 2> facts{pollfd{started.process.number(), POLLIN, 0},
                                pollfd{signals_.number(), POLLIN, 0}};
    while (facts[0].revents == 0) {
        if (::poll(facts.data(), facts.size(), -1) < 0) {
            facts[0].revents = 0;  // interrupted: a stop, and its end
            continue;
        }
        while (const auto signal = next_signal(signals_)) {
            if (!came_from_terminal(*signal)) {
                ::kill(started.pid, static_cast<int>(signal->ssi_signo));
            }
        }
    }
    return wait_for(started.pid);
}

}  // namespace tlsmatrix::process
