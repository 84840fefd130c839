// An https URL, taken apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::client {

// Url is what a request needs of an https URL. The fragment is dropped.
struct Url {
    std::string host;  // in lower case; without the brackets of an IPv6 address
    std::uint16_t port = 443;
    std::string target;  // path and query, percent-encoded as given; at least "/"

    // authority is what a Host field holds: brackets back, the default port left out.
    [[nodiscard]] std::string authority() const;
};

// parse_url refuses anything but https with a host and without credentials.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace tlsmatrix::client
