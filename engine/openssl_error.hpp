// OpenSSL's error queue, read once and emptied.
#pragma once

#include <string>
#include <string_view>

namespace tlsmatrix {

// take_openssl_reason returns the first error's reason in words (`no shared cipher`) and empties
// the queue; `unknown error` where it holds none.
[[nodiscard]] std::string take_openssl_reason();

// throw_openssl throws SetupError: what could not be done, and OpenSSL's reason.
[[noreturn]] void throw_openssl(std::string_view what);

}  // namespace tlsmatrix
