// Internal. An SSL_CTX, made whatever is wrong with openssl.cnf.
//   const SslContextPointer context = new_context(TLS_method());
#pragma once

#include <string>

#include <tlsmatrix/engine/detail/openssl_pointers.hpp>

namespace tlsmatrix {

// new_context is null where OpenSSL makes none. `config_diagnostics = 1` in openssl.cnf turns each
// mistake there into a context that is never made: for the bench that is switched off.
[[nodiscard]] SslContextPointer new_context(const SSL_METHOD* method);

// forgive_thread takes the failure that each thread meets once where reading openssl.cnf failed:
// else the first handshake of a thread that made no context would end of it.
void forgive_thread();

// new_context_of_others is what a program gets that knows nothing of that. Where it is null
// `trouble` has OpenSSL's reason, if there is one.
[[nodiscard]] SslContextPointer new_context_of_others(const SSL_METHOD* method,
                                                      std::string& trouble);

}  // namespace tlsmatrix
