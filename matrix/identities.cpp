#include <tlsmatrix/certs/rare_key.hpp>
#include <tlsmatrix/matrix/detail/identities.hpp>

namespace tlsmatrix::matrix {
namespace {

certs::LeafRequest leaf_of(CertificateKind kind) {
    using certs::KeyType;
    using certs::RareKey;
    switch (kind) {
        case CertificateKind::rsa:
            return {.key_type = KeyType::rsa};
        case CertificateKind::ed25519:
            return {.key_type = KeyType::ed25519};
        case CertificateKind::p384:
            return {.key = generate_rare_key(RareKey::p384)};
        case CertificateKind::p521:
            return {.key = generate_rare_key(RareKey::p521)};
        case CertificateKind::rsa_pss:
            return {.key = generate_rare_key(RareKey::rsa_pss)};
        case CertificateKind::ed448:
            return {.key = generate_rare_key(RareKey::ed448)};
        case CertificateKind::ecdsa:
            break;
    }
    return {.key_type = KeyType::ecdsa};
}

}  // namespace

const Credentials& Identities::of_server(CertificateKind kind) {
    Credentials& made = servers_[kind];
    if (made.chain.empty()) {
        made = authority_.issue(leaf_of(kind));
    }
    return made;
}

const Credentials& Identities::of_client(ClientCertificate certificate) {
    Credentials& made = clients_[certificate];
    if (made.chain.empty() && certificate != ClientCertificate::none) {
        const bool trusted = certificate == ClientCertificate::trusted;
        const certs::Ca signer = trusted ? authority_ : certs::Ca::create(certs::KeyType::ecdsa);
        made = signer.issue({.key_type = certs::KeyType::ecdsa, .use = certs::LeafUse::both});
    }
    return made;
}

}  // namespace tlsmatrix::matrix
