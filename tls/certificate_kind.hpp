// The kinds of certificates that an endpoint may have.
#pragma once

namespace tlsmatrix {

// CertificateKind is the server's key: RSA with 2048 bits, ECDSA on P-256, Ed25519.
enum class CertificateKind { ecdsa, rsa, ed25519 };

// ClientCertificate is what a client answers with where a server asks for a certificate: nothing,
// an ECDSA certificate that the server trusts, or one that it does not.
enum class ClientCertificate { none, trusted, untrusted };

}  // namespace tlsmatrix
