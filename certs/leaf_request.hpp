// What a leaf certificate is asked to be.
//   ca.issue({.key_type = KeyType::ecdsa, .names = {"only-10.localhost"}});
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// LeafUse is the extended key usage: what the certificate may prove (RFC 5280 section 4.2.1.12).
enum class LeafUse { server, client, both };

// LeafRequest asks for a certificate for localhost, 127.0.0.1 and ::1, which are always in it.
struct LeafRequest {
    // The type of the key that is generated. Default rsa, which every client knows.
    KeyType key_type = KeyType::rsa;
    // A key to certify instead of a fresh one, of any kind; default none. Where it is given,
    // key_type is ignored.
    KeyPointer key = nullptr;
    // DNS names and IP addresses to add, see certificate_names.hpp. Default none.
    std::vector<std::string> names = {};
    LeafUse use = LeafUse::server;
    // The day it is issued on. Default today.
    TimePoint now = current_time();
};

}  // namespace tlsmatrix::certs
