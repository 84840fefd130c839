// What of the cipher suites there are may be offered at which version, and those of SSLv2.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::scan {

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
