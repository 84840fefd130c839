// What libcrypto says when it fails, as a SetupError.
//   require(X509_set_version(certificate, X509_VERSION_3), "set the version of a certificate");
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tlsmatrix::certs {

// openssl_error_text is the reasons in this thread's error queue, oldest first, joined by `; `, or
// `no reason given`. It empties the queue: libssl misreads its own results while the queue holds
// something (SSL_get_error(3)).
[[nodiscard]] std::string openssl_error_text();

// throw_openssl_error throws a SetupError that reads `OpenSSL cannot <task>: <reasons>`.
[[noreturn]] void throw_openssl_error(std::string_view task);

// require throws as throw_openssl_error does, unless the result is libcrypto's 1 or more.
inline void require(int result, std::string_view task) {
    if (result <= 0) {
        throw_openssl_error(task);
    }
}

// required passes a pointer on, and throws as throw_openssl_error does where it is null. Works for
// plain and for owning pointers.
template <class Pointer>
[[nodiscard]] Pointer required(Pointer pointer, std::string_view task) {
    if (!pointer) {
        throw_openssl_error(task);
    }
    return pointer;
}

}  // namespace tlsmatrix::certs
