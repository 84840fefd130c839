// The certificates of the zoo, made: a CA of this process, and what it signs.
//   const ZooCa ca = ZooCa::create();   ca.issue("expired");
#pragma once

#include <string>
#include <string_view>

#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/certificate_zoo.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// ZooCa is a root, the intermediate CA that it signed, and their keys, which have no way out of
// here, as Ca's has none. Each leaf differs from `good` in the one thing that its name says, so
// that whoever takes the one and not the other tells of that. A value.
class ZooCa {
  public:
    [[nodiscard]] static ZooCa create(TimePoint now = current_time());

    // issue makes one of a name that is in the table, with the chain that its server sends. no-san
    // has the common name as its host. Throws SetupError where this OpenSSL makes no such key or
    // signature.
    [[nodiscard]] Credentials issue(std::string_view name,
                                    const std::string& common_name = "localhost") const;

    // root is whom clients are told to trust.
    [[nodiscard]] const CertificatePointer& root() const { return root_; }

    // revocation_lists is a CRL of each CA in PEM, good for a month, with that certificate on its
    // issuer's.
    [[nodiscard]] std::string revocation_lists(const CertificatePointer& revoked) const;

  private:
    ZooCa(KeyPointer root_key, CertificatePointer root, TimePoint now);

    TimePoint now_;
    KeyPointer root_key_;
    CertificatePointer root_;
    KeyPointer key_;  // of the intermediate CA
    CertificatePointer intermediate_;
    KeyPointer leaf_key_;  // of all leaves whose key is nothing special
};

}  // namespace tlsmatrix::certs
