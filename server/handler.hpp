// What is answered: handlers are pure functions of a request and the facts of its connection.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "server/access_entry.hpp"
#include "server/http.hpp"

namespace tlsmatrix::server {

// Handler may be called from several threads at once.
using Handler = std::function<Response(const Request&, const ConnectionFacts&)>;

// Route is one row of the table that a Router goes by. GET serves HEAD too.
struct Route {
    std::string_view method;  // GET, POST
    std::string_view path;    // matched exactly, without the query
    Handler handler;
};

// route makes a handler of a table: 404 for an unknown path, 405 with Allow for an unknown method.
[[nodiscard]] Handler route(std::vector<Route> routes);

// default_handler serves /, /testpost, /tls and /healthz.
[[nodiscard]] Handler default_handler();

}  // namespace tlsmatrix::server
