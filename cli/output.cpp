#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/output.hpp>

namespace tlsmatrix::cli {
namespace {

// Renaming over a device, a pipe or a link (/dev/stdout is one) would replace it, so those are
// written to.
bool is_special(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
           !std::filesystem::is_directory(status);
}

[[noreturn]] void throw_unwritten() {
    if (errno == EPIPE) {
        throw ReaderGone();
    }
    throw SetupError("cannot write the result to standard output: is it full or closed?");
}

}  // namespace

void require_writable(const std::string& path) {
    if (path.empty() || path == "-" || is_special(path)) {
        return;
    }
    const std::filesystem::path directory = std::filesystem::absolute(path).parent_path();
    if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
        throw SetupError(
            fmt::format("cannot write to '{}' ({}): name a file in a directory that is there and "
                        "that you may write to",
                        path, std::generic_category().message(errno)));
    }
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        throw SetupError(fmt::format("cannot write to '{}': it is a directory", path));
    }
}

ResultOutput::ResultOutput(const std::string& path) : path_(path == "-" ? "" : path) {
    if (path_.empty()) {
        return;
    }
    if (is_special(path)) {
        special_.open(path);
    } else {
        file_ = std::make_unique<certs::PublicFile>(path);
    }
}

ResultOutput::~ResultOutput() = default;

void ResultOutput::write(std::string_view text) {
    if (file_) {
        file_->write(text);
    } else if (path_.empty()) {
        errno = 0;
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
            throw_unwritten();
        }
    } else {
        special_.write(text);
    }
}

void ResultOutput::finish() {
    if (file_) {
        file_->publish();
    } else if (path_.empty()) {
        errno = 0;
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
            throw_unwritten();
        }
    } else if (special_.error() == ENXIO) {
        throw SetupError(fmt::format("cannot write to '{}': nobody reads it", path_));
    } else if (special_.error() != 0) {
        throw SetupError(fmt::format("cannot write to '{}' ({}): is it full or closed?", path_,
                                     std::generic_category().message(special_.error())));
    }
}

void write_result(const std::string& text, const std::string& path) {
    ResultOutput output(path);
    output.write(text);
    output.finish();
}

}  // namespace tlsmatrix::cli
