// The user's own matrix: a TOML text that names clients, servers, axes, what is expected of the
// cells, and waivers. docs/matrix-file.toml has every key.
//   const MatrixFile file = parse_matrix_file(text, "matrix.toml").value();
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/matrix/expectation.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix {

// MatrixFile is a matrix with what is wanted of it. Expectations and waivers have their lines in
// the file as their places.
struct MatrixFile {
    std::vector<Cell> cells;  // in the order of the file, combination of axes by combination
    std::vector<Expectation> expectations;
    std::vector<Waiver> waivers;
};

// parse_matrix_file reads such a text; `name` is the file that messages name. An Error has the line
// of what is wrong.
[[nodiscard]] Result<MatrixFile> parse_matrix_file(std::string_view text, const std::string& name);

}  // namespace tlsmatrix::matrix
