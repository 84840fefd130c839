#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::process {
namespace {

namespace fs = std::filesystem;

// A process that forks as fast as it is killed is no client; the loop must end all the same.
constexpr int most_rounds = 1000;

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

// Variables stand one behind the other, each ended by a NUL. A zombie has none any more.
bool carries(pid_t pid, const std::string& mark) {
    const std::string environment =
        '\0' + content(fs::path("/proc") / std::to_string(pid) / "environ") + '\0';
    return environment.find('\0' + mark) != std::string::npos;
}

std::string mark_of(std::string_view run) {
    return fmt::format("{}={}", run_variable, run);
}

bool holds(const std::vector<pid_t>& pids, pid_t pid) {
    return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

// The child of one that is killed is adopted, and found in the next round.
template <class Condition>
std::size_t end_children(Condition is_to_end) {
    std::size_t ended = 0;
    for (int round = 0; round < most_rounds; ++round) {
        const std::size_t before = ended;
        for (const pid_t pid : children()) {
            if (is_to_end(pid)) {
                ::kill(pid, SIGKILL);
                ::waitpid(pid, nullptr, 0);
                ++ended;
            }
        }
        if (ended == before) {
            break;
        }
    }
    return ended;
}

}  // namespace

Descendants::Descendants() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    foreign_ = children();
}

std::size_t Descendants::end_run(std::string_view run, const std::vector<pid_t>& spared) const {
    const std::string mark = mark_of(run) + '\0';
    return end_children([&](pid_t pid) {
        return !holds(spared, pid) && !holds(foreign_, pid) && carries(pid, mark);
    });
}

void Descendants::end_all(std::string_view common) const {
    const std::string mark = mark_of(common);
    end_children([&](pid_t pid) {
        return !holds(foreign_, pid) && (foreign_.empty() || carries(pid, mark));
    });
}

}  // namespace tlsmatrix::process
