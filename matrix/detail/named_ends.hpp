// For matrix_file.cpp: the lines of [clients] and [servers].
//   const std::vector<End> clients = read_ends(root, "clients", "matrix.toml");
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/toml_library.hpp>

namespace tlsmatrix::matrix {

// versions_at parses a set; what is wrong with it is told with the node's place. Throws Misread.
[[nodiscard]] VersionSet versions_at(const toml::node& node, const std::string& text);

// read_ends reads `clients` or `servers`, in the order of the file, each end with its name. A line
// that tells a program sets is as many ends. Throws Misread.
[[nodiscard]] std::vector<End> read_ends(const toml::table& root, std::string_view section,
                                         const std::string& file);

}  // namespace tlsmatrix::matrix
