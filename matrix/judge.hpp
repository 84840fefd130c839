// Compares what two ends saw with what the rule predicted.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::matrix {

// as_predicted tells whether an end's outcome is the predicted one: the version, or the alert and
// who sent it.
[[nodiscard]] bool as_predicted(const Prediction& prediction, const Sight& sight);

// early_server_mismatch compares the server's sight on the result with what it was to see of the
// attempt, which was not the last. A sentence with a space behind it; empty where all is well.
[[nodiscard]] std::string early_server_mismatch(const CellResult& result, std::size_t attempt);

// judge sets verdict and explanation from everything else in the result. `request_problem` is what
// went wrong with the HTTP request of a cell that negotiated; empty if nothing did.
void judge(CellResult& result, const std::string& request_problem);

// causes_of tells of a cell that failed what its ends and the rule say, a sentence each.
[[nodiscard]] std::vector<std::string> causes_of(const CellResult& result);

}  // namespace tlsmatrix::matrix
