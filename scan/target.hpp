// Who is scanned, and where that is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/base/addresses.hpp>
#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::scan {

// Target is a host, by name or address, and a port.
struct Target {
    std::string host;
    std::uint16_t port = 0;

    // str is host:port, an IPv6 address in brackets.
    [[nodiscard]] std::string str() const;
    // server_name is what a hello says (RFC 6066 section 3): the host without a final dot, and
    // nothing for an address.
    [[nodiscard]] std::string server_name() const;
};

// parse_target reads `example.org` (port 443), `127.0.0.1:8443`, `[::1]:443`, and the host and port
// of an https URL.
[[nodiscard]] Result<Target> parse_target(std::string_view text);

// system_resolver is the system's, which has no time limit of its own to rely on.
[[nodiscard]] Result<Addresses> system_resolver(const std::string& host);

// look_up is the target's addresses, within a time: a resolver that takes longer is left to itself
// on a thread of its own. An address needs no resolver.
[[nodiscard]] Result<Addresses> look_up(const Target& target,
                                        std::chrono::duration<double> patience,
                                        Resolver resolver = system_resolver);

}  // namespace tlsmatrix::scan
