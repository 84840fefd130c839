#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/open_or_create.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/key_log.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr mode_t others = 077;

struct File {
    explicit File(int opened) : descriptor(opened) {}
    ~File() { ::close(descriptor); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int descriptor;
};

std::shared_ptr<File> open_file(const std::string& path) {
    // A FIFO's reader is waited for neither here nor at a line.
    constexpr int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
    const int descriptor = open_or_create(path, flags, 0600);
    if (descriptor < 0) {
        const std::string why =
            errno == ENXIO ? "nobody reads it" : std::generic_category().message(errno);
        throw SetupError(
            fmt::format("cannot open the key log '{}' ({}): name a file that is yours", path, why));
    }
    return std::make_shared<File>(descriptor);
}

bool is_open_to_others(const File& file) {
    struct stat facts {};
    return ::fstat(file.descriptor, &facts) == 0 && S_ISREG(facts.st_mode) &&
           (facts.st_mode & others) != 0;
}

}  // namespace

KeyLog open_key_log(const std::string& path) {
    const char* variable = std::getenv("SSLKEYLOGFILE");
    const std::string chosen = !path.empty() ? path : variable != nullptr ? variable : "";
    if (chosen.empty()) {
        return nullptr;
    }
    auto file = open_file(chosen);
    if (is_open_to_others(*file)) {
        const std::string why =
            fmt::format("others may read the key log '{}': close it to them with 'chmod 600 {}'",
                        chosen, chosen);
        if (!path.empty()) {
            throw SetupError(why);
        }
        // Programs that heed the variable make such a file (Python's requests does as it starts).
        say("tlsmatrix: warning: TLS secrets are not kept: {}\n", why);
        return nullptr;
    }
    say("tlsmatrix: warning: TLS secrets go to '{}': whoever reads it can read the traffic\n",
        chosen);
    return [file](std::string_view line) {
        const std::string whole = fmt::format("{}\n", line);
        // One write in append mode: lines of several threads do not mix.
        [[maybe_unused]] const ssize_t written =
            ::write(file->descriptor, whole.data(), whole.size());
    };
}

}  // namespace tlsmatrix::cli
