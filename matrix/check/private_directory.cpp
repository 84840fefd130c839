#include "matrix/check/private_directory.hpp"

#include <filesystem>

#include <stdlib.h>

#include <fmt/format.h>

#include "tls/result.hpp"

namespace tlsmatrix::matrix::check {

namespace fs = std::filesystem;

PrivateDirectory::PrivateDirectory() {
    std::error_code error;
    path_ = (fs::temp_directory_path(error) / "tlsmatrix-XXXXXX").string();
    if (error || ::mkdtemp(path_.data()) == nullptr) {
        throw SetupError(fmt::format("cannot make a directory '{}': is TMPDIR writable?", path_));
    }
}

PrivateDirectory::~PrivateDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string PrivateDirectory::make(const std::string& name) const {
    const fs::path path = fs::path(path_) / name;
    std::error_code error;
    fs::create_directory(path, error);
    if (error) {
        throw SetupError(fmt::format("cannot make the directory '{}' ({}): is there room?",
                                     path.string(), error.message()));
    }
    return path.string();
}

}  // namespace tlsmatrix::matrix::check
