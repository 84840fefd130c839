#include "client/url.hpp"

#include <boost/url.hpp>
#include <fmt/format.h>

namespace tlsmatrix::client {
namespace {

constexpr std::uint16_t https_port = 443;

Error bad_url(std::string_view text, std::string_view why) {
    return Error{fmt::format("bad URL '{}': {}, as in https://localhost:8443/", text, why)};
}

std::string target_of(const boost::urls::url_view& url) {
    std::string target(url.encoded_path());
    if (target.empty()) {
        target = "/";
    }
    if (url.has_query()) {
        target += '?';
        target += url.encoded_query();
    }
    return target;
}

}  // namespace

std::string Url::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    const std::string name = v6 ? fmt::format("[{}]", host) : host;
    return port == https_port ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) {
        return bad_url(text, "it must be an absolute https URL");
    }
    const boost::urls::url_view& url = *parsed;
    if (url.scheme() != "https") {
        return bad_url(text, "only https is spoken here");
    }
    if (url.has_userinfo()) {
        return bad_url(text, "a user name or password has no place in it");
    }
    Url result;
    const std::string host(url.encoded_host_address());
    if (host.empty()) {
        return bad_url(text, "it has no host");
    }
    result.host = host;
    if (url.has_port() && !url.port().empty()) {
        if (url.port_number() == 0) {
            return bad_url(text, "the port must be 1 to 65535");
        }
        result.port = url.port_number();
    }
    result.target = target_of(url);
    return result;
}

}  // namespace tlsmatrix::client
