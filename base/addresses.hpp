// From a host's name to its addresses: what the client and the scan share of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix {

using Addresses = std::vector<boost::asio::ip::address>;

// Resolver asks for a host's addresses and blocks; whoever has no time to lose runs it on a thread
// of its own.
using Resolver = std::function<Result<Addresses>(const std::string& host)>;

// addresses_of asks the system (getaddrinfo), which blocks and has no time limit of its own to rely
// on. `flags` are its ai_flags. The Error is the system's word alone.
[[nodiscard]] Result<Addresses> addresses_of(const std::string& host, int flags = 0);

}  // namespace tlsmatrix
