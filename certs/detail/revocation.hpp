// A CA's list of revoked certificates. Internal.
#pragma once

#include <string>

#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// revocation_list is the CRL of an issuer in PEM (RFC 5280 section 5): version 2, signed with
// SHA-256, with one certificate on it, or with none where that is null. Throws SetupError.
[[nodiscard]] std::string revocation_list(const CertificatePointer& issuer,
                                          const KeyPointer& issuer_key, const Validity& validity,
                                          const CertificatePointer& revoked);

}  // namespace tlsmatrix::certs
