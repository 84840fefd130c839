// What an endpoint proves itself with. Made by certs/ or read from files, taken as a value.
#pragma once

#include <memory>
#include <vector>

struct x509_st;
struct evp_pkey_st;

namespace tlsmatrix {

// CertificatePointer and KeyPointer own an X509 and an EVP_PKEY; copies share them.
using CertificatePointer = std::shared_ptr<x509_st>;
using KeyPointer = std::shared_ptr<evp_pkey_st>;

// Credentials is a certificate chain, leaf first and without its root, and the leaf's private key.
struct Credentials {
    std::vector<CertificatePointer> chain;
    KeyPointer key;
};

}  // namespace tlsmatrix
