// The axis of cipher suites: one suite at both ends, with a certificate that it can use.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <tlsmatrix/matrix/axes.hpp>

namespace tlsmatrix::matrix {

// cipher_values are the suites that this OpenSSL has and the bench has a certificate for.
[[nodiscard]] std::span<const AxisValue> cipher_values();

// why_no_cipher says why a word is none of them, and what to write instead.
[[nodiscard]] std::string why_no_cipher(std::string_view word);

}  // namespace tlsmatrix::matrix
