// What the error text of a client or a server means, and what it does not prove.
//   explain_error(read_error(text).value()).headline
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/explain/error_text.hpp>
#include <tlsmatrix/explain/telling.hpp>

namespace tlsmatrix::explain {

[[nodiscard]] Telling explain_error(const ErrorReading& reading);

// error_details is {"matches", "openssl_reason"}.
[[nodiscard]] boost::json::object error_details(const ErrorReading& reading);

}  // namespace tlsmatrix::explain
