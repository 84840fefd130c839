#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/file_descriptor.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::process {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A process that forks as fast as it is killed is no client; the loop must end all the same.
constexpr int most_rounds = 1000;
constexpr std::chrono::seconds patience{5};

// A process may be gone between the opening and the reading of its file. An iterator over the
// buffer would throw then; the stream's own functions end.
std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    for (char byte = 0; file.get(byte);) {
        text += byte;
    }
    return text;
}

// The name, which may hold anything, stands in parentheses; the parent is the second field behind.
std::optional<pid_t> parent_in(const std::string& stat) {
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos || stat.size() < name_end + 5) {
        return std::nullopt;
    }
    const std::string_view rest = std::string_view(stat).substr(name_end + 4);
    return parse_number<pid_t>(rest.substr(0, rest.find(' ')));
}

std::vector<pid_t> children() {
    std::vector<pid_t> found;
    std::error_code gone;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", gone)) {
        const auto pid = parse_number<pid_t>(entry.path().filename().native());
        if (pid && parent_in(content(entry.path() / "stat")) == ::getpid()) {
            found.push_back(*pid);
        }
    }
    return found;
}

fs::path directory_of(pid_t pid) {
    return fs::path("/proc") / std::to_string(pid);
}

// Variables stand one behind the other, each ended by a NUL. A zombie has none any more.
bool carries(pid_t pid, const std::string& mark) {
    const std::string environment = '\0' + content(directory_of(pid) / "environ") + '\0';
    return environment.find('\0' + mark) != std::string::npos;
}

std::string mark_of(std::string_view run) {
    return fmt::format("{}={}", run_variable, run);
}

bool holds(const std::vector<pid_t>& pids, pid_t pid) {
    return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

// The kernel has not asked for this limit since Linux 2.4, so its value is free to be a mark: it is
// passed on like the environment, and no client takes it off.
constexpr std::string_view limit_line = "\nMax file locks ";

// locks_limit_of is the line's first number, or `unlimited`; empty where it cannot be read.
std::string locks_limit_of(const fs::path& process) {
    const std::string limits = content(process / "limits");
    const std::size_t line = limits.find(limit_line);
    if (line == std::string::npos) {
        return {};
    }
    const std::size_t begin = limits.find_first_not_of(' ', line + limit_line.size());
    return limits.substr(begin, limits.find_first_of(" \n", begin) - begin);
}

// was_killed is false where the process is still there: it is another user's, or hangs.
bool was_killed(pid_t pid, Clock::time_point deadline) {
    if (::kill(pid, SIGKILL) != 0) {
        return errno == ESRCH;
    }
    const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd ended{process.number(), POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1000)));
    return ::waitpid(pid, nullptr, WNOHANG) != 0;
}

// The child of one that is killed is adopted, and found in the next round.
template <class Condition>
Descendants::Ended end_children_if(Condition is_to_end) {
    const auto deadline = Clock::now() + patience;
    Descendants::Ended result;
    for (int round = 0; round < most_rounds && Clock::now() < deadline; ++round) {
        const std::size_t before = result.ended;
        for (const pid_t pid : children()) {
            if (holds(result.left, pid) || !is_to_end(pid)) {
                continue;
            }
            if (was_killed(pid, deadline)) {
                ++result.ended;
            } else {
                result.left.push_back(pid);
            }
        }
        if (result.ended == before) {
            break;
        }
    }
    return result;
}

}  // namespace

Descendants::Descendants() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    foreign_ = children();
    former_text_ = locks_limit_of("/proc/self");
    if (::getrlimit(RLIMIT_LOCKS, &former_) == 0) {
        rlimit marked = former_;
        marked.rlim_cur = std::min<rlim_t>(former_.rlim_max,
                                           rlim_t{1'000'000'000} + static_cast<rlim_t>(::getpid()));
        is_marked_ = !former_text_.empty() && ::setrlimit(RLIMIT_LOCKS, &marked) == 0 &&
                     locks_limit_of("/proc/self") != former_text_;
    }
}

Descendants::~Descendants() {
    if (is_marked_) {
        ::setrlimit(RLIMIT_LOCKS, &former_);
    }
}

bool Descendants::is_marked(pid_t pid) const {
    const std::string limit = is_marked_ ? locks_limit_of(directory_of(pid)) : std::string();
    return !limit.empty() && limit != former_text_;
}

Descendants::Ended Descendants::end_run(std::string_view run,
                                        const std::vector<pid_t>& spared) const {
    const std::string mark = mark_of(run) + '\0';
    return end_children_if([&](pid_t pid) {
        return !holds(spared, pid) && !holds(foreign_, pid) && carries(pid, mark);
    });
}

std::vector<pid_t> Descendants::end_all(std::string_view common) const {
    const std::string mark = mark_of(common);
    return end_children_if([&](pid_t pid) {
               return !holds(foreign_, pid) &&
                      (foreign_.empty() || carries(pid, mark) || is_marked(pid));
           })
        .left;
}

std::string unended_text(const std::vector<pid_t>& left) {
    return fmt::format("{} of the client's processes cannot be ended by this user, and {} on: {}",
                       left.size(), left.size() == 1 ? "runs" : "run", fmt::join(left, ", "));
}

}  // namespace tlsmatrix::process
