#include <cerrno>
#include <chrono>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/base/interruptible.hpp>
#include <tlsmatrix/base/open_or_create.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/store_lock.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds pause{10};

[[noreturn]] void throw_cannot_lock(const fs::path& file, int error) {
    throw SetupError(
        fmt::format("cannot lock '{}': {}: set XDG_STATE_HOME to a directory that you may write to",
                    file.native(), std::generic_category().message(error)));
}

// Read-only, so that a complete store on a read-only file system can be used.
FileDescriptor open_lock(const fs::path& file) {
    FileDescriptor descriptor(
        open_or_create(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600));
    if (!descriptor.is_open()) {
        throw_cannot_lock(file, errno);
    }
    if (!is_regular(descriptor)) {
        throw SetupError(
            fmt::format("cannot lock '{}': it is no regular file: remove it", file.native()));
    }
    return descriptor;
}

bool try_lock(const FileDescriptor& descriptor, const fs::path& file) {
    if (::flock(descriptor.number(), LOCK_EX | LOCK_NB) == 0) {
        return true;
    }
    if (errno != EWOULDBLOCK && errno != EINTR) {
        throw_cannot_lock(file, errno);
    }
    return false;
}

// Somebody may have removed the whole store between the opening and the locking; a lock on a file
// that is gone keeps nobody out.
bool still_names(const fs::path& file, const FileDescriptor& descriptor) {
    struct stat named {};
    struct stat opened {};
    return ::stat(file.c_str(), &named) == 0 && ::fstat(descriptor.number(), &opened) == 0 &&
           named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

FileDescriptor acquire(const fs::path& file) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        FileDescriptor descriptor = open_lock(file);
        if (try_lock(descriptor, file) && still_names(file, descriptor)) {
            return descriptor;
        }
        pause_interruptibly(pause);
    }
    throw SetupError(fmt::format("another tlsmatrix has held '{}' for 30 seconds: end that process",
                                 file.native()));
}

}  // namespace

StoreLock::StoreLock(const fs::path& directory) : file_(acquire(directory / "lock")) {}

}  // namespace tlsmatrix::certs
