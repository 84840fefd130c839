// Credentials that vouch for themselves, for tests that stand below certs/.
#pragma once

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix {

inline KeyPointer p256_key() {
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

// rsa_key is the same one in a whole program, since making it takes longer than most tests.
inline KeyPointer rsa_key() {
    static const KeyPointer made(EVP_RSA_gen(2048), EVP_PKEY_free);
    return made;
}

// self_signed is a certificate for localhost and 127.0.0.1, valid for an hour around now.
inline Credentials self_signed(KeyPointer key) {
    const CertificatePointer certificate(X509_new(), X509_free);
    X509* x509 = certificate.get();
    X509_NAME* name = X509_NAME_new();  // the one inside is read-only from OpenSSL 4.0 on
    const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    const bool made =
        X509_set_version(x509, X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(x509), -1800) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(x509), 1800) != nullptr &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
        X509_set_subject_name(x509, name) == 1 && X509_set_issuer_name(x509, name) == 1 &&
        X509_set_pubkey(x509, key.get()) == 1 && X509_add_ext(x509, names, -1) == 1 &&
        X509_sign(x509, key.get(), EVP_sha256()) > 0;
    X509_EXTENSION_free(names);
    X509_NAME_free(name);
    if (!made) {
        throw std::runtime_error("cannot make a certificate for a test");
    }
    return {{certificate}, std::move(key)};
}

}  // namespace tlsmatrix
