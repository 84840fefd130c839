// A throwaway certificate authority that can vouch for this machine only.
//   const Credentials server = Authority::create(KeyType::ecdsa).issue({.key_type =
//   KeyType::ecdsa});
#pragma once

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/leaf_request.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// Authority is a root certificate and an intermediate that signs leaves. The intermediate is
// constrained to DNS localhost, 127.0.0.0/8 and ::1 (RFC 5280 section 4.2.1.10), and it rather than
// the root because Java ignores constraints on a trust anchor. The root's key is destroyed once it
// has signed the intermediate, so nobody can ever make an unconstrained one. A value; copies share
// their certificates and key, and may be used from several threads.
class Authority {
  public:
    // create makes a new authority, valid from a day before now for authority_lifetime after it.
    // Its names carry a random id, so that several fit in one trust store.
    [[nodiscard]] static Authority create(KeyType type, TimePoint now = current_time());

    // restore puts a stored authority together again. An Error says which part does not belong,
    // by the name of its file in a Store.
    [[nodiscard]] static Result<Authority> restore(CertificatePointer root,
                                                   CertificatePointer intermediate,
                                                   KeyPointer intermediate_key);

    // issue signs a leaf: leaf_lifetime long, backdated, and never outside the intermediate's own
    // validity. The chain is leaf and intermediate. Throws SetupError for a name that is not below
    // localhost, and where the authority is not valid at request.now.
    [[nodiscard]] Credentials issue(const LeafRequest& request = {}) const;

    [[nodiscard]] const CertificatePointer& root() const { return root_; }
    [[nodiscard]] const CertificatePointer& intermediate() const { return intermediate_; }
    [[nodiscard]] const KeyPointer& intermediate_key() const { return intermediate_key_; }

    // validity is the time in which root and intermediate are both valid.
    [[nodiscard]] const Validity& validity() const { return validity_; }

  private:
    Authority(CertificatePointer root, CertificatePointer intermediate,
              KeyPointer intermediate_key);

    CertificatePointer root_;
    CertificatePointer intermediate_;
    KeyPointer intermediate_key_;
    Validity validity_;
};

}  // namespace tlsmatrix::certs
