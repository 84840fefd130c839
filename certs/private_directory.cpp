#include <cerrno>
#include <system_error>

#include <stdlib.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/certs/private_file.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

std::string make_temporary_directory() {
    std::error_code error;
    std::string path = (fs::temp_directory_path(error) / "tlsmatrix-XXXXXX").string();
    if (!error && (::mkdtemp(path.data()) == nullptr || !let_owner_enter(path))) {
        error = {errno, std::generic_category()};
    }
    if (error) {
        throw SetupError(
            fmt::format("cannot make a directory for temporary files ({}): set TMPDIR to a "
                        "directory that you may write to",
                        error.message()));
    }
    return path;
}

}  // namespace

PrivateDirectory::PrivateDirectory() : path_(make_temporary_directory()) {}

PrivateDirectory::~PrivateDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string PrivateDirectory::make(const std::string& name) const {
    const fs::path path = path_ / name;
    make_private_directory(path);
    return path.string();
}

}  // namespace tlsmatrix::certs
