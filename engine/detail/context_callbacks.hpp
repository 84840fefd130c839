// The hooks that libssl calls while a handshake is under way. For tls/*.cpp alone.
#pragma once

#include <string_view>

#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/engine/observer.hpp>

namespace tlsmatrix {

// The settings must outlive the SSL_CTX: the callbacks keep pointers to them.
void install_server_callbacks(ssl_ctx_st* context, const ServerContextSettings& settings);
void install_client_callbacks(ssl_ctx_st* context, const ClientContextSettings& settings);

// session_context is what a server's sessions are known by (SSL_CTX_set_session_id_context); those
// of a set host name have the set behind it.
inline constexpr std::string_view session_context = "tlsmatrix";

// observer_of is the Observer that a Connection stored with set_observer.
void set_observer(ssl_st* ssl, Observer* observer);
[[nodiscard]] Observer* observer_of(const ssl_st* ssl);

// hides_sentinel tells whether the exact server forgets 1.2 and 1.3 for this one connection, so
// that its random does not warn a client that never offered more than 1.1.
//
// OpenSSL's server picks the right version for any set by itself; only the downgrade sentinel makes
// a client refuse what both ends hold. RFC 8446 section 4.1.3 asks for the sentinel from every
// server that knows 1.2 or 1.3: leaving it out is a deviation, made for these hellos alone. A hello
// with supported_versions or with TLS_FALLBACK_SCSV gets the RFC's treatment.
[[nodiscard]] bool hides_sentinel(VersionSet enabled, const ClientHello& hello);

}  // namespace tlsmatrix
