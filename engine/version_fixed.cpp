#include <string>

#include <openssl/opensslv.h>
#include <openssl/ssl.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>
#include <tlsmatrix/engine/version_fixed.hpp>

// They are deprecated since 1.1.0: every other server ought to speak more than one version.
#if OPENSSL_VERSION_MAJOR < 4 && !defined(OPENSSL_NO_TLS1_METHOD) && \
    !defined(OPENSSL_NO_TLS1_1_METHOD) && !defined(OPENSSL_NO_TLS1_2_METHOD)
#define TLSMATRIX_HAS_VERSION_FIXED_METHODS 1
#else
#define TLSMATRIX_HAS_VERSION_FIXED_METHODS 0
#endif

namespace tlsmatrix {
namespace {

#if TLSMATRIX_HAS_VERSION_FIXED_METHODS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
const SSL_METHOD* method_of(long version) {
    switch (version) {
        case TLS1_VERSION:
            return TLSv1_server_method();
        case TLS1_1_VERSION:
            return TLSv1_1_server_method();
        case TLS1_2_VERSION:
            return TLSv1_2_server_method();
        default:
            return nullptr;
    }
}

void set_method(SSL_CTX* context, const SSL_METHOD* method) {
    if (method == nullptr || SSL_CTX_set_ssl_version(context, method) != 1) {
        throw_openssl("cannot make a server of one version alone");
    }
}
#pragma GCC diagnostic pop

std::string suites_of(const SSL_CTX* context) {
    std::string list;
    const STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
        const std::string name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i));
        if (!name.starts_with("TLS_")) {  // those of 1.3
            list += (list.empty() ? "" : ":") + name;
        }
    }
    return list;
}
#endif

}  // namespace

bool has_version_fixed_methods() {
    return TLSMATRIX_HAS_VERSION_FIXED_METHODS != 0;
}

void fix_version(ssl_ctx_st* context) {
#if TLSMATRIX_HAS_VERSION_FIXED_METHODS
    // Another method brings its own list of suites.
    const std::string suites = suites_of(context);
    set_method(context, method_of(SSL_CTX_get_max_proto_version(context)));
    if (SSL_CTX_set_cipher_list(context, suites.c_str()) != 1) {
        throw_openssl("cannot set the cipher suites of a server of one version alone");
    }
#else
    (void)context;
    throw SetupError(
        "this OpenSSL has no server of one version alone: it takes one older than 4.0");
#endif
}

}  // namespace tlsmatrix
