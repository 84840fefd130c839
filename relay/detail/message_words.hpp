// Internal. Handshake messages in words, as far as they can be read from between the ends.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::relay {

// hello_words: `offers TLSv1.3,TLSv1.2, 30 cipher suites, for localhost`.
[[nodiscard]] std::string hello_words(const ClientHello& hello);
// choice_words: `chooses TLSv1.2, ECDHE-RSA-AES256-GCM-SHA384, with the downgrade sentinel 01`.
[[nodiscard]] std::string choice_words(const ServerHello& hello);
// alert_words: `protocol_version (fatal)`.
[[nodiscard]] std::string alert_words(const Alert& alert);

// sentinel_name is `tls_1_1_or_below` or `tls_1_2`; empty without one.
[[nodiscard]] std::string sentinel_name(DowngradeSentinel sentinel);

}  // namespace tlsmatrix::relay
