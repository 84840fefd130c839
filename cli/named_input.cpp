#include <unistd.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/cli/named_input.hpp>

namespace tlsmatrix::cli {

std::string read_named_input(std::string_view what, const std::string& path,
                             std::size_t max_bytes) {
    if (path != "-") {
        return read_input_file(what, path, max_bytes);
    }
    const FileDescriptor input(::dup(STDIN_FILENO));
    return read_whole_input(input, what, "standard input", max_bytes);
}

}  // namespace tlsmatrix::cli
