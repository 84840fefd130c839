#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/server/handler.hpp>

namespace tlsmatrix::server {
namespace {

bool serves(const Route& route, std::string_view method) {
    return route.method == method || route.method == any_method ||
           (method == "HEAD" && route.method == "GET");
}

// Pattern is a route's path, taken apart.
struct Pattern {
    std::string_view fixed;  // what a path begins with, or all of it without a parameter
    bool open = false;       // a parameter follows
    bool rest = false;       // which may have several segments, or none
};

Pattern pattern_of(std::string_view path) {
    const auto brace = path.find('{');
    return {path.substr(0, brace), brace != std::string_view::npos, path.ends_with("...}")};
}

bool fits(const Pattern& pattern, std::string_view path) {
    if (!pattern.open) {
        return path == pattern.fixed;
    }
    if (!path.starts_with(pattern.fixed)) {
        return false;
    }
    const std::string_view parameter = path.substr(pattern.fixed.size());
    return pattern.rest || (!parameter.empty() && parameter.find('/') == std::string_view::npos);
}

Response not_found(const std::vector<Route>& routes) {
    std::vector<std::string_view> paths;
    for (const Route& route : routes) {
        if (std::find(paths.begin(), paths.end(), route.path) == paths.end()) {
            paths.push_back(route.path);
        }
    }
    return {.status = 404,
            .body = fmt::format("Nothing is served here. Try one of: {}\n", fmt::join(paths, " "))};
}

Response method_not_allowed(const std::vector<std::string_view>& allowed) {
    const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
    return {.status = 405,
            .headers = {{"Allow", list}},
            .body = fmt::format("This method is not allowed here: use {}.\n", list)};
}

// `*` is the server and none of its pages (RFC 9110 section 9.3.7).
Response server_options(const std::vector<Route>& routes) {
    std::vector<std::string_view> allowed{"GET", "HEAD", "OPTIONS"};
    for (const Route& route : routes) {
        if (route.method != any_method &&
            std::find(allowed.begin(), allowed.end(), route.method) == allowed.end()) {
            allowed.push_back(route.method);
        }
    }
    return {.headers = {{"Allow", fmt::format("{}", fmt::join(allowed, ", "))}}};
}

Response dispatch(const std::vector<Route>& routes, const Request& request,
                  const ConnectionFacts& facts) {
    if (request.method == "OPTIONS" && request.target == "*") {
        return server_options(routes);
    }
    const std::string_view path = request.path();
    std::vector<std::string_view> allowed;
    for (const Route& route : routes) {
        const Pattern pattern = pattern_of(route.path);
        if (!fits(pattern, path)) {
            continue;
        }
        if (serves(route, request.method)) {
            return route.handler({request, facts, path.substr(pattern.fixed.size())});
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
