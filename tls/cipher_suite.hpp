// The cipher suites there are, as the standards have them: how each is called, which versions it is
// for, and which key it takes. Nothing here asks libssl.
//   versions_of(*find_common_suite("AES128-SHA")).str() == "1.0,1.1,1.2"
//   suite_name(0xc02f) == "ECDHE-RSA-AES128-GCM-SHA256"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// CipherSuite is a row of the registry (IANA, "TLS Cipher Suites"), and of what was in use before
// there was one.
struct CipherSuite {
    // Era is where a suite may be chosen. Authenticated encryption and hashes beyond SHA-1 came
    // with 1.2; 1.3 shares no suite with what was before.
    enum class Era { any, since_1_2, only_1_3 };

    std::uint16_t code = 0;
    Era era = Era::any;
    std::string_view iana;
    std::string_view openssl;  // empty where OpenSSL never had it
};

// Signals that stand among a hello's cipher suites and are none.
inline constexpr std::uint16_t empty_renegotiation_info_scsv_code = 0x00ff;  // RFC 5746 section 3.3
inline constexpr std::uint16_t fallback_scsv_code = 0x5600;                  // RFC 7507 section 3

// is_cipher_suite is false for those, and for GREASE (RFC 8701).
[[nodiscard]] bool is_cipher_suite(std::uint16_t code);

// common_suites is the table without anonymous, NULL, export, PSK and SRP suites, strongest first.
[[nodiscard]] std::span<const CipherSuite> common_suites();

// rare_suites is what common_suites leaves out, but for Kerberos and SRP: a server chooses none of
// theirs without being told who asks, and OpenSSL's ends the handshake where it would have. The two
// are one table, in the order of offering.
[[nodiscard]] std::span<const CipherSuite> rare_suites();

// find_suite is nullptr for a code that neither table has.
[[nodiscard]] const CipherSuite* find_suite(std::uint16_t code);

// suite_name is OpenSSL's name, else the registry's, else the number: 0x1a2b.
[[nodiscard]] std::string suite_name(std::uint16_t code);

// find_common_suite goes by OpenSSL's name; nullptr where the table has none of it.
[[nodiscard]] const CipherSuite* find_common_suite(std::string_view openssl_name);

// versions_of is where a suite may be chosen, of 1.0 and later.
[[nodiscard]] VersionSet versions_of(const CipherSuite& suite);

// suited_versions are those at which one of a hello's suites may be chosen, as far as they are
// known.
[[nodiscard]] VersionSet suited_versions(std::span<const std::uint16_t> codes);

// Authentication is the key that a suite's server has; a suite of TLS 1.3 leaves that open.
enum class Authentication { any, rsa, ecdsa, dss };

[[nodiscard]] Authentication authentication_of(const CipherSuite& suite);

// signs_key_exchange is false for RSA's own key exchange, in which the server decrypts instead.
[[nodiscard]] bool signs_key_exchange(const CipherSuite& suite);

// has_short_tag tells the suites whose tag is 8 bytes long, 64 bits.
[[nodiscard]] bool has_short_tag(const CipherSuite& suite);

// most_security_level is the highest of OpenSSL's levels 0 to 2 that permits a suite: level 1 asks
// for 80 bits, level 2 for 112.
[[nodiscard]] int most_security_level(const CipherSuite& suite);

// era_source is where it is written that a suite is for its versions.
[[nodiscard]] std::string_view era_source(const CipherSuite& suite);

}  // namespace tlsmatrix
