#include <memory>

#include <openssl/rsa.h>

#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>
#include <tlsmatrix/certs/rare_key.hpp>

namespace tlsmatrix::certs {
namespace {

EVP_PKEY* generate_rsa_pss() {
    constexpr int bits = 2048;
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
    EVP_PKEY* key = nullptr;
    const bool made = context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
                      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1 &&
                      EVP_PKEY_generate(context.get(), &key) == 1;
    return made ? key : nullptr;
}

EVP_PKEY* generate(RareKey kind) {
    switch (kind) {
        case RareKey::p384:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
        case RareKey::p521:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521");
        case RareKey::rsa_pss:
            return generate_rsa_pss();
        case RareKey::ed448:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
    }
    return nullptr;
}

}  // namespace

KeyPointer generate_rare_key(RareKey kind) {
    EVP_PKEY* key = generate(kind);
    if (key == nullptr) {
        throw_openssl_error("generate a key for a certificate of a rare kind");
    }
    return {key, EVP_PKEY_free};
}

}  // namespace tlsmatrix::certs
