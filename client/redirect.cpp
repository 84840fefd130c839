#include <algorithm>
#include <array>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/url.hpp>
#include <fmt/format.h>

#include <tlsmatrix/client/detail/redirect.hpp>

namespace tlsmatrix::client {
namespace {

constexpr std::array redirect_statuses{301, 302, 303, 307, 308};
constexpr std::array<std::string_view, 3> bound_to_host{"Authorization", "Cookie", "Host"};
constexpr std::array<std::string_view, 2> of_the_body{"Content-Length", "Content-Type"};

template <std::size_t size>
void drop(Request& request, const std::array<std::string_view, size>& names) {
    std::erase_if(request.headers, [&names](const Header& header) {
        return std::any_of(names.begin(), names.end(), [&header](std::string_view name) {
            return boost::algorithm::iequals(header.name, name);
        });
    });
}

bool becomes_get(const Request& request, int status) {
    return (status == 303 && request.method != "HEAD") ||
           ((status == 301 || status == 302) && request.method == "POST");
}

// Location may be relative to the URL that was asked for (RFC 3986 section 5.2).
Result<std::string> resolve(const Url& from, const std::string& location) {
    const auto reference = boost::urls::parse_uri_reference(location);
    if (!reference || location.empty()) {
        return Error{fmt::format("the server redirects to '{}', which is no URL", location)};
    }
    if (reference->has_scheme() && reference->scheme_id() != boost::urls::scheme::https) {
        return Error{
            fmt::format("the server redirects to '{}', away from https: that is never "
                        "followed",
                        location)};
    }
    const std::string path = from.target.substr(0, from.target.find('?'));
    std::string target = location;
    if (!reference->has_scheme() && reference->has_authority()) {
        target = "https:" + location;
    } else if (!reference->has_scheme()) {
        const std::string base = location.starts_with('/')   ? ""
                                 : location.starts_with('?') ? path
                                                             : path.substr(0, path.rfind('/') + 1);
        target = fmt::format("https://{}{}{}", from.authority(), base, location);
    }
    boost::urls::url url(target);
    url.normalize_path();  // `..` and `.` go
    return Result<std::string>(boost::system::in_place_value, std::string(url.buffer()));
}

}  // namespace

bool is_redirect(int status) {
    return std::find(redirect_statuses.begin(), redirect_statuses.end(), status) !=
           redirect_statuses.end();
}

Result<Request> redirected(const Request& request, const Url& from, const Response& response) {
    const std::string* location = response.header("Location");
    if (location == nullptr) {
        return Error{fmt::format("the server answered {} without a Location", response.status)};
    }
    const auto target = resolve(from, *location);
    if (!target) {
        return target.error();
    }
    const auto url = parse_url(*target);
    if (!url) {
        return url.error();
    }
    Request next = request;
    next.url = *target;
    if (becomes_get(request, response.status)) {
        next.method = "GET";
        next.body.clear();
        drop(next, of_the_body);
    }
    if (url->host != from.host || url->port != from.port) {
        drop(next, bound_to_host);
    }
    return next;
}

}  // namespace tlsmatrix::client
