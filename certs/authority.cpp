#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/certificate.hpp>

namespace tlsmatrix::certs {
namespace {

// RFC 5280 section 4.2.1.9: pathlen counts the intermediates that may follow, so the root allows
// the one there is, and the intermediate none.
std::vector<Extension> root_extensions() {
    return {
        {"basicConstraints", "critical,CA:TRUE,pathlen:1"},
        {"keyUsage", "critical,keyCertSign,cRLSign"},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"},
    };
}

std::vector<Extension> intermediate_extensions() {
    return {
        {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
        {"keyUsage", "critical,keyCertSign,cRLSign"},
        {"nameConstraints",
         "critical,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,"
         "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"},
    };
}

// Only RSA keys encipher: key exchange by static RSA, which TLS 1.0 to 1.2 know, needs it.
std::string leaf_key_usage(const KeyPointer& key) {
    return key_type_of(key) == KeyType::rsa ? "critical,digitalSignature,keyEncipherment"
                                            : "critical,digitalSignature";
}

std::vector<Extension> leaf_extensions(const KeyPointer& key, const std::string& names,
                                       bool client_auth) {
    return {
        {"basicConstraints", "critical,CA:FALSE"},
        {"keyUsage", leaf_key_usage(key)},
        {"extendedKeyUsage", client_auth ? "serverAuth,clientAuth" : "serverAuth"},
        {"subjectAltName", names},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"},
    };
}

Validity overlap(const Validity& left, const Validity& right) {
    return {std::max(left.not_before, right.not_before), std::min(left.not_after, right.not_after)};
}

}  // namespace

Authority::Authority(CertificatePointer root, CertificatePointer intermediate,
                     KeyPointer intermediate_key)
    : root_(std::move(root)),
      intermediate_(std::move(intermediate)),
      intermediate_key_(std::move(intermediate_key)),
      validity_(overlap(validity_of(root_), validity_of(intermediate_))) {}

Authority Authority::create(KeyType type, TimePoint now) {
    const std::string id = random_hex(8);
    const Validity validity{now - backdating, now + authority_lifetime};

    // This is the root key's whole life: it is freed, and thereby wiped, when this function
    // returns.
    const KeyPointer root_key = generate_key(type);
    const CertificatePointer root = self_sign_certificate(
        {"tlsmatrix throwaway root " + id, root_key, validity, root_extensions()});

    const KeyPointer key = generate_key(type);
    const CertificatePointer intermediate = sign_certificate(
        {"tlsmatrix throwaway intermediate " + id, key, validity, intermediate_extensions()}, root,
        root_key);
    return {root, intermediate, key};
}

Result<Authority> Authority::restore(CertificatePointer root, CertificatePointer intermediate,
                                     KeyPointer intermediate_key) {
    if (!is_signed_by(root, root)) {
        return Error{"ca.pem is not a self-signed authority"};
    }
    if (!is_signed_by(intermediate, root)) {
        return Error{"intermediate.pem is not signed by ca.pem"};
    }
    if (!key_belongs_to(intermediate_key, intermediate)) {
        return Error{"intermediate.key is not the key of intermediate.pem"};
    }
    return Authority(std::move(root), std::move(intermediate), std::move(intermediate_key));
}

Credentials Authority::issue(const LeafRequest& request) const {
    if (!validity_.contains(request.now)) {
        throw SetupError(
            fmt::format("the certificate authority is valid from {:%Y-%m-%d} to {:%Y-%m-%d}, not "
                        "on {:%Y-%m-%d}: "
                        "set the clock, or make a new authority",
                        fmt::gmtime(validity_.not_before), fmt::gmtime(validity_.not_after),
                        fmt::gmtime(request.now)));
    }
    const std::string names = subject_alt_names(request.names);
    const KeyPointer key = request.key ? request.key : generate_key(request.key_type);
    const Validity wanted{request.now - backdating, request.now + leaf_lifetime};
    const CertificatePointer leaf =
        sign_certificate({"localhost", key, overlap(wanted, validity_),
                          leaf_extensions(key, names, request.client_auth)},
                         intermediate_, intermediate_key_);
    return {{leaf, intermediate_}, key};
}

}  // namespace tlsmatrix::certs
