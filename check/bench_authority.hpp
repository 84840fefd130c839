// Who vouches for the servers of a check.
#pragma once

#include <tlsmatrix/certs/authority.hpp>

namespace tlsmatrix::check {

// CheckAuthority is an authority that the client is told of, and the key that the servers' RSA
// certificate has: making one takes a tenth of a second, so it is kept. Their P-256 key is fresh.
struct CheckAuthority {
    certs::Authority authority;
    KeyPointer rsa_key;
};

}  // namespace tlsmatrix::check
