// What one line of an access log proves of the TLS below it, and what it does not.
//   explain_line(read_access_line(text).value()).headline
#pragma once

#include <boost/json/object.hpp>

#include <tlsmatrix/explain/access_line.hpp>
#include <tlsmatrix/explain/telling.hpp>

namespace tlsmatrix::explain {

[[nodiscard]] Telling explain_line(const AccessLine& line);

// line_details is {"format", "protocol", "versions", "cipher", "fields"}.
[[nodiscard]] boost::json::object line_details(const AccessLine& line);

}  // namespace tlsmatrix::explain
