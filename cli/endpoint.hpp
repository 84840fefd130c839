// Addresses as flags spell them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::cli {

// parse_listen reads ADDR:PORT into a listener's host and port: `127.0.0.1:8443`, `[::1]:0`,
// `localhost:8443`, or a port alone, for 127.0.0.1.
[[nodiscard]] Result<server::ListenerSettings> parse_listen(std::string_view text);

// parse_pin reads SET=ADDR:PORT.
[[nodiscard]] Result<server::ListenerSettings> parse_pin(std::string_view text);

// is_loopback tells whether a literal address is 127.0.0.0/8 or ::1.
[[nodiscard]] bool is_loopback(const std::string& address);

}  // namespace tlsmatrix::cli
