// What a leaf certificate is asked to be.
//   authority.issue({.key_type = KeyType::ecdsa, .names = {"only-10.localhost"}});
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// LeafRequest asks for a certificate for localhost, 127.0.0.1 and ::1, which are always in it.
struct LeafRequest {
    // The type of the key that is generated. Default rsa, which every client knows.
    KeyType key_type = KeyType::rsa;
    // A key to certify instead of a fresh one; default none. Where it is given, key_type is
    // ignored.
    KeyPointer key = nullptr;
    // DNS names below localhost to add, such as a.localhost, in any case. Literal ones: OpenSSL,
    // Node and GnuTLS reject the wildcard *.localhost.
    std::vector<std::string> names = {};
    // Also allow it as a client's certificate (clientAuth). Default false: serverAuth alone.
    bool client_auth = false;
    // The day it is issued on. Default today.
    TimePoint now = current_time();
};

// is_name_below_localhost tells `a.localhost` and `b.a.localhost` from everything else: labels of
// letters, digits and inner hyphens, of at most 63 bytes each and 253 together (RFC 5280 section
// 4.2.1.6 on the preferred name syntax of RFC 1034), in any case, without a trailing dot.
[[nodiscard]] bool is_name_below_localhost(std::string_view name);

// subject_alt_names is the subjectAltName of the request, in the notation of x509v3_config(5);
// names in lower case, each once. Throws SetupError for a name that is not below localhost.
[[nodiscard]] std::string subject_alt_names(const std::vector<std::string>& names);

}  // namespace tlsmatrix::certs
