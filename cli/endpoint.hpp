// Addresses as flags spell them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::cli {

// parse_listen reads ADDR:PORT into a listener's host and port: `127.0.0.1:8443`, `[::1]:0`,
// `localhost:8443` for both loopback addresses, or a port alone, for localhost.
[[nodiscard]] Result<server::ListenerSettings> parse_listen(std::string_view text);

// parse_pin reads SET=ADDR:PORT.
[[nodiscard]] Result<server::ListenerSettings> parse_pin(std::string_view text);

// parse_behaviour reads NAME=ADDR:PORT of a listener that misbehaves (server/behaviours).
[[nodiscard]] Result<server::ListenerSettings> parse_behaviour(std::string_view text);

// parse_certificate reads NAME=ADDR:PORT of a listener with a certificate of the zoo
// (tls/certificate_zoo.hpp), which its credentials have still to become.
[[nodiscard]] Result<server::ListenerSettings> parse_certificate(std::string_view text);

// is_loopback tells whether a listener's host is localhost or a literal address of 127.0.0.0/8 or
// ::1.
[[nodiscard]] bool is_loopback(const std::string& host);

}  // namespace tlsmatrix::cli
