// Internal. Who the ends of a run are, and whom they believe: made once, when first asked for.
#pragma once

#include <map>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::matrix {

// Identities is an authority that both ends trust, and one that nobody does.
class Identities {
  public:
    [[nodiscard]] const Credentials& of_server(CertificateKind kind);
    // of_client is empty where the client has no certificate.
    [[nodiscard]] const Credentials& of_client(ClientCertificate certificate);
    [[nodiscard]] Trust trust() const { return {.certificates = {authority_.root()}}; }

  private:
    certs::Ca authority_ = certs::Ca::create(certs::KeyType::ecdsa);
    std::map<CertificateKind, Credentials> servers_;
    std::map<ClientCertificate, Credentials> clients_;
};

}  // namespace tlsmatrix::matrix
