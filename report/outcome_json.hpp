// The forms that recur in every command's JSON: OUTCOME for predictions and outcomes, and the tool.
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/prediction.hpp>

namespace tlsmatrix::report {

// prediction_json is {"outcome": "negotiated", "version"} or {"outcome": "refused", "by", "alert"}.
[[nodiscard]] boost::json::object prediction_json(const Prediction& prediction);

// outcome_json is the same with the cipher and, where it was, `resumed`; or the word for another
// end and its reason.
[[nodiscard]] boost::json::object outcome_json(const HandshakeOutcome& outcome);

// tool_json is what made a report: {"version", "openssl", "boost"}; openssl is the release that
// ran, and `openssl_built_with` is there too where that is another one.
[[nodiscard]] boost::json::object tool_json(const LocalLibrary& library);

}  // namespace tlsmatrix::report
