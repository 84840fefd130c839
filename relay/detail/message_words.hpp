// Internal. Handshake messages in words, as far as they can be read from between the ends.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::relay {

inline constexpr std::uint8_t server_key_exchange_type = 12;

// message_name is what the standards call a handshake message: `ServerHelloDone`.
[[nodiscard]] std::string message_name(std::uint8_t type);

// hello_words: `offers TLSv1.3,TLSv1.2, 30 cipher suites, for localhost`.
[[nodiscard]] std::string hello_words(const ClientHello& hello);
// choice_words: `chooses TLSv1.2, ECDHE-RSA-AES256-GCM-SHA384, with the downgrade sentinel 01`.
[[nodiscard]] std::string choice_words(const ServerHello& hello);
// alert_words: `protocol_version (fatal)`.
[[nodiscard]] std::string alert_words(const Alert& alert);

// sentinel_name is `tls_1_1_or_below` or `tls_1_2`; empty without one.
[[nodiscard]] std::string sentinel_name(DowngradeSentinel sentinel);

// ServerShare is what a ServerHello of 1.3 says of keys.
struct ServerShare {
    std::string group = {};
    bool pre_shared_key = false;
};
[[nodiscard]] ServerShare share_of(std::span<const std::uint8_t> server_hello);

// curve_of is the named curve of a ServerKeyExchange (RFC 8422 section 5.4); empty for one of
// finite fields, or of another form.
[[nodiscard]] std::string curve_of(std::span<const std::uint8_t> server_key_exchange);

}  // namespace tlsmatrix::relay
