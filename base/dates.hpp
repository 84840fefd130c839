// Points in time, printed. Always UTC: a line says the same wherever the server stands.
//   response << "Date: " << http_date_now();
#pragma once

#include <chrono>
#include <string_view>

namespace tlsmatrix {

// Each of these prints whole seconds, and keeps the last second that this thread printed: asking
// again within it costs a comparison. The view is valid until the same thread asks the same
// function again.

// http_date is RFC 9110's IMF-fixdate (section 5.6.7): `Tue, 24 Nov 2026 22:48:06 GMT`.
[[nodiscard]] std::string_view http_date(std::chrono::system_clock::time_point time);

// http_date_now is the Date field of an answer that is made now.
[[nodiscard]] std::string_view http_date_now();

// clf_date is the Common Log Format's, nginx's $time_local: `24/Nov/2026:22:48:06 +0000`.
[[nodiscard]] std::string_view clf_date(std::chrono::system_clock::time_point time);

// iso8601_date is nginx's $time_iso8601: `2026-11-24T22:48:06+00:00`.
[[nodiscard]] std::string_view iso8601_date(std::chrono::system_clock::time_point time);

}  // namespace tlsmatrix
