// The four versions this bench is about, and how each is spelled.
//   wire_name(ProtocolVersion::tls_1_1) == "TLSv1.1";  short_name(...) == "1.1"
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace tlsmatrix {

// ProtocolVersion is a version of TLS; its value is the code on the wire (RFC 8446 section 4.1.2).
enum class ProtocolVersion : std::uint16_t {
    tls_1_0 = 0x0301,
    tls_1_1 = 0x0302,
    tls_1_2 = 0x0303,
    tls_1_3 = 0x0304,
};

inline constexpr std::array all_versions{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1,
                                         ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};

// wire_name is the name that OpenSSL and nginx print: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.
[[nodiscard]] std::string_view wire_name(ProtocolVersion version);

// short_name is the spelling of flags and JSON: 1.0, 1.1, 1.2, 1.3.
[[nodiscard]] std::string_view short_name(ProtocolVersion version);

// operator<< prints the wire_name, as the formatter of <tlsmatrix/tls/version_formatter.hpp> does.
std::ostream& operator<<(std::ostream& out, ProtocolVersion version);

// parse_protocol_version accepts both spellings, in any case, and TLSv1.0; otherwise nullopt.
[[nodiscard]] std::optional<ProtocolVersion> parse_protocol_version(std::string_view text);

// protocol_version_from_code is nullopt for every code that is not one of the four.
[[nodiscard]] std::optional<ProtocolVersion> protocol_version_from_code(std::uint16_t code);

// is_grease tells the reserved values of RFC 8701 (0x0a0a, 0x1a1a, ... 0xfafa).
[[nodiscard]] constexpr bool is_grease(std::uint16_t code) {
    return (code & 0x0f0f) == 0x0a0a && (code >> 8) == (code & 0xff);
}

// version_code_name names any code seen on the wire: the wire_name of a known version, SSLv2,
// SSLv3, GREASE, and otherwise its number, 0x7f1c.
[[nodiscard]] std::string version_code_name(std::uint16_t code);

inline constexpr std::uint16_t sslv2_code = 0x0002;
inline constexpr std::uint16_t sslv3_code = 0x0300;

}  // namespace tlsmatrix
