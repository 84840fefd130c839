#include <fmt/format.h>

#include <tlsmatrix/server/origin.hpp>

namespace tlsmatrix::server {

std::string origin_of(const Address& address) {
    const bool unspecified = address.host == "0.0.0.0" || address.host == "::";
    const bool v6 = address.host.find(':') != std::string::npos;
    const std::string host = unspecified ? "localhost"
                             : v6        ? fmt::format("[{}]", address.host)
                                         : address.host;
    return fmt::format("https://{}:{}", host, address.port);
}

}  // namespace tlsmatrix::server
