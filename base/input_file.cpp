#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/base/interruptible.hpp>
#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix {
namespace {

using Clock = std::chrono::steady_clock;

std::string message_of(int error) {
    return std::generic_category().message(error);
}

bool is_worth_another_try(int error) {
    return error == EINTR || error == EAGAIN;
}

SetupError unreadable(std::string_view what, const std::string& name, int error) {
    return SetupError(fmt::format("cannot read the {} '{}' ({}): is the path right?", what, name,
                                  message_of(error)));
}

}  // namespace

FileDescriptor open_input(const std::filesystem::path& path) {
    int number = -1;
    do {
        number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    } while (number < 0 && errno == EINTR);
    return FileDescriptor(number);
}

bool is_regular(const FileDescriptor& file) {
    struct stat status {};
    return ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode);
}

InputContent read_input(const FileDescriptor& file, std::size_t max_bytes,
                        std::chrono::milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    struct stat status {};
    if (::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
        static_cast<std::uintmax_t>(status.st_size) > max_bytes) {
        return {{}, InputContent::Fault::too_large, 0};
    }
    InputContent content;
    std::array<char, std::size_t{64} * 1024> block{};
    while (true) {
        // Even where there is always something to read, as in /dev/zero, the deadline is looked at.
        pollfd waiting{file.number(), POLLIN, 0};
        const int ready = Clock::now() < deadline ? poll_interruptibly(&waiting, 1, deadline) : 0;
        if (ready == 0) {
            return {{}, InputContent::Fault::too_late, 0};
        }
        const ssize_t length = ready < 0 ? -1 : ::read(file.number(), block.data(), block.size());
        if (length == 0) {
            return content;
        }
        if (length < 0 && !is_worth_another_try(errno)) {
            return {{}, InputContent::Fault::unreadable, errno};
        }
        content.bytes.append(block.data(), length < 0 ? 0 : static_cast<std::size_t>(length));
        if (content.bytes.size() > max_bytes) {
            return {{}, InputContent::Fault::too_large, 0};
        }
    }
}

std::string too_large_text(const std::string& path, std::size_t max_bytes) {
    constexpr std::size_t mebibyte = std::size_t{1} << 20U;
    return max_bytes % mebibyte == 0
               ? fmt::format("'{}' is larger than {} MiB", path, max_bytes / mebibyte)
               : fmt::format("'{}' is larger than {} bytes", path, max_bytes);
}

std::string too_late_text(const std::string& path) {
    return fmt::format("'{}' did not end within {} s", path,
                       std::chrono::duration_cast<std::chrono::seconds>(input_patience).count());
}

std::string read_whole_input(const FileDescriptor& file, std::string_view what,
                             const std::string& name, std::size_t max_bytes) {
    InputContent content = read_input(file, max_bytes);
    switch (content.fault) {
        case InputContent::Fault::none:
            return std::move(content.bytes);
        case InputContent::Fault::unreadable:
            throw unreadable(what, name, content.error);
        case InputContent::Fault::too_large:
            throw SetupError(fmt::format("the {} {}: name a smaller file, which ends", what,
                                         too_large_text(name, max_bytes)));
        case InputContent::Fault::too_late:
            break;
    }
    throw SetupError(fmt::format("the {} {}: does anybody write into it, and close it again?", what,
                                 too_late_text(name)));
}

std::string read_input_file(std::string_view what, const std::string& path, std::size_t max_bytes) {
    const FileDescriptor file = open_input(path);
    if (!file.is_open()) {
        throw unreadable(what, path, errno);
    }
    return read_whole_input(file, what, path, max_bytes);
}

}  // namespace tlsmatrix
