// Keys that no store of the bench holds and no flag asks for: those of OpenSSL's own suites.
//   authority.issue({.key = certs::generate_rare_key(certs::RareKey::p384)});
#pragma once

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// RareKey is ECDSA on P-384 or P-521, RSA-PSS (RFC 4055: a key for PSS alone) with 2048 bits, or
// Ed448 (RFC 8032).
enum class RareKey { p384, p521, rsa_pss, ed448 };

// generate_rare_key throws SetupError where this OpenSSL cannot.
[[nodiscard]] KeyPointer generate_rare_key(RareKey kind);

}  // namespace tlsmatrix::certs
