// What is answered: handlers are pure functions of a request and the facts of its connection.
//   settings.handler = route({{"GET", "/hello", [](const Call&) { return Response{.body = "hi"};
//   }}});
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::server {

// Handler may be called from several threads at once. One that throws is answered for with 500 and
// what the exception says; a status that has not three digits becomes 500.
using Handler = std::function<Response(const Request&, const ConnectionFacts&)>;

// Call is what the handler of a route is given.
struct Call {
    const Request& request;
    const ConnectionFacts& facts;
    std::string_view parameter = {};  // what stands in the path where the route has {...}
};

inline constexpr std::string_view any_method = "ANY";

// Route is one row of the table that a Router goes by. The texts must outlive it.
struct Route {
    std::string_view method;  // GET, which serves HEAD too, POST, ..., any_method
    // The path without its query: `/get`, or with a parameter as its end: `/status/{code}` stands
    // for one segment, `/anything/{rest...}` for whatever follows.
    std::string_view path;
    std::function<Response(const Call&)> handler;
    std::string_view summary = {};  // half a line for the index page
};

// route makes a handler of a table, in which the first row that fits wins: 404 for an unknown path,
// 405 with Allow for an unknown method. `OPTIONS *` is answered with 200 and Allow.
[[nodiscard]] Handler route(std::vector<Route> routes);

// default_routes are the pages that `/` lists, for whoever has more to serve beside them.
[[nodiscard]] std::vector<Route> default_routes();

// default_handler serves the pages that `/` lists: this server's own, and what httpbin has.
[[nodiscard]] Handler default_handler();

}  // namespace tlsmatrix::server
