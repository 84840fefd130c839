#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/handler.hpp"

namespace tlsmatrix::server {
namespace {

bool serves(const Route& route, std::string_view method) {
    return route.method == method || (method == "HEAD" && route.method == "GET");
}

Response not_found(const std::vector<Route>& routes) {
    std::vector<std::string_view> paths;
    for (const Route& route : routes) {
        paths.push_back(route.path);
    }
    return {.status = 404,
            .headers = {},
            .body = fmt::format("Nothing is served here. Try one of: {}\n", fmt::join(paths, " "))};
}

Response method_not_allowed(const std::vector<std::string_view>& allowed) {
    const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
    return {.status = 405,
            .headers = {{"Allow", list}},
            .body = fmt::format("This method is not allowed here: use {}.\n", list)};
}

Response dispatch(const std::vector<Route>& routes, const Request& request,
                  const ConnectionFacts& facts) {
    std::vector<std::string_view> allowed;
    for (const Route& route : routes) {
        if (route.path != request.path()) {
            continue;
        }
        if (serves(route, request.method)) {
            return route.handler(request, facts);
        }
        allowed.push_back(route.method);
        if (route.method == "GET") {
            allowed.push_back("HEAD");
        }
    }
    return allowed.empty() ? not_found(routes) : method_not_allowed(allowed);
}

}  // namespace

Handler route(std::vector<Route> routes) {
    return [routes = std::move(routes)](const Request& request, const ConnectionFacts& facts) {
        return dispatch(routes, request, facts);
    };
}

}  // namespace tlsmatrix::server
