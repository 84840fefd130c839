// Where `serve` has its certificate from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::cli {

// CredentialOptions is the flags that decide it.
struct CredentialOptions {
    std::string key_type = "rsa";
    std::string certificate_file = {};
    std::string key_file = {};
    std::vector<std::string> names = {};  // further ones that it is for
    bool ephemeral = false;
};

// ServerCredentials is what the server proves itself with, and what clients must be told of; the
// paths are empty where the certificate is the caller's own.
struct ServerCredentials {
    Credentials credentials;
    std::string ca_file;
    std::string truststore_file;
    std::unique_ptr<certs::PrivateDirectory> directory;  // of an --ephemeral run: gone with this
    std::string crl_file = {};  // of the CAs of the zoo; empty: without one
};

// server_credentials takes the caller's files, or a leaf of the kept CA, or with `ephemeral` of a
// fresh one whose public files live in a directory of their own until exit. It
// says on standard error what clients must be told. Throws SetupError.
[[nodiscard]] ServerCredentials server_credentials(const CredentialOptions& options);

// ClientAuthorityOptions is the flags that decide on clients' certificates.
struct ClientAuthorityOptions {
    std::string demand = std::string(verify_client_name(VerifyClient::none));
    std::string ca_file = {};  // empty: the CA that signed the server's own certificate
};

// ClientVerification is whether clients' certificates are asked for, and who must have signed them.
struct ClientVerification {
    VerifyClient demand = VerifyClient::none;
    Trust trust = {};
};

// verification_of throws SetupError where a certificate is asked for and nobody is named who signs
// one, and where one is named and none asked for.
[[nodiscard]] ClientVerification verification_of(const ClientAuthorityOptions& options,
                                                 const ServerCredentials& credentials);

// check_key throws SetupError where a key cannot serve one of the versions. The pin proof would
// find that out as well, but it sees no more than alert 40.
void check_key(const KeyPointer& key, VersionSet versions);

}  // namespace tlsmatrix::cli
