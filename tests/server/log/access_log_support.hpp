// What the tests of the access log share: private directories, pipes, numbered lines, child
// processes.
#pragma once

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "tests/server/log/log_samples.hpp"
#include <tlsmatrix/server/log/access_log.hpp>

namespace tlsmatrix::server {

// Directory is a private one that goes away with all that is in it.
class Directory {
  public:
    Directory() {
        std::string pattern = std::filesystem::temp_directory_path() / "tlsmatrix-log-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// Pipe owns both ends, and gives the path by which the log opens the writing one.
class Pipe {
  public:
    Pipe() {
        if (::pipe2(ends_, O_CLOEXEC) != 0) {
            std::abort();
        }
    }
    ~Pipe() {
        close_reader();
        ::close(ends_[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] std::string writer_path() const {
        return fmt::format("/proc/self/fd/{}", ends_[1]);
    }
    [[nodiscard]] int reader() const { return ends_[0]; }
    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_reader() {
        if (ends_[0] >= 0) {
            ::close(ends_[0]);
        }
        ends_[0] = -1;
    }
    // read_some returns what is there, at most `most` bytes; empty at the end.
    [[nodiscard]] std::string read_some(std::size_t most = 65536) const {
        std::string text(most, '\0');
        const ssize_t count = ::read(ends_[0], text.data(), text.size());
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }

  private:
    int ends_[2] = {-1, -1};
};

inline std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// numbered is an entry whose `$request` is whole where it begins with < and ends with >.
inline Sample numbered(int writer, int line, std::size_t padding = 20) {
    Sample sample = posted();
    sample.request->line = fmt::format("<{} {} {}>", writer, line, std::string(padding, 'x'));
    return sample;
}

inline LogFormat only_request() {
    return LogFormat::parse("$request").value();
}

// Lines counts the whole lines of a log and the others.
struct Lines {
    std::size_t whole = 0;
    std::size_t torn = 0;
};

inline Lines lines_in(const std::string& text) {
    Lines lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        const bool whole = line.starts_with('<') && line.ends_with('>') && line.rfind('<') == 0 &&
                           line.find('>') == line.size() - 1 && end < text.size();
        ++(whole ? lines.whole : lines.torn);
        at = end + 1;
    }
    return lines;
}

// end_with_parent_or_after_a_minute keeps a child that hangs from outliving its test.
inline void end_with_parent_or_after_a_minute() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigevent kill{};
    kill.sigev_notify = SIGEV_SIGNAL;
    kill.sigev_signo = SIGKILL;
    timer_t timer{};
    itimerspec once{};
    once.it_value.tv_sec = 60;
    if (::timer_create(CLOCK_MONOTONIC, &kill, &timer) == 0) {
        ::timer_settime(timer, 0, &once, nullptr);
    }
}

// failure_in_child runs a test in a process of its own, for what changes the process: limits,
// signal handling, standard output. The test returns what is wrong, empty where nothing is.
inline std::string failure_in_child(const std::function<std::string()>& test) {
    Pipe answer;
    const pid_t child = ::fork();
    if (child == 0) {
        end_with_parent_or_after_a_minute();
        // One that left this function would have the child run the tests that are left.
        const std::string wrong = [&]() -> std::string {
            try {
                return test();
            } catch (const std::exception& exception) {
                return exception.what();
            }
        }();
        const ssize_t sent = ::write(answer.writer(), wrong.data(), wrong.size());
        ::_exit(wrong.empty() && sent == 0 ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return {};
    }
    return fmt::format("status {:#x}: {}", status,
                       WIFEXITED(status) ? answer.read_some() : std::string("killed"));
}

}  // namespace tlsmatrix::server
