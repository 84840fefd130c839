// The cells in which two profiles or two engines differ, by the rule alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/report/document.hpp>

namespace tlsmatrix::matrix {

// Difference is a cell that comes out in two ways.
struct Difference {
    Cell cell;  // with the engines of neither side where engines are compared
    Negotiation left;
    Negotiation right;
};

// comparable leaves out cells that differ in their engines alone, where `side` is an engine: there
// is one comparison for them all.
[[nodiscard]] std::vector<Cell> comparable(std::vector<Cell> cells, std::string_view side);

// differences predicts each cell twice. `left` and `right` are both profiles (`openssl-3.0`) or
// both engines, which then stand at both ends. An Error for any other pair.
[[nodiscard]] Result<std::vector<Difference>> differences(const std::vector<Cell>& cells,
                                                          std::string_view left,
                                                          std::string_view right);

// difference_json is one object as docs/difference.schema.json describes it; `cells` is how many
// were compared.
[[nodiscard]] boost::json::object difference_json(const std::vector<Difference>& differences,
                                                  std::size_t cells, std::string_view left,
                                                  std::string_view right);
// difference_document says in words what that says, new or saved. Throws report::Misread where it
// is no such object.
[[nodiscard]] report::Document difference_document(boost::json::value report);

}  // namespace tlsmatrix::matrix
