// A throwaway CA, which lives as long as the process.
//   const Credentials server = Ca::create(KeyType::ecdsa).issue({.key_type = KeyType::ecdsa});
#pragma once

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/leaf_request.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// Ca is a root certificate and the key that signs leaves. The key has no way out of here: what is
// wanted of a CA that is kept is issued before it is destroyed, so whoever reads the files can
// issue nothing. That is why there are no name constraints, which half of the TLS stacks do not
// verify. A value; copies share certificate and key, and may be used from several threads.
class Ca {
  public:
    // create makes a new CA, valid from `backdating` before now for ca_lifetime after it. Its name
    // carries a random id, so that several fit in one trust store.
    [[nodiscard]] static Ca create(KeyType type, TimePoint now = current_time());

    // issue signs a leaf, backdated, for ca_lifetime, and never outside the CA's own validity. The
    // chain is the leaf alone. Throws SetupError for a name that no certificate can have, and where
    // the CA is not valid at request.now.
    [[nodiscard]] Credentials issue(const LeafRequest& request = {}) const;

    [[nodiscard]] const CertificatePointer& root() const { return root_; }
    [[nodiscard]] const Validity& validity() const { return validity_; }

  private:
    Ca(CertificatePointer root, KeyPointer key);

    CertificatePointer root_;
    KeyPointer key_;
    Validity validity_;
};

}  // namespace tlsmatrix::certs
