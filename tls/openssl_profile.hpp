// Families of OpenSSL releases, as the rule tells them apart.
#pragma once

#include <optional>
#include <string_view>

namespace tlsmatrix {

// Profile is a family of OpenSSL releases that behave alike. From 3.1 on a security level of 1 or
// more takes TLS 1.0 and 1.1 out of the enabled versions, before holes are looked at; 3.0 leaves
// them in, chooses them, and fails at their signatures.
enum class Profile { openssl_3_0, openssl_3_1 };

// parse_profile reads `openssl-3.0` and `openssl-3.1`, which stands for all later releases too.
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text);
[[nodiscard]] std::string_view profile_name(Profile profile);

}  // namespace tlsmatrix
