#include <array>
#include <cerrno>
#include <random>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include <tlsmatrix/base/file_descriptor.hpp>
#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/certs/file_fault.hpp>
#include <tlsmatrix/certs/private_file.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

constexpr mode_t secret_mode = 0600;
constexpr mode_t public_mode = 0644;
constexpr mode_t directory_mode = 0700;
constexpr mode_t access_by_others = 077;
constexpr mode_t writing_by_others = 022;
constexpr std::size_t largest_file = std::size_t{1} << 20U;
constexpr std::string_view unfinished_prefix = ".unfinished-";

struct Advice {
    int error;
    std::string_view text;
};

constexpr std::string_view other_place = "choose a place that you may write to";
constexpr std::array write_advice{
    Advice{EACCES, other_place},
    Advice{EPERM, other_place},
    Advice{EROFS, other_place},
    Advice{ENOENT, "create its directory first"},
    Advice{ENOTDIR, "remove the file that stands where a directory is needed"},
    Advice{EISDIR, "remove the directory that stands where the file is needed"},
    Advice{ENOSPC, "free some space on that disk"},
    Advice{EDQUOT, "free some space on that disk"},
};

std::string_view advice_for(int error) {
    for (const Advice& each : write_advice) {
        if (each.error == error) {
            return each.text;
        }
    }
    return "choose another place";
}

[[noreturn]] void throw_cannot(std::string_view task, const fs::path& file, int error) {
    throw FileFault(fmt::format("cannot {} '{}': {}", task, file.native(),
                                std::generic_category().message(error)),
                    advice_for(error));
}

bool is_unfinished(const fs::path& path) {
    return path.filename().native().starts_with(unfinished_prefix);
}

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// UnfinishedFile is the new content under its temporary name; removed again unless it is published.
class UnfinishedFile {
  public:
    UnfinishedFile(const fs::path& target, mode_t mode)
        : target_(target),
          path_(unfinished_path(target)),
          file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       secret_mode)) {
        if (!file_.is_open()) {
            throw_cannot("write", target_, errno);
        }
        // The umask has no say in the mode, and a public file turns public only here.
        if (::fchmod(file_.number(), mode) != 0) {
            abandon(errno);
        }
    }
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;
    ~UnfinishedFile() {
        if (!published_) {
            ::unlink(path_.c_str());
        }
    }

    void write(std::string_view content) {
        while (!content.empty()) {
            const ssize_t written = ::write(file_.number(), content.data(), content.size());
            if (written >= 0) {
                content.remove_prefix(static_cast<std::size_t>(written));
            } else if (errno != EINTR) {
                throw_cannot("write", target_, errno);
            }
        }
    }

    void publish() {
        if (::fsync(file_.number()) != 0 || !file_.close() ||
            ::rename(path_.c_str(), target_.c_str()) != 0) {
            throw_cannot("write", target_, errno);
        }
        published_ = true;
        const fs::path directory = directory_of(target_);
        if (!is_unfinished(directory)) {  // one that is will be synced when it gets its name
            sync_directory(directory);
        }
    }

  private:
    // The destructor does not run for an object whose constructor throws.
    [[noreturn]] void abandon(int error) {
        ::unlink(path_.c_str());
        throw_cannot("write", target_, error);
    }

    fs::path target_;
    fs::path path_;
    FileDescriptor file_;
    bool published_ = false;
};

void write_file(const fs::path& file, std::string_view content, mode_t mode) {
    UnfinishedFile unfinished(file, mode);
    unfinished.write(content);
    unfinished.publish();
}

// The descriptor is asked rather than the path, which may name another file by now.
void check_readable(const FileDescriptor& file, const fs::path& path, Secrecy secrecy) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) {
        throw_cannot("read", path, errno);
    }
    if (S_ISDIR(status.st_mode)) {
        throw FileFault(fmt::format("'{}' is a directory", path.native()), "name a file in it");
    }
    if (secrecy == Secrecy::secret && (status.st_mode & access_by_others) != 0) {
        throw SetupError(fmt::format(
            "the private key '{}' is open to other users (mode {:04o}): run chmod 600 '{}'",
            path.native(), status.st_mode & 07777U, path.native()));
    }
}

