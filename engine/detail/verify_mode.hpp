// Internal. A demand for a client's certificate as libssl takes it.
#pragma once

#include <openssl/ssl.h>

#include <tlsmatrix/tls/verify_client.hpp>

namespace tlsmatrix {

constexpr int verify_mode(VerifyClient demand) {
    switch (demand) {
        case VerifyClient::none:
            return SSL_VERIFY_NONE;
        case VerifyClient::optional:
            return SSL_VERIFY_PEER;
        case VerifyClient::required:
            break;
    }
    return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

}  // namespace tlsmatrix
