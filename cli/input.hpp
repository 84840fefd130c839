// What comes from files that a flag names.
#pragma once

#include <optional>
#include <string>

namespace tlsmatrix::cli {

// read_file is the whole of a file; nullopt where it cannot be read, a directory included, which
// can be opened all the same.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path);

}  // namespace tlsmatrix::cli
