// Owners of what libcrypto allocates; for the .cpp files of this folder.
//   const BioPointer memory(BIO_new(BIO_s_mem()));
#pragma once

#include <memory>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <tlsmatrix/engine/freed.hpp>

namespace tlsmatrix::certs {

using Asn1IntegerPointer = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using BigNumberPointer = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using DigestContextPointer = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using NamePointer = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;
using ExtensionPointer = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Pkcs12Pointer = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;
using SafeBagPointer = std::unique_ptr<PKCS12_SAFEBAG, Freed<PKCS12_SAFEBAG_free>>;

// These functions of libcrypto are macros, which have no address to give to Freed.
inline void free_certificates(STACK_OF(X509) * stack) {
    sk_X509_pop_free(stack, X509_free);
}
inline void free_safes(STACK_OF(PKCS7) * stack) {
    sk_PKCS7_pop_free(stack, PKCS7_free);
}
inline void free_bags(STACK_OF(PKCS12_SAFEBAG) * stack) {
    sk_PKCS12_SAFEBAG_pop_free(stack, PKCS12_SAFEBAG_free);
}

inline void free_bytes(unsigned char* bytes) {
    OPENSSL_free(bytes);
}

using BytesPointer = std::unique_ptr<unsigned char, Freed<free_bytes>>;
using CertificateStackPointer = std::unique_ptr<STACK_OF(X509), Freed<free_certificates>>;
using SafeStackPointer = std::unique_ptr<STACK_OF(PKCS7), Freed<free_safes>>;
using BagStackPointer = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), Freed<free_bags>>;

}  // namespace tlsmatrix::certs
