// OpenSSL's words as OpenSSL and those who wrap it print them. Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::explain {

// OpensslFrame is a reason, and its number where the frame has one.
struct OpensslFrame {
    std::string reason;  // in OpenSSL's lower-case words
    std::optional<unsigned> number = std::nullopt;
};

// openssl_frames finds `error:CODE:SSL routines:FUNCTION:REASON` (all releases), Python's
// `[SSL: REASON] reason`, Ruby's `state=error: reason`, Node's ERR_SSL_REASON, BoringSSL's
// OPENSSL_internal:REASON and Boost's `reason (SSL routines)`.
[[nodiscard]] std::vector<OpensslFrame> openssl_frames(std::string_view text);

}  // namespace tlsmatrix::explain
