#include "tls/library.hpp"

#include <array>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "tls/openssl_pointers.hpp"

namespace tlsmatrix {

std::string openssl_version() {
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

bool can_speak(ProtocolVersion version) {
    static const auto spoken = [] {
        std::array<bool, all_versions.size()> known{};
        const SslContextPointer context(SSL_CTX_new(TLS_method()));
        for (std::size_t i = 0; context != nullptr && i < known.size(); ++i) {
            known[i] = SSL_CTX_set_max_proto_version(context.get(),
                                                     static_cast<int>(all_versions[i])) == 1;
        }
        ERR_clear_error();
        return known;
    }();
    return spoken[static_cast<std::size_t>(version) -
                  static_cast<std::size_t>(ProtocolVersion::tls_1_0)];
}

}  // namespace tlsmatrix
