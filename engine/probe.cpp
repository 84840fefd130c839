#include <array>
#include <cerrno>
#include <system_error>

#include <sys/socket.h>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/detail/algorithms.hpp>
#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>
#include <tlsmatrix/engine/probe.hpp>

namespace tlsmatrix {
namespace {

// Whatever list a server has, but for those that no server of ours takes.
constexpr const char* any_suite = "ALL:COMPLEMENTOFALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0";

std::string every_suite_of_1_3() {
    std::string list;
    for (const CipherSuite* suite : library_suites()) {
        if (suite->era == CipherSuite::Era::only_1_3) {
            list += (list.empty() ? "" : ":") + std::string(suite->openssl);
        }
    }
    return list;
}

// Null where OpenSSL cannot offer the version.
SslContextPointer make_context(ProtocolVersion version) {
    const int code = static_cast<int>(version);
    SslContextPointer context = new_context(TLS_method());
    const bool made = context != nullptr &&
                      SSL_CTX_set_min_proto_version(context.get(), code) == 1 &&
                      SSL_CTX_set_max_proto_version(context.get(), code) == 1 &&
                      SSL_CTX_set_cipher_list(context.get(), any_suite) == 1;
    if (!made) {
        ERR_clear_error();
        return nullptr;
    }
    // An openssl.cnf may have switched the version off, and presets suites and groups.
    SSL_CTX_clear_options(context.get(), SSL_OP_NO_SSL_MASK);
    SSL_CTX_set_ciphersuites(context.get(), every_suite_of_1_3().c_str());
    set_groups(context.get(), {});
    return context;
}

// Made once: in suites with a server for each test these contexts would cost more than all else.
SSL_CTX* context_for(ProtocolVersion version) {
    static const std::array contexts{
        make_context(ProtocolVersion::tls_1_0), make_context(ProtocolVersion::tls_1_1),
        make_context(ProtocolVersion::tls_1_2), make_context(ProtocolVersion::tls_1_3)};
    const auto at =
        static_cast<std::size_t>(version) - static_cast<std::size_t>(ProtocolVersion::tls_1_0);
    if (contexts.at(at) == nullptr) {
        throw SetupError(fmt::format("this OpenSSL cannot offer {}", wire_name(version)));
    }
    return contexts.at(at).get();
}

// A server that asks for a certificate has chosen its version by then: whatever it thinks of a
// client without one, it spoke.
int note_request(SSL*, void* asked) {
    *static_cast<bool*>(asked) = true;
    return 1;
}

std::string reason_of_failure() {
    const int error = errno;
    if (ERR_peek_error() != 0) {
        return take_openssl_reason();
    }
    return error == EAGAIN ? "no answer in time" : std::generic_category().message(error);
}

}  // namespace

std::optional<bool> finds_closed(int socket, ProtocolVersion version,
                                 const std::string& server_name) {
    const SslPointer ssl(SSL_new(context_for(version)));
    if (ssl == nullptr || SSL_set_fd(ssl.get(), socket) != 1 ||
        (!server_name.empty() && SSL_set_tlsext_host_name(ssl.get(), server_name.c_str()) != 1)) {
        throw_openssl("cannot make an SSL");
    }
    ERR_clear_error();
    if (SSL_connect(ssl.get()) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    SSL_shutdown(ssl.get());
    ::shutdown(socket, SHUT_WR);
    // Tickets may come first, and data from who speaks first; a close_notify sets the flag.
    std::array<char, 4096> dropped;
    int count = 1;
    while (count > 0) {
        errno = 0;
        count = SSL_read(ssl.get(), dropped.data(), static_cast<int>(dropped.size()));
    }
    const int error = errno;
    ERR_clear_error();
    const bool said = (SSL_get_shutdown(ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    return said || (error != EAGAIN && error != EWOULDBLOCK);
}

ProbeAnswer probe(int socket, ProtocolVersion version, const std::string& groups) {
    const SslPointer ssl(SSL_new(context_for(version)));
    if (ssl == nullptr || SSL_set_fd(ssl.get(), socket) != 1) {
        throw_openssl("cannot make an SSL");
    }
    if (!groups.empty() && SSL_set1_groups_list(ssl.get(), groups.c_str()) != 1) {
        throw_openssl("cannot offer the listener's groups");
    }
    ERR_clear_error();
    errno = 0;
    bool asked = false;
    SSL_set_cert_cb(ssl.get(), note_request, &asked);
    if (SSL_connect(ssl.get()) != 1 && !asked) {
        return {std::nullopt, reason_of_failure()};
    }
    ERR_clear_error();
    const auto spoke =
        protocol_version_from_code(static_cast<std::uint16_t>(SSL_version(ssl.get())));
    SSL_shutdown(ssl.get());
    return {spoke, {}};
}

}  // namespace tlsmatrix
