// The form that recurs in every command's JSON: OUTCOME, for predictions and outcomes.
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/prediction.hpp>

namespace tlsmatrix::report {

// prediction_json is {"outcome": "negotiated", "version"} or {"outcome": "refused", "by", "alert"}.
[[nodiscard]] boost::json::object prediction_json(const Prediction& prediction);

// outcome_json is the same with the cipher and, where it was, `resumed`; or the word for another
// end and its reason.
[[nodiscard]] boost::json::object outcome_json(const HandshakeOutcome& outcome);

// The way back. Throws Misread where it is no OUTCOME.
[[nodiscard]] Prediction read_prediction(const Saved& prediction);
[[nodiscard]] HandshakeOutcome read_outcome(const Saved& outcome);

}  // namespace tlsmatrix::report
