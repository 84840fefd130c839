#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/cli/credential_flags.hpp>
#include <tlsmatrix/cli/kept_ca.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>

namespace tlsmatrix::cli {
namespace {

certs::KeyType key_type_of(const std::string& text) {
    const auto type = certs::parse_key_type(text);
    if (!type) {
        throw UsageError(
            fmt::format("unknown key type '{}' of --key-type: allowed: rsa, ecdsa, ed25519", text));
    }
    return *type;
}

ServerCredentials from_files(const CredentialOptions& options) {
    if (options.certificate_file.empty() || options.key_file.empty()) {
        throw SetupError("--cert and --key go together: name the certificate chain and its key");
    }
    if (!options.names.empty()) {
        throw SetupError(
            "--name is for a certificate that is made here, and --cert has its own names: leave "
            "one "
            "of them out");
    }
    return {certs::load_credentials(options.certificate_file, options.key_file), {}, {}, {}};
}

void tell(const certs::KeptCa& kept) {
    const std::string ca_file = kept.trust.ca_file.string();
    if (kept.event == certs::KeptCa::Event::created) {
        note("tlsmatrix: made a new CA, which clients must be told of\n");
    }
    if (!kept.names.empty()) {
        note(
            "tlsmatrix: for {} there is a CA of its own, which clients must trust beside the "
            "other: "
            "{}\n",
            fmt::join(kept.names, ", "), ca_file);
        warn_of_names(kept.names, fmt::format("a key in {}", kept.directory.string()), ca_file,
                      kept.validity.not_after);
    }
    if (kept.expires_soon) {
        say("tlsmatrix: warning: the CA {} expires on {:%Y-%m-%d} and is replaced then\n", ca_file,
            fmt::gmtime(kept.validity.not_after));
    }
}

certs::KeptCa open_store(certs::KeyType type, const std::vector<std::string>& names) {
    try {
        return open_kept_ca(type, names);
    } catch (const SetupError& error) {
        throw SetupError(fmt::format("{}, or keep none with --ephemeral", error.what()));
    }
}

ServerCredentials from_store(certs::KeyType type, const std::vector<std::string>& names) {
    const auto kept = open_store(type, names);
    tell(kept);
    return {
        kept.leaves.at(type), kept.trust.ca_file.string(), kept.trust.truststore_file.string(), {}};
}

ServerCredentials from_nothing(certs::KeyType type, const std::vector<std::string>& names) {
    std::vector<std::string> all_names = certs::bench_names();
    all_names.insert(all_names.end(), names.begin(), names.end());
    const auto ca = certs::Ca::create(certs::ca_key_type(type));
    const Credentials leaf = ca.issue({.key_type = type, .names = all_names});
    auto directory = std::make_unique<certs::PrivateDirectory>();
    const certs::TrustFiles trust = certs::write_trust_files(directory->path(), ca.root());
    return {leaf, trust.ca_file.string(), trust.truststore_file.string(), std::move(directory)};
}

}  // namespace

ServerCredentials server_credentials(const CredentialOptions& options) {
    if (!options.certificate_file.empty() || !options.key_file.empty()) {
        return from_files(options);
    }
    const certs::KeyType type = key_type_of(options.key_type);
    const std::vector<std::string> names = certs::further_names(options.names);
    return options.ephemeral ? from_nothing(type, names) : from_store(type, names);
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
            "{}: listen with TLSv1.2 or TLSv1.3 alone, or use --key-type rsa or ecdsa",
            impossible.wire_names()));
    }
}

}  // namespace tlsmatrix::cli
