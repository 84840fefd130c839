// Owning pointers for libssl's objects. For tls/*.cpp alone: public headers name no OpenSSL header.
#pragma once

#include <memory>

#include <openssl/ssl.h>

#include <tlsmatrix/engine/freed.hpp>

namespace tlsmatrix {

using SslPointer = std::unique_ptr<SSL, Freed<SSL_free>>;
using SslContextPointer = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free>>;

}  // namespace tlsmatrix
