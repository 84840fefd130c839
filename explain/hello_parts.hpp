// What of a ClientHello stands beyond its versions, and matters to who reads it.
//   hello_parts(bytes).ech   // Ech::outer_or_grease
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix::explain {

// Ech is what the extension encrypted_client_hello says (RFC 9849). The outer hello and GREASE of
// it are made so that nobody can tell them apart.
enum class Ech { none, outer_or_grease, inner, malformed };

[[nodiscard]] std::string_view ech_name(Ech ech);

struct HelloParts {
    Ech ech = Ech::none;
    std::size_t ech_payload = 0;  // bytes, of an outer one
    bool pre_shared_key = false;  // it offers a session of TLS 1.3
    bool ticket = false;          // it offers one of an older version
    bool grease = false;          // among suites, versions, groups or extensions (RFC 8701)
};

// hello_parts reads the message that parse_client_hello made `hello` of.
[[nodiscard]] HelloParts hello_parts(std::span<const std::uint8_t> message,
                                     const ClientHello& hello);

// holes_of is what is missing between a hello's highest version and its lowest.
[[nodiscard]] VersionSet holes_of(VersionSet offered);

}  // namespace tlsmatrix::explain
