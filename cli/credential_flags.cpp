#include <utility>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/cli/credential_flags.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>

namespace tlsmatrix::cli {
namespace {

certs::KeyType key_type_of(const std::string& text) {
    const auto type = certs::parse_key_type(text);
    if (!type) {
        throw SetupError(
            fmt::format("unknown key type '{}': name rsa, ecdsa or ed25519 with --key-type", text));
    }
    return *type;
}

ServerCredentials from_files(const CredentialOptions& options) {
    if (options.certificate_file.empty() || options.key_file.empty()) {
        throw SetupError("--cert and --key go together: name the certificate chain and its key");
    }
    return {certs::load_credentials(options.certificate_file, options.key_file), {}, {}, {}};
}

void tell(const certs::StoredAuthority& kept) {
    using Event = certs::StoredAuthority::Event;
    if (kept.event == Event::created) {
        say("tlsmatrix: made a new authority, which clients must be told of\n");
    } else if (kept.event == Event::replaced) {
        say("tlsmatrix: the authority had expired and is replaced: tell your clients again\n");
    }
    if (kept.expires_soon) {
        say("tlsmatrix: warning: the authority {} expires within 30 days and is replaced "
            "then\n",
            kept.trust.ca_file.string());
    }
}

certs::StoredAuthority open_store(certs::KeyType type) {
    try {
        return certs::Store(certs::Store::default_directory()).open_or_create(type);
    } catch (const SetupError& error) {
        throw SetupError(fmt::format("{}, or keep none with --ephemeral", error.what()));
    }
}

ServerCredentials from_store(certs::KeyType type) {
    const auto kept = open_store(type);
    tell(kept);
    return {kept.authority.issue({.key = kept.leaf_key}),
            kept.trust.ca_file.string(),
            kept.trust.truststore_file.string(),
            {}};
}

ServerCredentials from_nothing(certs::KeyType type) {
    const auto authority = certs::Authority::create(certs::authority_key_type(type));
    auto directory = std::make_unique<certs::PrivateDirectory>();
    const certs::TrustFiles trust = certs::write_trust_files(directory->path(), authority.root());
    return {authority.issue({.key_type = type}), trust.ca_file.string(),
            trust.truststore_file.string(), std::move(directory)};
}

}  // namespace

ServerCredentials server_credentials(const CredentialOptions& options) {
    if (!options.certificate_file.empty() || !options.key_file.empty()) {
        return from_files(options);
    }
    const certs::KeyType type = key_type_of(options.key_type);
    return options.ephemeral ? from_nothing(type) : from_store(type);
}

ClientVerification verification_of(const ClientAuthorityOptions& options,
                                   const ServerCredentials& credentials) {
    const VerifyClient demand = parse_verify_client(options.demand).value();
    if (demand == VerifyClient::none) {
        if (!options.ca_file.empty()) {
            throw SetupError(
                "--client-ca says who signs clients' certificates, and none is asked for: add "
                "--verify-client optional or required");
        }
        return {};
    }
    const std::string& ca_file = options.ca_file.empty() ? credentials.ca_file : options.ca_file;
    if (ca_file.empty()) {
        throw SetupError(
            "--verify-client needs to know who signs clients' certificates: name a file of PEM "
            "certificates with --client-ca");
    }
    return {demand, {.certificates = certs::read_certificates(ca_file)}};
}

void check_key(const KeyPointer& key, VersionSet versions) {
    constexpr VersionSet before_1_2{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1};
    const VersionSet impossible = versions & before_1_2;
    if (!impossible.empty() && certs::key_type_of(key) == certs::KeyType::ed25519) {
        throw SetupError(fmt::format(
            "a certificate with an Ed25519 key works from TLS 1.2 on, and a listener is to speak "
            "{}: leave out what is below 1.2, or use --key-type rsa or ecdsa",
            impossible.wire_names()));
    }
}

}  // namespace tlsmatrix::cli
