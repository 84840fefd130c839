// Where a result goes: standard output, or a file that is whole or absent.
#pragma once

#include <string>

namespace tlsmatrix::cli {

// write_result writes to standard output, or where a path is given beside it and renames. Throws
// SetupError naming the path.
void write_result(const std::string& text, const std::string& path);

// require_writable throws SetupError where write_result could not write to this path, as far as its
// directory tells, so that a long run is not lost in the end. Empty: standard output, never thrown.
void require_writable(const std::string& path);

}  // namespace tlsmatrix::cli
