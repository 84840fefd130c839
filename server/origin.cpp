#include <fmt/format.h>

#include <tlsmatrix/server/origin.hpp>

namespace tlsmatrix::server {

std::string host_port_of(const Address& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", address.host, address.port)
              : fmt::format("{}:{}", address.host, address.port);
}

std::string origin_of(const Address& address) {
    const bool unspecified = address.host == "0.0.0.0" || address.host == "::";
    return "https://" + host_port_of(unspecified ? Address{"localhost", address.port} : address);
}

}  // namespace tlsmatrix::server
