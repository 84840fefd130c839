// What the linked OpenSSL is.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// openssl_version is the release that runs: `3.0.19`.
[[nodiscard]] std::string openssl_version();

// can_speak tells whether this OpenSSL has the version compiled in.
[[nodiscard]] bool can_speak(ProtocolVersion version);

// local_library is both of these as a value.
[[nodiscard]] LocalLibrary local_library();

// library_suites are the suites of the table that this OpenSSL has compiled in and can load.
[[nodiscard]] const std::vector<const CipherSuite*>& library_suites();

// library_groups are the groups of the table that this OpenSSL has.
[[nodiscard]] const std::vector<const NamedGroup*>& library_groups();

}  // namespace tlsmatrix
