// The cipher suites there are, how each is called, and at which versions each may be chosen.
//   suite_name(0xc02f) == "ECDHE-RSA-AES128-GCM-SHA256"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tls/cipher_suite.hpp"

namespace tlsmatrix::scan {

using tlsmatrix::CipherSuite;
using tlsmatrix::common_suites;

// rare_suites is what common_suites leaves out, but for Kerberos and SRP: a server chooses none of
// theirs without being told who asks, and OpenSSL's ends the handshake where it would have. The two
// are one table, in the order of offering.
[[nodiscard]] std::span<const CipherSuite> rare_suites();

// find_suite is nullptr for a code that the table does not have.
[[nodiscard]] const CipherSuite* find_suite(std::uint16_t code);

// suite_name is OpenSSL's name, else the registry's, else the number: 0x1a2b.
[[nodiscard]] std::string suite_name(std::uint16_t code);

// suites_at lists what may be chosen at a version (its code; SSLv3 and up), in the order of
// offering: strongest first, ChaCha20 last. Many servers that have an order of their own give
// ChaCha20 to a client which puts it first, and would hide that order.
[[nodiscard]] std::vector<std::uint16_t> suites_at(std::uint16_t version);

// is_chacha20 tells the suites of ChaCha20.
[[nodiscard]] bool is_chacha20(std::uint16_t code);

// Sslv2Kind is a cipher of SSLv2, whose codes have three bytes.
struct Sslv2Kind {
    std::uint32_t code = 0;
    std::string_view name;  // the specification's
    std::string_view openssl;
};

// sslv2_kinds lists them all, strongest first.
[[nodiscard]] std::span<const Sslv2Kind> sslv2_kinds();

}  // namespace tlsmatrix::scan
