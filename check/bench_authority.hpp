// Who vouches for the servers of a check.
#pragma once

#include <map>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::check {

// CheckAuthority is the CA that the client is told of, and the servers' certificates that it
// signed: one for each kind of key that a trial has.
struct CheckAuthority {
    CertificatePointer root;
    std::map<certs::KeyType, Credentials> leaves;
};

}  // namespace tlsmatrix::check
