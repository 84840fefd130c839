// The handlers that the default table is made of, and their limits. Internal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <tlsmatrix/server/handler.hpp>

namespace tlsmatrix::server::handlers {

inline constexpr std::size_t most_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t most_lines = 100;
inline constexpr std::chrono::seconds longest_delay{10};

// What was asked, as httpbin tells it: handlers_echo.cpp. `anything` tells the body too.
[[nodiscard]] Response get(const Call& call);
[[nodiscard]] Response headers(const Call& call);
[[nodiscard]] Response anything(const Call& call);
// stream is as many lines of JSON as the parameter says, each a chunk.
[[nodiscard]] Response stream(const Call& call);
// delay is `anything`, after as many seconds as the parameter says.
[[nodiscard]] Response delay(const Call& call);

// What was ordered: handlers_made.cpp. `status` is the parameter as the response's status.
[[nodiscard]] Response status(const Call& call);
// bytes is as many octets as the parameter says, the same ones for the same `seed` in the query
// (default 0): the outputs of splitmix64 that starts from it, each little-endian.
[[nodiscard]] Response bytes(const Call& call);

// hosts is lines of a hosts file for the names of sets, and curl's flags in their place.
[[nodiscard]] Response hosts(const Call& call);

}  // namespace tlsmatrix::server::handlers
