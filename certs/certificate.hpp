// Making and judging single certificates, with no opinion on what they should say: the rules of the
// CA are in ca.cpp, and a certificate that is wrong on purpose is made here.
//   sign_certificate({.common_name = "localhost", .key = leaf_key, ...}, issuer, issuer_key);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// Extension is an X.509v3 extension in the notation of x509v3_config(5):
// {"basicConstraints", "critical,CA:FALSE"}. Text from outside never goes in unchecked: a comma in
// it starts another value.
struct Extension {
    std::string name;
    std::string value;
};

// Digest is what a certificate is signed with; Ed25519 has its own.
enum class Digest { sha256, sha1 };

// CertificateSpec is what a certificate says. All fields but the digest are needed; the version is
// 3, and the serial number 128 random bits (RFC 5280 section 4.1.2.2 wants it positive and unique).
struct CertificateSpec {
    std::string common_name;
    KeyPointer key;  // whose public half goes in
    Validity validity;
    std::vector<Extension>
        extensions;  // in order; subjectKeyIdentifier before authorityKeyIdentifier
    Digest digest = Digest::sha256;
};

// sign_certificate makes a certificate, which shares spec.key with its private half, in the
// issuer's name. Any key type signs any other. Throws SetupError where OpenSSL refuses.
[[nodiscard]] CertificatePointer sign_certificate(const CertificateSpec& spec,
                                                  const CertificatePointer& issuer,
                                                  const KeyPointer& issuer_key);

// self_sign_certificate makes a certificate that is its own issuer, signed with spec.key, of which
// it keeps the public half only: a CA's key can be destroyed.
[[nodiscard]] CertificatePointer self_sign_certificate(const CertificateSpec& spec);

// without_private_key is the same certificate with the public half of its key alone, for one of a
// CA that goes into a chain.
[[nodiscard]] CertificatePointer without_private_key(const CertificatePointer& certificate);

// is_signed_by tells whether the issuer may sign, by its name and extensions, and did.
[[nodiscard]] bool is_signed_by(const CertificatePointer& certificate,
                                const CertificatePointer& issuer);

// is_self_signed goes by names and key identifiers and leaves the signature unread.
[[nodiscard]] bool is_self_signed(const CertificatePointer& certificate);

// validity_of reads notBefore and notAfter. Throws SetupError where they are no dates.
[[nodiscard]] Validity validity_of(const CertificatePointer& certificate);

// random_hex is as many random bytes, two digits each.
[[nodiscard]] std::string random_hex(std::size_t bytes);

// digest_hex is the SHA-256 of the text, two digits a byte.
[[nodiscard]] std::string digest_hex(std::string_view text);

}  // namespace tlsmatrix::certs
