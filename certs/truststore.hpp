// A Java trust store: PKCS#12 (RFC 7292) with one trusted certificate.
//   java -Djavax.net.ssl.trustStore=truststore.p12 -Djavax.net.ssl.trustStorePassword=changeit ...
#pragma once

#include <string>
#include <string_view>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// truststore_password is Java's customary one. It hides nothing: what is inside is public.
inline constexpr const char* truststore_password = "changeit";
inline constexpr const char* truststore_alias = "tlsmatrix";

// make_truststore returns the bytes of a store with the CA's certificate as its one entry,
// unencrypted, under a SHA-256 MAC. The certificate carries the attribute without which Java does
// not trust it.
[[nodiscard]] std::string make_truststore(const CertificatePointer& root);

// is_truststore_of tells whether the bytes are an intact store with exactly this certificate.
[[nodiscard]] bool is_truststore_of(std::string_view bytes, const CertificatePointer& root);

}  // namespace tlsmatrix::certs
