// The two public files by which clients are told to trust a CA.
//   const TrustFiles trust = write_trust_files(directory, ca.root());
#pragma once

#include <filesystem>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// TrustFiles is where the CA's certificate is, as PEM and as a Java trust store.
struct TrustFiles {
    std::filesystem::path ca_file;          // ca.pem
    std::filesystem::path truststore_file;  // truststore.p12, under truststore_password
};

// trust_files_in names the files in a directory, whether they are there or not.
[[nodiscard]] TrustFiles trust_files_in(const std::filesystem::path& directory);

// write_trust_files writes both, mode 0644, in place of what has their names. The directory must
// exist. Throws SetupError.
TrustFiles write_trust_files(const std::filesystem::path& directory,
                             const CertificatePointer& root);

}  // namespace tlsmatrix::certs
