#include <string>
#include <string_view>

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <tlsmatrix/engine/detail/context_callbacks.hpp>
#include <tlsmatrix/engine/detail/disable_bits.hpp>
#include <tlsmatrix/engine/take_h2.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix {
namespace {

int observer_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int key_log_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// narrow switches off, for this connection, what the name does not stand for. Sessions are held to
// the name by their context, be they in a ticket or remembered: libssl looks at no other thing that
// tells one name's from another's.
bool narrow(SSL* ssl, VersionSet own, VersionSet named) {
    for (const DisableBit& bit : disable_bits) {
        if (!(own & named).contains(bit.version)) {
            SSL_set_options(ssl, bit.option);
        }
    }
    const std::string context = fmt::format("{} {}", session_context, named.bits());
    return SSL_set_session_id_context(ssl, reinterpret_cast<const unsigned char*>(context.data()),
                                      static_cast<unsigned>(context.size())) == 1;
}

// Runs before the version is chosen, and once more after a HelloRetryRequest: it must be
// idempotent, and is, since the observer keeps the first hello.
int client_hello_callback(SSL* ssl, int* alert, void* argument) {
    const auto& settings = *static_cast<const ServerContextSettings*>(argument);
    Observer* observer = observer_of(ssl);
    if (observer == nullptr || !observer->observation().client_hello) {
        return SSL_CLIENT_HELLO_SUCCESS;
    }
    const ClientHello& hello = *observer->observation().client_hello;
    VersionSet in_force = settings.versions;
    if (const auto named = set_of_host_name(hello.server_name.value_or(""))) {
        if (!narrow(ssl, settings.versions, *named)) {
            *alert = SSL_AD_INTERNAL_ERROR;
            return SSL_CLIENT_HELLO_ERROR;
        }
        in_force = in_force & *named;
        observer->narrow_to(in_force);
    }
    if (settings.engine == Engine::exact && hides_sentinel(in_force, hello)) {
        SSL_set_options(ssl, SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
    }
    return SSL_CLIENT_HELLO_SUCCESS;
}

void key_log_callback(const SSL* ssl, const char* line) {
    const void* key_log = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), key_log_index());
    (*static_cast<const KeyLog*>(key_log))(line);
}

void install_key_log(SSL_CTX* context, const KeyLog& key_log) {
    if (key_log) {
        SSL_CTX_set_ex_data(context, key_log_index(), const_cast<KeyLog*>(&key_log));
        SSL_CTX_set_keylog_callback(context, key_log_callback);
    }
}

// RFC 7301 section 3.2: where nothing offered is spoken here the server says so by an alert.
// `curl --http1.0` offers http/1.0 and nothing else. The argument is a string_view of protocols.
int alpn_callback(SSL*, const unsigned char** out, unsigned char* out_length,
                  const unsigned char* offered, unsigned offered_length, void* argument) {
    const auto& spoken = *static_cast<const std::string_view*>(argument);
    const auto* protocols = reinterpret_cast<const unsigned char*>(spoken.data());
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected, out_length, protocols,
                              static_cast<unsigned>(spoken.size()), offered,
                              offered_length) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

// In the order of our own preference, each behind its length.
constexpr std::string_view http_1{"\x08http/1.1\x08http/1.0"};
constexpr std::string_view http_1_and_2{"\x08http/1.1\x08http/1.0\x02h2"};

void set_alpn(SSL_CTX* context, const std::string_view& protocols) {
    SSL_CTX_set_alpn_select_cb(context, alpn_callback, const_cast<std::string_view*>(&protocols));
}

}  // namespace

void set_observer(ssl_st* ssl, Observer* observer) {
    SSL_set_ex_data(ssl, observer_index(), observer);
}

Observer* observer_of(const ssl_st* ssl) {
    return static_cast<Observer*>(SSL_get_ex_data(ssl, observer_index()));
}

bool hides_sentinel(VersionSet enabled, const ClientHello& hello) {
    const auto offered = hello.highest_offered();
    if (hello.supported_versions || hello.has_fallback_scsv() || !offered ||
        *offered > ProtocolVersion::tls_1_1) {
        return false;
    }
    const auto chosen = enabled.up_to(*offered).highest();
    return chosen && *chosen < *offered;
}

void install_server_callbacks(ssl_ctx_st* context, const ServerContextSettings& settings) {
    SSL_CTX_set_client_hello_cb(context, client_hello_callback,
                                const_cast<ServerContextSettings*>(&settings));
    set_alpn(context, http_1);
    install_key_log(context, settings.key_log);
}

void take_h2(ssl_ctx_st* context) {
    set_alpn(context, http_1_and_2);
}

void install_client_callbacks(ssl_ctx_st* context, const ClientContextSettings& settings) {
    install_key_log(context, settings.key_log);
}

}  // namespace tlsmatrix
