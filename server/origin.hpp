// Where this server is, in the form that clients are told.
#pragma once

#include <string>

#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::server {

// host_port_of is an address as it is written before and after a colon, `[::1]:8443`.
[[nodiscard]] std::string host_port_of(const Address& address);

// origin_of is the URL of an address without its path, `https://[::1]:8443`. The unspecified
// address is localhost, since nobody can connect to it by its own name.
[[nodiscard]] std::string origin_of(const Address& address);

}  // namespace tlsmatrix::server
