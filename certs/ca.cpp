#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>

namespace tlsmatrix::certs {
namespace {

// RFC 5280 section 4.2.1.9: pathlen counts the intermediates that may follow. There are none.
std::vector<Extension> root_extensions() {
    return {
        {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
        {"keyUsage", "critical,keyCertSign,cRLSign"},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"},
    };
}

// Only RSA keys encipher: key exchange by static RSA, which TLS 1.0 to 1.2 know, needs it.
std::string leaf_key_usage(const KeyPointer& key) {
    return key_type_of(key) == KeyType::rsa ? "critical,digitalSignature,keyEncipherment"
                                            : "critical,digitalSignature";
}

std::string leaf_use(LeafUse use) {
    switch (use) {
        case LeafUse::server:
            return "serverAuth";
        case LeafUse::client:
            return "clientAuth";
        case LeafUse::both:
            break;
    }
    return "serverAuth,clientAuth";
}

std::vector<Extension> leaf_extensions(const KeyPointer& key, const std::string& names,
                                       LeafUse use) {
    return {
        {"basicConstraints", "critical,CA:FALSE"}, {"keyUsage", leaf_key_usage(key)},
        {"extendedKeyUsage", leaf_use(use)},       {"subjectAltName", names},
        {"subjectKeyIdentifier", "hash"},          {"authorityKeyIdentifier", "keyid:always"},
    };
}

Validity overlap(const Validity& left, const Validity& right) {
    return {std::max(left.not_before, right.not_before), std::min(left.not_after, right.not_after)};
}

Validity validity_from(TimePoint now) {
    return {now - backdating, now + ca_lifetime};
}

}  // namespace

Ca::Ca(CertificatePointer root, KeyPointer key)
    : root_(std::move(root)), key_(std::move(key)), validity_(validity_of(root_)) {}

Ca Ca::create(KeyType type, TimePoint now) {
    KeyPointer key = generate_key(type);
    CertificatePointer root = self_sign_certificate(
        {"tlsmatrix throwaway CA " + random_hex(8), key, validity_from(now), root_extensions()});
    return {std::move(root), std::move(key)};
}

Credentials Ca::issue(const LeafRequest& request) const {
    if (!validity_.contains(request.now)) {
        throw SetupError(fmt::format(
            "the CA is valid from {:%Y-%m-%d} to {:%Y-%m-%d}, not on {:%Y-%m-%d}: set the clock, "
            "or make a new CA",
            fmt::gmtime(validity_.not_before), fmt::gmtime(validity_.not_after),
            fmt::gmtime(request.now)));
    }
    const std::string names = subject_alt_names(request.names);
    const KeyPointer key = request.key ? request.key : generate_key(request.key_type);
    const CertificatePointer leaf =
        sign_certificate({"localhost", key, overlap(validity_from(request.now), validity_),
                          leaf_extensions(key, names, request.use)},
                         root_, key_);
    return {{leaf}, key};
}

}  // namespace tlsmatrix::certs
