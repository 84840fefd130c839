// The forms that recur in every command's JSON: OUTCOME for predictions and outcomes, the counts of
// a matrix, and the tool.
#pragma once

#include <boost/json/object.hpp>

#include "matrix/cell.hpp"
#include "tls/handshake_outcome.hpp"
#include "tls/negotiation.hpp"

namespace tlsmatrix::matrix {

// prediction_json is {"outcome": "negotiated", "version"} or {"outcome": "refused", "by", "alert"}.
[[nodiscard]] boost::json::object prediction_json(const Prediction& prediction);

// outcome_json is the same with the cipher and, where it was, `resumed`; or the word for another
// end and its reason.
[[nodiscard]] boost::json::object outcome_json(const HandshakeOutcome& outcome);

// summary_json is the counts by verdict and the seconds; `predicted` only where there are any.
[[nodiscard]] boost::json::object summary_json(const Summary& summary);

// tool_json is what made a report: {"version", "openssl", "boost"}.
[[nodiscard]] boost::json::object tool_json();

}  // namespace tlsmatrix::matrix
