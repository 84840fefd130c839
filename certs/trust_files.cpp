#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs {

TrustFiles trust_files_in(const std::filesystem::path& directory) {
    return {directory / "ca.pem", directory / "truststore.p12"};
}

TrustFiles write_trust_files(const std::filesystem::path& directory,
                             const CertificatePointer& root) {
    TrustFiles files = trust_files_in(directory);
    write_public_file(files.ca_file, certificate_pem(root));
    write_public_file(files.truststore_file, make_truststore(root));
    return files;
}

}  // namespace tlsmatrix::certs
