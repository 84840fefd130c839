#include <algorithm>
#include <locale>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/url.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client {
namespace {

constexpr std::uint16_t https_port = 443;

Error bad_url(std::string_view text, std::string_view why) {
    return Error{fmt::format("bad URL '{}': {}, as in https://localhost:8443/", text, why)};
}

// One host has one spelling, whichever the URL has, since policies, connections and secrets are
// kept by it: lower case (RFC 3986 section 6.2.2.1), and the shortest form of an IPv6 address.
std::string spelled_alike(std::string host) {
    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address_v6(host, no_address);
    if (!no_address) {
        return address.to_string();
    }
    boost::algorithm::to_lower(host, std::locale::classic());
    return host;
}

std::string target_of(const boost::urls::url_view& url) {
    std::string target(url.encoded_path());
    if (target.empty()) {
        target.push_back('/');
    }
    if (url.has_query()) {
        target += '?';
        target += url.encoded_query();
    }
    return target;
}

// Boost.URL 1.81 drops a port that is no number, wraps one that is too large, and takes what stands
// behind a second colon for a path, so the text itself is asked. Without a port, the one that is
// there stays.
bool parse_port(std::string_view text, std::uint16_t& port) {
    const auto begin = text.find("://") + 3;
    std::string_view rest = text.substr(begin, text.find_first_of("/?#", begin) - begin);
    const auto host_end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
    rest.remove_prefix(std::min(host_end, rest.size()));
    if (rest.empty() || rest == ":") {
        return true;
    }
    const auto number = parse_number<std::uint16_t>(rest.substr(1));
    port = number.value_or(0);
    return rest.front() == ':' && port != 0;
}

// The zone of an IPv6 address (RFC 6874) means something on the client's machine alone.
// Boost.URL 1.81 does not take one, 1.83 does.
bool has_zone(const boost::urls::url_view& url) {
    return url.host_type() == boost::urls::host_type::ipv6 &&
           url.encoded_host_address().find('%') != std::string_view::npos;
}

}  // namespace

std::string Url::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    const std::string name = v6 ? fmt::format("[{}]", host) : host;
    return port == https_port ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed || has_zone(*parsed)) {
        return bad_url(text, "it must be an absolute https URL");
    }
    const boost::urls::url_view& url = *parsed;
    if (url.scheme_id() != boost::urls::scheme::https) {
        return bad_url(text, "only https is spoken here");
    }
    if (url.has_userinfo()) {
        return bad_url(text, "a user name or password has no place in it");
    }
    Url result;
    result.host = spelled_alike(std::string(url.encoded_host_address()));
    if (result.host.empty()) {
        return bad_url(text, "it has no host");
    }
    if (!parse_port(text, result.port)) {
        return bad_url(text, "the port must be 1 to 65535");
    }
    result.target = target_of(url);
    // Boost.URL 1.81 takes an IPv4 address for the whole host, and what follows it for a path.
    if (result.target.front() != '/') {
        return bad_url(text, "the host is no name and no address");
    }
    return result;
}

}  // namespace tlsmatrix::client
