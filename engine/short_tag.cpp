#include <array>
#include <memory>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/short_tag.hpp>

namespace tlsmatrix {

bool counts_short_tags() {
    static const bool counted = [] {
        const SslContextPointer context = new_context(TLS_method());
        const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(
            context == nullptr ? nullptr : SSL_new(context.get()), SSL_free);
        constexpr std::array<unsigned char, 2> aes_128_ccm_8{0x13, 0x05};
        const SSL_CIPHER* suite =
            ssl == nullptr ? nullptr : SSL_CIPHER_find(ssl.get(), aes_128_ccm_8.data());
        ERR_clear_error();
        return suite != nullptr && SSL_CIPHER_get_bits(suite, nullptr) < 128;
    }();
    return counted;
}

}  // namespace tlsmatrix
