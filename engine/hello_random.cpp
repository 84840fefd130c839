#include <algorithm>
#include <cstddef>

#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/hello_random.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

constexpr int hello_random_bytes = 32;

// The end of the next hello's random on this thread; null where libssl may choose it.
thread_local const RandomEnd* pending_end = nullptr;

int ends_index() {
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* end, CRYPTO_EX_DATA*, int, long, void*) {
            delete static_cast<RandomEnd*>(end);
        });
    return index;
}

// What libssl asks for next is the server's random, but for a session's id, which has a callback of
// its own here.
int note_hello(SSL* ssl, int*, void*) {
    pending_end =
        static_cast<const RandomEnd*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ends_index()));
    return SSL_CLIENT_HELLO_SUCCESS;
}

int make_session_id(SSL*, unsigned char* id, unsigned* length) {
    const RandomEnd* kept = pending_end;
    pending_end = nullptr;
    const int made = RAND_bytes(id, static_cast<int>(*length));
    pending_end = kept;
    return made;
}

// OpenSSL has no other way to a ServerHello's random, and deprecates this one since 3.0.
#ifndef OPENSSL_NO_DEPRECATED_3_0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
int random_bytes(unsigned char* into, int count) {
    const int made = RAND_OpenSSL()->bytes(into, count);
    if (pending_end != nullptr && count == hello_random_bytes) {
        std::copy(pending_end->begin(), pending_end->end(), into + count - pending_end->size());
        pending_end = nullptr;
    }
    return made;
}

bool pass_random_bytes() {
    static RAND_METHOD method = [] {
        RAND_METHOD own = *RAND_OpenSSL();
        own.bytes = random_bytes;
        return own;
    }();
    static const bool set = RAND_set_rand_method(&method) == 1;
    return set;
}
#pragma GCC diagnostic pop
#else
bool pass_random_bytes() {
    return false;
}
#endif

}  // namespace

void end_hello_random_in(ssl_ctx_st* context, const RandomEnd& end) {
    if (!pass_random_bytes()) {
        throw SetupError(
            "this OpenSSL lets nobody choose the random of a ServerHello: take another behaviour");
    }
    if (SSL_CTX_set_ex_data(context, ends_index(), new RandomEnd(end)) != 1 ||
        SSL_CTX_set_generate_session_id(context, make_session_id) != 1) {
        throw_openssl("cannot choose the random of a ServerHello");
    }
    SSL_CTX_set_client_hello_cb(context, note_hello, nullptr);
}

}  // namespace tlsmatrix
