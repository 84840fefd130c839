// One request and its response on a connection that is there already. Internal.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/client/message.hpp>
#include <tlsmatrix/client/policy.hpp>
#include <tlsmatrix/client/url.hpp>
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::client {

// serialize_request is the request's bytes, or an Error where a method, target or header holds what
// would end its line early.
[[nodiscard]] Result<std::string> serialize_request(const Request& request, const Url& url);

// Exchanged is what came back.
struct Exchanged {
    std::optional<Failure> failure;  // without a receipt
    int status = 0;
    std::vector<Header> headers;
    std::string body;
    bool keep_alive = false;        // the connection may carry another request
    bool response_started = false;  // a byte of the response had come: the request reached somebody
};

// exchange writes the request and reads the response, within the stream's deadline.
[[nodiscard]] boost::asio::awaitable<Exchanged> exchange(Stream& stream, std::string bytes,
                                                         bool head, const ResponseLimits& limits);

}  // namespace tlsmatrix::client
