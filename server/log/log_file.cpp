#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/open_or_create.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/log/log_file.hpp>

namespace tlsmatrix::server {
namespace {

constexpr mode_t file_mode = 0644;
constexpr std::chrono::milliseconds longest_wait{1000};

std::string reason(int error) {
    return error == EAGAIN || error == ENXIO ? "nobody reads it"
                                             : std::generic_category().message(error);
}

// open_for_appending returns -1 with errno set where it fails.
int open_for_appending(const std::string& path) {
    // A FIFO's reader is not waited for, here or at a line: a thread that did would serve nobody.
    constexpr int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int descriptor = -1;
    do {
        descriptor = open_or_create(path, flags, file_mode);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

int open_or_throw(const std::string& path) {
    const int descriptor = open_for_appending(path);
    if (descriptor < 0) {
        throw SetupError(fmt::format(
            "cannot open the access log '{}' ({}): name a file that you may write to, in a "
            "directory that is there",
            path, reason(errno)));
    }
    return descriptor;
}

bool is_regular(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

// is_torn tells whether the file's last byte is not a newline. A file that may be written but not
// read counts as whole.
bool is_torn(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return false;
    }
    struct stat status {};
    char last = '\n';
    const bool torn = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                      status.st_size > 0 &&
                      ::pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != '\n';
    ::close(descriptor);
    return torn;
}

std::uint64_t count_lines(std::string_view lines) {
    return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

}  // namespace

LogFile::LogFile() : descriptor_(STDOUT_FILENO), regular_(is_regular(STDOUT_FILENO)) {}

LogFile::LogFile(const std::string& path)
    : path_(path), descriptor_(open_or_throw(path)), regular_(is_regular(descriptor_)) {
    if (is_torn(path_)) {
        write("\n");
    }
}

// What was dropped since the last complaint would otherwise never be told.
LogFile::~LogFile() {
    go_on_with_unfinished();
    give_up_unfinished();
    if (dropped() != told_) {
        Complaint().say(fmt::format("access lines dropped in all: {}", dropped()));
    }
    if (!path_.empty()) {
        ::close(descriptor_);
    }
}

void LogFile::write(std::string_view lines) {
    const std::lock_guard lock(mutex_);
    go_on_with_unfinished();
    if (!unfinished_.empty()) {
        drop(lines);
        return;
    }
    const std::size_t written = push(lines);
    if (written == lines.size()) {
        return;
    }
    std::string_view rest = lines.substr(written);
    if (written > 0 && lines[written - 1] != '\n') {
        begun_ = written - (lines.substr(0, written).rfind('\n') + 1);
        unfinished_ = rest.substr(0, rest.find('\n') + 1);
        rest.remove_prefix(unfinished_.size());
    }
    drop(rest);
}

bool LogFile::reopen() {
    if (path_.empty()) {
        return true;
    }
    const int fresh = open_for_appending(path_);
    const int error = errno;
    const std::lock_guard lock(mutex_);
    if (fresh < 0) {
        reopen_complaint_.say(
            fmt::format("cannot reopen the access log {}: {}; lines still go to the file that was "
                        "open before",
                        path_, reason(error)));
        return false;
    }
    go_on_with_unfinished();  // its beginning is in the old file
    give_up_unfinished();
    // Nobody writes through this object now, so what a torn file lacks is not on its way.
    const bool torn = is_torn(path_);
    ::dup3(fresh, descriptor_, O_CLOEXEC);
    ::close(fresh);
    regular_.store(is_regular(descriptor_), std::memory_order_relaxed);
    stalled_ = false;
    if (torn && push("\n") == 0) {
        begun_ = 0;
        unfinished_ = "\n";
    }
    return true;
}

void LogFile::go_on_with_unfinished() {
    const std::size_t count = push(unfinished_);
    begun_ += begun_ > 0 ? count : 0;
    unfinished_.erase(0, count);
}

// give_up_unfinished counts a line as dropped that will never have its end, and takes its beginning
// away again where nobody else has written behind it.
void LogFile::give_up_unfinished() {
    if (unfinished_.empty()) {
        return;
    }
    const bool is_line = begun_ > 0;
    struct stat status {};
    const off_t end = ::lseek(descriptor_, 0, SEEK_CUR);
    if (is_line && regular_ && ::fstat(descriptor_, &status) == 0 && status.st_size == end) {
        const off_t whole = end - static_cast<off_t>(begun_);
        if (::ftruncate(descriptor_, whole) == 0) {
            ::lseek(descriptor_, whole, SEEK_SET);  // others may share standard output
        }
    }
    unfinished_.clear();
    dropped_.fetch_add(is_line ? 1 : 0, std::memory_order_relaxed);
}

// push writes as much as goes, and returns how much that was.
std::size_t LogFile::push(std::string_view bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
        if (count > 0) {
            done += static_cast<std::size_t>(count);
            stalled_ = false;
            continue;
        }
        error_ = count < 0 ? errno : EIO;
        const bool again = error_ == EINTR || (error_ == EAGAIN && wait_until_writable());
        if (!again) {
            break;
        }
    }
    return done;
}

// wait_until_writable waits for the reader of a non-blocking pipe, but only once until it has read
// again: one that sleeps must not cost every line the longest wait.
bool LogFile::wait_until_writable() {
    pollfd waiting{descriptor_, POLLOUT, 0};
    const int ready = stalled_ ? 0 : ::poll(&waiting, 1, int{longest_wait.count()});
    stalled_ = ready == 0;
    return ready > 0 || (ready < 0 && errno == EINTR);
}

void LogFile::drop(std::string_view lines) {
    if (lines.empty()) {
        return;
    }
    const std::uint64_t count = count_lines(lines);
    const std::uint64_t total = dropped_.fetch_add(count, std::memory_order_relaxed) + count;
    if (write_complaint_.say(fmt::format("cannot write to {}: {}; access lines dropped so far: {}",
                                         path_.empty() ? "standard output" : path_, reason(error_),
                                         total))) {
        told_ = total;
    }
}

}  // namespace tlsmatrix::server
