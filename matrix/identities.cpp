#include <tlsmatrix/matrix/detail/identities.hpp>

namespace tlsmatrix::matrix {
namespace {

certs::KeyType key_type_of(CertificateKind kind) {
    switch (kind) {
        case CertificateKind::rsa:
            return certs::KeyType::rsa;
        case CertificateKind::ed25519:
            return certs::KeyType::ed25519;
        case CertificateKind::ecdsa:
            break;
    }
    return certs::KeyType::ecdsa;
}

}  // namespace

const Credentials& Identities::of_server(CertificateKind kind) {
    Credentials& made = servers_[kind];
    if (made.chain.empty()) {
        made = authority_.issue({.key_type = key_type_of(kind)});
    }
    return made;
}

const Credentials& Identities::of_client(ClientCertificate certificate) {
    Credentials& made = clients_[certificate];
    if (made.chain.empty() && certificate != ClientCertificate::none) {
        const bool trusted = certificate == ClientCertificate::trusted;
        const certs::Authority signer =
            trusted ? authority_ : certs::Authority::create(certs::KeyType::ecdsa);
        made = signer.issue({.key_type = certs::KeyType::ecdsa, .client_auth = true});
    }
    return made;
}

}  // namespace tlsmatrix::matrix
