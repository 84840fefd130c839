// OpenSSL's error queue, read once and emptied.
#pragma once

#include <string>
#include <string_view>

namespace tlsmatrix {

// take_openssl_reason returns the first error's reason in words (`no shared cipher`) and empties
// the queue; `unknown error` where it holds none.
[[nodiscard]] std::string take_openssl_reason();

// openssl_reason_number is the first error's SSL_R_..., and 0 where it is not of libssl; the queue
// stays as it is.
[[nodiscard]] int openssl_reason_number();

// throw_openssl throws SetupError: what could not be done, and OpenSSL's reason.
[[noreturn]] void throw_openssl(std::string_view what);

}  // namespace tlsmatrix
