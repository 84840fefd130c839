#include <filesystem>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/passing_files.hpp>

namespace tlsmatrix::cli {

ReadyFile::~ReadyFile() {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(std::filesystem::symlink_status(path_, ignored)) &&
        content() == text_) {
        std::filesystem::remove(path_, ignored);
    }
}

void ReadyFile::write(const std::string& path, std::string text) {
    if (path == "-") {
        write_result(text, {});
        return;
    }
    write_result(text, path);
    path_ = path;
    text_ = std::move(text);
}

std::string ReadyFile::content() const {
    const FileDescriptor file = open_input(path_);
    return file.is_open() ? read_input(file, text_.size()).bytes : std::string();
}

}  // namespace tlsmatrix::cli
