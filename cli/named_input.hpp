// What a flag names to be read: a file, or `-`, standard input.
//   read_named_input("report", "-", max_bytes)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsmatrix::cli {

// read_named_input throws SetupError where it cannot be read, or has more than max_bytes.
[[nodiscard]] std::string read_named_input(std::string_view what, const std::string& path,
                                           std::size_t max_bytes);

}  // namespace tlsmatrix::cli
