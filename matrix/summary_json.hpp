// The counts of a run as JSON has them, in the matrix's own report and in a merged one.
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/matrix/cell.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::matrix {

// summary_json is the counts by verdict and the seconds; `predicted` and `unmet` only where
// there are any.
[[nodiscard]] boost::json::object summary_json(const Summary& summary);

// The way back. Throws report::Misread.
[[nodiscard]] Summary read_summary(const report::Saved& summary);

}  // namespace tlsmatrix::matrix
