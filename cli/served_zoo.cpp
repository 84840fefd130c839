#include <memory>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/zoo_ca.hpp>
#include <tlsmatrix/cli/served_zoo.hpp>

namespace tlsmatrix::cli {
namespace {

void require_no_others(const CredentialOptions& options) {
    const std::string_view flag = !options.certificate_file.empty()                  ? "--cert"
                                  : !options.key_file.empty()                        ? "--key"
                                  : !options.names.empty()                           ? "--name"
                                  : options.key_type != CredentialOptions{}.key_type ? "--key-type"
                                                                                     : "";
    if (!flag.empty()) {
        throw SetupError(
            fmt::format("--certificate makes a CA and certificates of its own, which {} has no say "
                        "in: run a server for each",
                        flag));
    }
}

}  // namespace

ServerCredentials zoo_credentials(const CredentialOptions& options, server::Settings& settings) {
    require_no_others(options);
    const certs::ZooCa ca = certs::ZooCa::create();
    const Credentials revoked = ca.issue("revoked");
    for (server::ListenerSettings& listener : settings.listeners) {
        if (listener.certificate != nullptr) {
            listener.credentials = listener.name == "revoked" ? revoked : ca.issue(listener.name);
        }
    }
    auto directory = std::make_unique<certs::PrivateDirectory>();
    const certs::TrustFiles trust = certs::write_trust_files(directory->path(), ca.root());
    const auto crl_file = directory->path() / "crl.pem";
    certs::write_public_file(crl_file, ca.revocation_lists(revoked.chain.front()));
    return {ca.issue("good"), trust.ca_file.string(), trust.truststore_file.string(),
            std::move(directory), crl_file.string()};
}

}  // namespace tlsmatrix::cli
