// Certificates and keys as PEM text (RFC 7468).
//   write_public_file("server.pem", chain_pem(credentials.chain));
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

[[nodiscard]] std::string certificate_pem(const CertificatePointer& certificate);

// chain_pem is the certificates one behind the other, in their order.
[[nodiscard]] std::string chain_pem(const std::vector<CertificatePointer>& chain);

// key_pem is the private key as unencrypted PKCS#8: for write_secret_file, and nothing else.
[[nodiscard]] std::string key_pem(const KeyPointer& key);

// parse_certificates reads every certificate in the text and skips what else is in it, so at least
// one. Throws FileFault, with `file` as the name of the text, where there is none or one is broken.
[[nodiscard]] std::vector<CertificatePointer> parse_certificates(std::string_view text,
                                                                 const std::string& file);

// parse_key reads the first private key in the text, PKCS#8 or older, and skips what else is in it.
// Throws FileFault, with `file` as the name of the text, where there is none, and where it is
// broken, is encrypted (nobody is ever asked for a passphrase), or cannot sign.
[[nodiscard]] KeyPointer parse_key(std::string_view text, const std::string& file);

}  // namespace tlsmatrix::certs
