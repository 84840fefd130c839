// Requests and connections for tests of handlers, which need no socket.
//   EXPECT_EQ(ask(default_handler(), "GET", "/healthz").status, 200);
#pragma once

#include <string>
#include <utility>

#include "tests/server/log/log_samples.hpp"
#include <tlsmatrix/server/handler.hpp>

namespace tlsmatrix::server {

inline ConnectionFacts some_connection() {
    return posted().connection;
}

// asking is a request as RequestReader would make it.
inline Request asking(std::string method, std::string target, std::vector<Header> headers = {},
                      std::string body = {}) {
    Request request;
    request.line = method + " " + target + " HTTP/1.1";
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.body = std::move(body);
    return request;
}

inline Response ask(const Handler& handler, std::string method, std::string target) {
    return handler(asking(std::move(method), std::move(target)), some_connection());
}

// header_of is the value of a response's field; empty without one.
inline std::string header_of(const Response& response, std::string_view name) {
    for (const Header& header : response.headers) {
        if (same_word(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

}  // namespace tlsmatrix::server
