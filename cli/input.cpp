#include <filesystem>
#include <fstream>
#include <iterator>

#include <tlsmatrix/cli/input.hpp>

namespace tlsmatrix::cli {

std::optional<std::string> read_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return std::nullopt;  // to read it through an iterator would throw
    }
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    return file ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace tlsmatrix::cli
