// The private keys of the bench: three types, one size each.
//   const KeyPointer key = certs::generate_key(KeyType::ecdsa);
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// KeyType is a kind of key and its one size: RSA with 2048 bits, ECDSA on P-256, Ed25519 (RFC
// 8032).
enum class KeyType { rsa, ecdsa, ed25519 };

inline constexpr std::array all_key_types{KeyType::rsa, KeyType::ecdsa, KeyType::ed25519};

// key_type_name is the spelling of flags and file names: rsa, ecdsa, ed25519.
[[nodiscard]] std::string_view key_type_name(KeyType type);

// parse_key_type accepts exactly what key_type_name returns; otherwise nullopt.
[[nodiscard]] std::optional<KeyType> parse_key_type(std::string_view text);

// ca_key_type is the type of the CA that best signs a leaf of this type. A chain for RSA is RSA
// throughout, since old clients know nothing else, and one for ECDSA is ECDSA throughout, since
// some small clients know nothing else; Ed25519 leaves come from a P-256 CA, since few clients
// verify Ed25519 signatures in certificates.
[[nodiscard]] KeyType ca_key_type(KeyType leaf);

// generate_key makes a fresh key from OpenSSL's random generator: microseconds for ECDSA and
// Ed25519, a tenth of a second for RSA. Throws SetupError where this OpenSSL cannot.
[[nodiscard]] KeyPointer generate_key(KeyType type);

// key_type_of is nullopt for a key of no KeyType, such as one on P-384. RSA keys of any size are
// rsa.
[[nodiscard]] std::optional<KeyType> key_type_of(const KeyPointer& key);

// is_intact_key tells whether the key verifies a signature that it made: a damaged one can still
// carry the right public half, and would fail only in the middle of handshakes.
[[nodiscard]] bool is_intact_key(const KeyPointer& key);

// key_belongs_to tells whether the certificate is for this key, by their public halves.
[[nodiscard]] bool key_belongs_to(const KeyPointer& key, const CertificatePointer& certificate);

}  // namespace tlsmatrix::certs
