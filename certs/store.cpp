#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/certs/detail/stored_files.hpp>
#include <tlsmatrix/certs/file_fault.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/certs/store_lock.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> absolute_path_in(const char* variable) {
    const char* value = std::getenv(variable);
    if (value == nullptr || !fs::path(value).is_absolute()) {
        return std::nullopt;
    }
    return fs::path(value);
}

// Only a clock that was or is wrong brings this about, and waiting may be all that it takes.
void require_begun(const Authority& authority, const fs::path& directory, TimePoint now) {
    if (now < authority.validity().not_before) {
        throw SetupError(fmt::format(
            "the stored authority is valid from {:%Y-%m-%d} only: set the clock, or remove the "
            "directory '{}' to start with a new one",
            fmt::gmtime(authority.validity().not_before), directory.native()));
    }
}

using Event = StoredAuthority::Event;

std::pair<Authority, Event> open_authority(const fs::path& directory, KeyType type, TimePoint now) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(directory, ignored))) {
        const Authority made = Authority::create(type, now);
        write_authority(directory, made);
        return {made, Event::created};
    }
    const Authority loaded = load_authority(directory, type);
    require_begun(loaded, directory, now);
    if (loaded.validity().contains(now)) {
        return {loaded, Event::loaded};
    }
    const Authority made = Authority::create(type, now);
    write_authority(directory, made);
    return {made, Event::replaced};
}

StoredAuthority open_locked(const fs::path& store, KeyType leaf_type, TimePoint now) {
    const KeyType authority_type = authority_key_type(leaf_type);
    const fs::path directory = store / key_type_name(authority_type);
    auto [authority, event] = open_authority(directory, authority_type, now);
    require_no_other_writers(directory);
    remove_unfinished(directory);

    const KeyPointer leaf_key = load_or_create_leaf_key(directory, leaf_type);
    const bool expires_soon = authority.validity().not_after - now <= expiry_warning;
    return {std::move(authority), leaf_key, event, expires_soon, trust_files_in(directory)};
}

// is_missing tells whether the path could only be made; also where a file stands in its way.
bool is_missing(const fs::path& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), F_OK, AT_EACCESS) != 0 &&
           (errno == ENOENT || errno == ENOTDIR);
}

// Whatever of the path is not there yet would be made in the last directory that is.
void require_writable(fs::path directory) {
    while (is_missing(directory) && directory.has_relative_path()) {
        directory = directory.parent_path();
    }
    if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0) {
        return;
    }
    const int error = errno;
    std::error_code ignored;
    throw SetupError(fs::is_regular_file(directory, ignored)
                         ? fmt::format("'{}' is no directory", directory.native())
                         : fmt::format("the directory '{}' cannot be written to ({})",
                                       directory.native(), std::generic_category().message(error)));
}

void require_intact(const fs::path& store, KeyType type, TimePoint now) {
    const fs::path directory = store / key_type_name(type);
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(directory, ignored))) {
        require_no_other_writers(directory);
        require_begun(load_authority(directory, type), directory, now);
    }
}

}  // namespace

fs::path Store::default_directory() {
    if (const auto state = absolute_path_in("XDG_STATE_HOME")) {
        return *state / "tlsmatrix";
    }
    if (const auto home = absolute_path_in("HOME")) {
        return *home / ".local" / "state" / "tlsmatrix";
    }
    throw SetupError(
        "there is no place to keep the certificate authority, since neither XDG_STATE_HOME nor "
        "HOME is set: set XDG_STATE_HOME to a directory");
}

Store::Store(fs::path directory) : directory_(std::move(directory)) {}

StoredAuthority Store::open_or_create(KeyType leaf_type, TimePoint now) const {
    try {
        make_private_directory(directory_);
        require_no_other_writers(directory_);
        const StoreLock lock(directory_);
        remove_unfinished(directory_);
        return open_locked(directory_, leaf_type, now);
    } catch (const FileFault& fault) {
        throw SetupError(fmt::format("{}: set XDG_STATE_HOME to a directory that you may write to",
                                     fault.problem()));
    }
}

std::optional<Error> Store::trouble(TimePoint now) const {
    try {
        require_writable(directory_);
        if (fs::exists(directory_)) {
            require_no_other_writers(directory_);
        }
        for (const KeyType type : {KeyType::rsa, KeyType::ecdsa}) {
            require_intact(directory_, type, now);
        }
    } catch (const FileFault& fault) {
        return Error{fault.problem()};
    } catch (const std::exception& fault) {
        return Error{fault.what()};
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::certs
