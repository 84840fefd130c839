// Where a redirect leads, as a pure function. Internal.
#pragma once

#include <optional>

#include <tlsmatrix/client/message.hpp>
#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client {

// is_redirect tells the statuses that name another place: 301, 302, 303, 307, 308.
[[nodiscard]] bool is_redirect(int status);

// redirected is the request to make next (RFC 9110 section 15.4): 303, and 301 and 302 of a POST,
// become a GET without a body; 307 and 308 keep method and body. Authorization and Cookie stay with
// the host that they were meant for. An Error where Location is missing, is no URL, or leads from
// https to anything else.
[[nodiscard]] Result<Request> redirected(const Request& request, const Url& from,
                                         const Response& response);

}  // namespace tlsmatrix::client
