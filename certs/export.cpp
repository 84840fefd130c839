#include <fmt/format.h>

#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/certs/export.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

struct NamedCredentials {
    std::string name;  // of the files, without their ending
    Credentials credentials;
};

std::vector<NamedCredentials> issue_all(const Ca& ca, const ExportRequest& request) {
    std::vector<std::string> names = bench_names();
    names.insert(names.end(), request.names.begin(), request.names.end());
    std::vector<NamedCredentials> issued;
    for (const KeyType type : request.key_types) {
        const LeafRequest leaf{
            .key_type = type, .names = names, .use = request.use, .now = request.now};
        issued.push_back({fmt::format("server-{}", key_type_name(type)), ca.issue(leaf)});
    }
    return issued;
}

}  // namespace

std::vector<WrittenFile> export_directory(const fs::path& directory, const Ca& ca,
                                          const ExportRequest& request) {
    const std::vector<NamedCredentials> issued = issue_all(ca, request);
    make_private_directory(directory);
    const TrustFiles trust = write_trust_files(directory, ca.root());
    std::vector<WrittenFile> written{
        {trust.ca_file, "the CA's certificate, which clients must trust"},
        {trust.truststore_file, fmt::format("the same for Java, password {}", truststore_password)},
    };
    for (const auto& [name, credentials] : issued) {
        const fs::path key_file = directory / (name + ".key");
        const fs::path chain_file = directory / (name + ".pem");
        write_secret_file(key_file, key_pem(credentials.key));
        write_public_file(chain_file, chain_pem(credentials.chain));
        written.push_back({key_file, "a server's private key"});
        written.push_back({chain_file, "its certificate"});
    }
    return written;
}

}  // namespace tlsmatrix::certs
