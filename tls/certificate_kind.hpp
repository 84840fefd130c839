// The kinds of certificates that an endpoint may have.
#pragma once

namespace tlsmatrix {

// CertificateKind is the server's key: ECDSA on P-256, RSA with 2048 bits, Ed25519; and those of
// OpenSSL's own suites, which few servers have: ECDSA on P-384 and P-521, RSA for PSS alone (RFC
// 4055), Ed448.
enum class CertificateKind { ecdsa, rsa, ed25519, p384, p521, rsa_pss, ed448 };

// ClientCertificate is what a client answers with where a server asks for a certificate: nothing,
// an ECDSA certificate that the server trusts, or one that it does not.
enum class ClientCertificate { none, trusted, untrusted };

}  // namespace tlsmatrix
