#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <tlsmatrix/base/interruptible.hpp>
#include <tlsmatrix/cli/special_output.hpp>

namespace tlsmatrix::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds retry_pause{10};

}  // namespace

// To open a FIFO for writing would wait for its reader, however long, and deaf to signals.
void SpecialOutput::open(const std::string& path) {
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    const auto deadline = Clock::now() + patience;
    do {
        file_ = FileDescriptor(::open(path.c_str(), flags, 0666));
        error_ = file_.is_open() ? 0 : errno;
    } while (error_ == EINTR ||
             (error_ == ENXIO && Clock::now() < deadline && pause_interruptibly(retry_pause)));
}

void SpecialOutput::write(std::string_view text) {
    while (error_ == 0 && !text.empty()) {
        const ssize_t count = ::write(file_.number(), text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        pollfd waiting{file_.number(), POLLOUT, 0};
        const bool again =
            errno == EINTR ||
            (errno == EAGAIN && poll_interruptibly(&waiting, 1, Clock::now() + patience) > 0);
        error_ = again ? 0 : errno == 0 ? EIO : errno;
    }
}

}  // namespace tlsmatrix::cli
