// From a name to addresses, within a time. Internal.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/client/policy.hpp>
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::client {

// LookedUp is a host's addresses, or why there are none.
struct LookedUp {
    Addresses addresses = {};
    std::string fault = {};  // empty where there are addresses, and where the time was over
    bool timed_out = false;
};

// look_up asks the resolver, which blocks and cannot be interrupted: one that takes longer than the
// deadline is left to itself, on a thread of its own. An address needs no resolver.
[[nodiscard]] boost::asio::awaitable<LookedUp> look_up(const std::string& host, Resolver resolver,
                                                       Stream::Clock::time_point deadline);

}  // namespace tlsmatrix::client
