// What a client asks a page for, by its Accept field (RFC 9110 section 12.5.1).
//   wanted(request) == Wanted::html
#pragma once

#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::live {

// Wanted is a form that pages have: text is for whoever names none of the others, as curl does.
enum class Wanted { text, html, json, junit };

// wanted is the form with the highest weight; of those that are alike, the first one.
[[nodiscard]] Wanted wanted(const server::Request& request);

}  // namespace tlsmatrix::live
