// Where a result goes: standard output, or a file that is whole or absent.
#pragma once

#include <string>

namespace tlsmatrix::cli {

// write_result writes to standard output, or where a path is given beside it and renames. Throws
// SetupError naming the path.
void write_result(const std::string& text, const std::string& path);

}  // namespace tlsmatrix::cli
