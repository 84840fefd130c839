// Certificates and keys that somebody else made, from their files.
//   const Credentials credentials = load_credentials("server.pem", "server.key");
#pragma once

#include <filesystem>
#include <vector>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// Each function throws SetupError, one sentence with the file's name and what to do, where a file
// is missing, unreadable, not PEM, broken, or holds something else.

// read_certificates returns every certificate in a PEM file, in its order; at least one.
[[nodiscard]] std::vector<CertificatePointer> read_certificates(const std::filesystem::path& file);

// read_key returns the private key in a PEM file. Refuses a file that other users can access, and
// an encrypted key.
[[nodiscard]] KeyPointer read_key(const std::filesystem::path& file);

// load_credentials reads a chain, leaf first, and the leaf's key; both may be in one file. A
// self-signed certificate behind the leaf is left out, since peers have their own copy of a root.
// Dates and names are not judged. Also throws where the key is not that of the leaf.
[[nodiscard]] Credentials load_credentials(const std::filesystem::path& certificate_file,
                                           const std::filesystem::path& key_file);

}  // namespace tlsmatrix::certs
