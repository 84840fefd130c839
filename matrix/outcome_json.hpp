// OUTCOME, the one form that predictions and outcomes have in every command's JSON.
#pragma once

#include <boost/json/object.hpp>

#include "tls/handshake_outcome.hpp"
#include "tls/negotiation.hpp"

namespace tlsmatrix::matrix {

// prediction_json is {"outcome": "negotiated", "version"} or {"outcome": "refused", "by", "alert"}.
[[nodiscard]] boost::json::object prediction_json(const Prediction& prediction);

// outcome_json is the same with the cipher, or the word for another end and its reason.
[[nodiscard]] boost::json::object outcome_json(const HandshakeOutcome& outcome);

}  // namespace tlsmatrix::matrix
