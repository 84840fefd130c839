#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/file_fault.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/private_file.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_mismatch(const Credentials& credentials, const fs::path& certificate_file,
                                 const fs::path& key_file) {
    const auto owner = std::find_if(
        credentials.chain.begin(), credentials.chain.end(),
        [&](const CertificatePointer& each) { return key_belongs_to(credentials.key, each); });
    if (owner != credentials.chain.end()) {
        throw FileFault(
            fmt::format("the key '{}' belongs to certificate {} in '{}', not to the first",
                        key_file.native(), owner - credentials.chain.begin() + 1,
                        certificate_file.native()),
            "put the server's own certificate first");
    }
    throw FileFault(fmt::format("the key '{}' does not match the certificate '{}'",
                                key_file.native(), certificate_file.native()),
                    "give the two files that were made together");
}

}  // namespace

std::vector<CertificatePointer> read_certificates(const fs::path& file) {
    return parse_certificates(read_file(file, Secrecy::open), file.native());
}

KeyPointer read_key(const fs::path& file) {
    return parse_key(read_file(file, Secrecy::secret), file.native());
}

Credentials load_credentials(const fs::path& certificate_file, const fs::path& key_file) {
    Credentials credentials{read_certificates(certificate_file), read_key(key_file)};
    if (!key_belongs_to(credentials.key, credentials.chain.front())) {
        throw_mismatch(credentials, certificate_file, key_file);
    }
    credentials.chain.erase(
        std::remove_if(credentials.chain.begin() + 1, credentials.chain.end(), is_self_signed),
        credentials.chain.end());
    return credentials;
}

}  // namespace tlsmatrix::certs
