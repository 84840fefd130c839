#include <openssl/err.h>
#include <openssl/ssl.h>

#include <tlsmatrix/engine/detail/algorithms.hpp>
#include <tlsmatrix/engine/remedy.hpp>

namespace tlsmatrix {

void apply(Remedy remedy, ssl_ctx_st* context) {
    switch (remedy) {
        case Remedy::bounds:
            SSL_CTX_set_min_proto_version(context, 0);
            SSL_CTX_set_max_proto_version(context, 0);
            break;
        case Remedy::switches:
            SSL_CTX_clear_options(context, SSL_OP_NO_SSL_MASK);
            break;
        case Remedy::suites:
            SSL_CTX_set_cipher_list(context, OSSL_default_cipher_list());
            break;
        case Remedy::level:
            SSL_CTX_set_security_level(context, 0);
            break;
        case Remedy::groups:
            set_groups(context, {});
            break;
        case Remedy::signatures:
            set_signature_algorithms(context);
            break;
    }
    ERR_clear_error();
}

}  // namespace tlsmatrix
