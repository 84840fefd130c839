#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
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

using Event = KeptCa::Event;

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

fs::path former_of(fs::path directory) {
    return directory += ".former";
}

// A CA that was set aside may be damaged: nobody relies on it.
std::optional<CaFiles> usable(const fs::path& directory, KeyType type, TimePoint now) {
    try {
        if (is_there(directory)) {
            require_no_other_writers(directory);
            CaFiles files = load_ca(directory, type);
            if (validity_of(files.root).contains(now)) {
                return files;
            }
        }
    } catch (const SetupError&) {
    }
    return std::nullopt;
}

std::pair<CaFiles, Event> open_ca(const fs::path& directory, KeyType type,
                                  const std::vector<std::string>& names, TimePoint now) {
    Event event = Event::created;
    if (can_issue(directory)) {
        CaFiles made = issue_files(type, names, now);
        write_ca(directory, made, {});
        return {std::move(made), Event::outdated};
    }
    if (is_there(directory)) {
        CaFiles loaded = load_ca(directory, type);
        const Validity validity = validity_of(loaded.root);
        if (validity.contains(now)) {
            return {std::move(loaded), Event::loaded};
        }
        event = now < validity.not_before ? Event::early : Event::expired;
    }
    const fs::path former = former_of(directory);
    if (auto files = usable(former, type, now)) {
        reinstate(former, directory);
        return {std::move(*files), Event::reinstated};
    }
    CaFiles made = issue_files(type, names, now);
    write_ca(directory, made, former);
    return {std::move(made), event};
}

// No key that can issue is kept, whichever CA is asked for.
bool remove_outdated(const fs::path& directory) {
    if (!can_issue(directory)) {
        return false;
    }
    std::error_code error;
    fs::remove_all(directory, error);
    if (error) {
        throw SetupError(fmt::format(
            "cannot remove the CA that an earlier version left in '{}': {}: remove it yourself",
            directory.native(), error.message()));
    }
    return true;
}

constexpr std::array ca_types{KeyType::rsa, KeyType::ecdsa};

// The directory of a set of names. Two sets never share one: `_` and `+` are in no name.
std::string directory_name(const std::vector<std::string>& names) {
    constexpr std::size_t longest = 200;
    std::string text = fmt::format("{}", fmt::join(names, "+"));
    for (char& c : text) {
        c = c == '*' || c == ':' ? '_' : c;
    }
    if (text.size() > longest) {
        text = fmt::format("{}+{}", text.substr(0, longest / 2), digest_hex(text));
    }
    return text;
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

void require_intact(const fs::path& directory, KeyType type) {
    if (is_there(directory) && !can_issue(directory)) {
        require_no_other_writers(directory);
        static_cast<void>(load_ca(directory, type));
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
        "there is no place to keep the CA, since neither XDG_STATE_HOME nor "
        "HOME is set: set XDG_STATE_HOME to a directory");
}

Store::Store(fs::path directory, const std::vector<std::string>& names)
    : base_(std::move(directory)),
      names_(further_names(names)),
      directory_(names_.empty() ? base_ : base_ / "named" / directory_name(names_)) {}

KeptCa Store::open_locked(KeyType leaf_type, TimePoint now) const {
    const KeyType ca_type = ca_key_type(leaf_type);
    bool removed = false;
    for (const KeyType type : ca_types) {
        removed |= type != ca_type && remove_outdated(directory_ / key_type_name(type));
    }
    const fs::path directory = directory_ / key_type_name(ca_type);
    auto [files, event] = open_ca(directory, ca_type, names_, now);
    if (removed && event == Event::created) {
        event = Event::outdated;
    }
    require_no_other_writers(directory);
    remove_unfinished(directory);
    const Validity validity = validity_of(files.root);
    const bool expires_soon = validity.not_after - now <= expiry_warning;
    return {std::move(files),         directory, names_, validity, event, expires_soon,
            trust_files_in(directory)};
}

KeptCa Store::open_or_create(KeyType leaf_type, TimePoint now) const {
    try {
        make_private_directory(directory_);
        for (const fs::path& each : {base_, directory_.parent_path(), directory_}) {
            if (each != base_.parent_path()) {
                require_no_other_writers(each);
            }
        }
        const StoreLock lock(directory_);
        remove_unfinished(directory_);
        return open_locked(leaf_type, now);
    } catch (const FileFault& fault) {
        throw SetupError(fmt::format("{}: set XDG_STATE_HOME to a directory that you may write to",
                                     fault.problem()));
    }
}

std::optional<Error> Store::trouble() const {
    try {
        require_writable(directory_);
        if (fs::exists(directory_)) {
            require_no_other_writers(directory_);
        }
        for (const KeyType type : ca_types) {
            require_intact(directory_ / key_type_name(type), type);
        }
    } catch (const FileFault& fault) {
        return Error{fault.problem()};
    } catch (const std::exception& fault) {
        return Error{fault.what()};
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::certs