std::string read_all(const FileDescriptor& file, const fs::path& path) {
    InputContent content = read_input(file, largest_file);
    switch (content.fault) {
        case InputContent::Fault::none:
            break;
        case InputContent::Fault::unreadable:
            throw_cannot("read", path, content.error);
        case InputContent::Fault::too_large:
            throw FileFault(too_large_text(path.native(), largest_file),
                            "name a file with nothing but keys or certificates");
        case InputContent::Fault::too_late:
            throw FileFault(too_late_text(path.native()),
                            "does anybody write into it, and close it again?");
    }
    return std::move(content.bytes);
}

}  // namespace

void write_secret_file(const fs::path& file, std::string_view content) {
    write_file(file, content, secret_mode);
}

void write_public_file(const fs::path& file, std::string_view content) {
    write_file(file, content, public_mode);
}

struct PublicFile::Implementation {
    UnfinishedFile file;
};

PublicFile::PublicFile(const fs::path& file)
    : implementation_(new Implementation{{file, public_mode}}) {}

PublicFile::~PublicFile() = default;

void PublicFile::write(std::string_view content) {
    implementation_->file.write(content);
}

void PublicFile::publish() {
    implementation_->file.publish();
}

void make_private_directory(const fs::path& directory) {
    std::error_code ignored;
    if (fs::is_directory(directory, ignored)) {
        return;
    }
    make_private_directory(directory_of(directory));
    const bool made = ::mkdir(directory.c_str(), directory_mode) == 0;
    if (made ? !let_owner_enter(directory) : errno != EEXIST) {
        throw_cannot("create the directory", directory, errno);
    }
    // Another process may have been faster, and a file may stand in the way.
    if (!fs::is_directory(directory, ignored)) {
        throw_cannot("create the directory", directory, ENOTDIR);
    }
}

bool let_owner_enter(const fs::path& directory) {
    struct stat status {};
    return ::lstat(directory.c_str(), &status) == 0 &&
           ((status.st_mode & directory_mode) == directory_mode ||
            ::fchmodat(AT_FDCWD, directory.c_str(), directory_mode, AT_SYMLINK_NOFOLLOW) == 0);
}

void require_no_other_writers(const fs::path& directory) {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) {
        throw_cannot("use the directory", directory, errno);
    }
    if ((status.st_mode & writing_by_others) != 0) {
        throw SetupError(fmt::format(
            "the directory '{}' can be written to by other users (mode {:04o}): run chmod 700 '{}'",
            directory.native(), status.st_mode & 07777U, directory.native()));
    }
}

std::string read_file(const fs::path& file, Secrecy secrecy) {
    const FileDescriptor descriptor = open_input(file);
    if (!descriptor.is_open()) {
        throw FileFault(fmt::format("cannot read '{}': {}", file.native(),
                                    std::generic_category().message(errno)),
                        "check the path and its permissions");
    }
    check_readable(descriptor, file, secrecy);
    return read_all(descriptor, file);
}

fs::path unfinished_path(const fs::path& target) {
    std::random_device random;
    return directory_of(target) /
           fmt::format("{}{:08x}{:08x}", unfinished_prefix, random(), random());
}

void remove_unfinished(const fs::path& directory) {
    std::error_code ignored;
    for (fs::directory_iterator entry(directory, ignored), end; entry != end;
         entry.increment(ignored)) {
        if (is_unfinished(entry->path())) {
            fs::remove_all(entry->path(), ignored);
        }
    }
}

void sync_directory(const fs::path& directory) {
    const FileDescriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.is_open()) {
        // Not every file system can; the rename has happened, so that is no reason to fail.
        static_cast<void>(::fsync(descriptor.number()));
    }
}

}  // namespace tlsmatrix::certs
