#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/detail/connection_bio.hpp>
#include <tlsmatrix/engine/detail/context_callbacks.hpp>
#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/detail/verify_mode.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

bool is_address(const std::string& name) {
    in6_addr address{};
    return inet_pton(AF_INET, name.c_str(), &address) == 1 ||
           inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

void set_peer_name(SSL* ssl, const std::string& name) {
    if (name.empty()) {
        return;
    }
    const bool done =
        is_address(name)
            ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1
            : SSL_set_tlsext_host_name(ssl, name.c_str()) == 1 &&
                  X509_VERIFY_PARAM_set1_host(SSL_get0_param(ssl), name.c_str(), 0) == 1;
    if (!done) {
        throw_openssl(fmt::format("cannot use '{}' as the server's name", name));
    }
}

// The key exchange group's name, in OpenSSL's spelling; empty for static RSA and before 1.3 where
// OpenSSL kept none.
std::string group_name(SSL* ssl) {
    const long group = SSL_get_negotiated_group(ssl);
    if (group == 0) {
        return {};
    }
    const char* name = SSL_group_to_name(ssl, static_cast<int>(group));
    return name == nullptr ? std::string() : std::string(name);
}

// forget_errors empties this thread's queue of errors. To look whether there are any costs a tenth
// of clearing it, and there hardly ever are.
void forget_errors() {
    if (ERR_peek_error() != 0) {
        ERR_clear_error();
    }
}

}  // namespace

void Connection::SslDelete::operator()(ssl_st* ssl) const {
    SSL_free(ssl);
}

Connection::Connection(ServerContext context, Transport& transport)
    : context_(std::move(context)), transport_(transport), observer_(Sender::server) {
    prepare(std::get<ServerContext>(context_).native());
    SSL_set_accept_state(ssl_.get());
}

Connection::Connection(ClientContext context, Transport& transport, const std::string& server_name)
    : context_(std::move(context)), transport_(transport), observer_(Sender::client) {
    prepare(std::get<ClientContext>(context_).native());
    set_peer_name(ssl_.get(), server_name);
    SSL_set_connect_state(ssl_.get());
}

void Connection::use(ServerContext context) {
    context_ = std::move(context);
    prepare(std::get<ServerContext>(context_).native());
    SSL_set_accept_state(ssl_.get());
}

// SSL_free makes the session of a connection that never said goodbye unfit for resumption, which no
// RFC asks for since TLS 1.1 (RFC 4346 section 7.2.1). One that broke deserves it.
Connection::~Connection() {
    if (handshake_done_ && !broken_) {
        SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
}

void Connection::prepare(ssl_ctx_st* context) {
    forgive_thread();
    ssl_.reset(SSL_new(context));
    if (ssl_ == nullptr) {
        throw_openssl("cannot make an SSL");
    }
    observer_.attach(ssl_.get());
    set_observer(ssl_.get(), &observer_);
    BIO* bio = ConnectionBio::make(*this).release();
    SSL_set_bio(ssl_.get(), bio, bio);
}

Progress Connection::handshake() {
    if (broken_) {
        return finish_alert();
    }
    forget_errors();
    const Progress progress = progress_of(SSL_do_handshake(ssl_.get()));
    if (progress == Progress::done) {
        handshake_done_ = true;
        observer_.stop_bytes();
    }
    return progress == Progress::failed ? finish_alert() : progress;
}

// libssl rejects a record by its header alone. Where that is an alert whose body has not come yet,
// the body is awaited, since it is the peer's refusal; so is the rest of a hello in SSLv2's format,
// which tells what was offered.
Progress Connection::finish_alert() {
    std::array<std::uint8_t, 256> body{};
    while (const std::size_t missing = observer_.bytes_missing()) {
        const auto rest = std::span(body).first(std::min(missing, body.size()));
        const TransportResult result = transport_.read(rest);
        if (result.status == TransportResult::Status::would_block) {
            return Progress::wants_read;
        }
        if (result.status != TransportResult::Status::moved) {
            break;
        }
        observer_.on_bytes(other(observer_.self()), rest.first(result.bytes));
    }
    return Progress::failed;
}

Progress Connection::progress_of(int result) {
    if (result > 0) {
        return Progress::done;
    }
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return Progress::wants_read;
        case SSL_ERROR_WANT_WRITE:
            return Progress::wants_write;
        case SSL_ERROR_ZERO_RETURN:
            return Progress::failed;
        case SSL_ERROR_SSL: {
            const int reason = openssl_reason_number();
            failure_ = take_openssl_reason();
            observer_.on_failure(failure_, reason);
            break;
        }
        default:
            failure_ = system_error_ != 0 ? std::generic_category().message(system_error_)
                                          : "the connection was closed";
            if (system_error_ == ECONNRESET || system_error_ == EPIPE) {
                observer_.on_reset();
            }
            ERR_clear_error();
    }
    broken_ = true;
    return Progress::failed;
}

HandshakeOutcome Connection::outcome() const {
    if (handshake_done_) {
        return negotiated();
    }
    const std::string_view peer = sender_name(other(observer_.self()));
    if (const Alert* alert = observation().decisive_alert()) {
        return Refused{*alert};
    }
    if (flooded()) {
        return Aborted{flood()};
    }
    if (const Alert* alert = observation().farewell(other(observer_.self()))) {
        return Closed{fmt::format("the {} ended the handshake with {}", peer,
                                  alert_name(alert->description))};
    }
    if (end_of_stream_) {
        return Closed{fmt::format("the {} closed the connection without an alert", peer)};
    }
    if (system_error_ != 0) {
        return Aborted{fmt::format("the connection to the {} broke: {}", peer, failure_)};
    }
    return Aborted{fmt::format("the handshake failed: {}", failure_)};
}

Negotiated Connection::negotiated() const {
    SSL* ssl = ssl_.get();
    const auto version = protocol_version_from_code(static_cast<std::uint16_t>(SSL_version(ssl)));
    return Negotiated{version.value_or(ProtocolVersion::tls_1_0), SSL_get_cipher_name(ssl),
                      group_name(ssl), SSL_session_reused(ssl) == 1};
}

IoResult Connection::read(std::span<char> into) {
    forget_errors();
    std::size_t count = 0;
    const Progress progress =
        progress_of(SSL_read_ex(ssl_.get(), into.data(), into.size(), &count));
    if (progress == Progress::done) {
        observer_.data_came();
        return {IoStatus::ok, count};
    }
    if (flooded()) {
        failure_ = flood();
    }
    return io_failure(progress);
}

std::string Connection::flood() const {
    return fmt::format("the {} sent more than {} handshake messages behind one another",
                       sender_name(other(observer_.self())), most_messages);
}

bool Connection::has_pending() const {
    return SSL_has_pending(ssl_.get()) == 1;
}

IoResult Connection::write(std::span<const char> from) {
    forget_errors();
    std::size_t count = 0;
    const Progress progress =
        progress_of(SSL_write_ex(ssl_.get(), from.data(), from.size(), &count));
    return progress == Progress::done ? IoResult{IoStatus::ok, count} : io_failure(progress);
}

IoResult Connection::io_failure(Progress progress) const {
    switch (progress) {
        case Progress::wants_read:
            return {IoStatus::wants_read, 0};
        case Progress::wants_write:
            return {IoStatus::wants_write, 0};
        default:
            break;
    }
    if (peer_said_goodbye()) {
        return {IoStatus::closed, 0};
    }
    return {end_of_stream_ ? IoStatus::truncated : IoStatus::failed, 0};
}

// libssl counts a fatal alert as the peer's end, too.
bool Connection::peer_said_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0 &&
           observation().decisive_alert() == nullptr;
}

Progress Connection::shutdown() {
    if (broken_ || !handshake_done_ || said_goodbye_) {
        return Progress::done;
    }
    forget_errors();
    const int result = SSL_shutdown(ssl_.get());
    if (result < 0) {
        return progress_of(result);
    }
    // 0 says that the peer's has not come; ours may still wait for room.
    said_goodbye_ = !SSL_want_write(ssl_.get());
    return said_goodbye_ ? Progress::done : Progress::wants_write;
}

TlsSession Connection::session() const {
    SSL_SESSION* session = SSL_get1_session(ssl_.get());
    TlsSession owned(session, SSL_SESSION_free);
    const bool useful = session != nullptr && SSL_SESSION_is_resumable(session) == 1;
    return useful ? owned : nullptr;
}

void Connection::offer_session(const TlsSession& session) {
    if (session != nullptr && SSL_set_session(ssl_.get(), session.get()) != 1) {
        ERR_clear_error();  // a session that cannot be offered costs a full handshake, no more
    }
}

bool Connection::request_certificate() {
    const auto& settings = std::get<ServerContext>(context_).settings();
    SSL_set_verify(ssl_.get(), verify_mode(settings.verify_client), nullptr);
    if (SSL_verify_client_post_handshake(ssl_.get()) != 1) {
        ERR_clear_error();
        return false;
    }
    return handshake() == Progress::done;
}

// libssl looks at the certificate, and keeps the result, even where nothing comes of it.
std::string Connection::certificate_error() const {
    if (SSL_get_verify_mode(ssl_.get()) == SSL_VERIFY_NONE) {
        return {};
    }
    const long result = SSL_get_verify_result(ssl_.get());
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

account::CertificateFault Connection::certificate_fault() const {
    using enum account::CertificateFault;
    if (SSL_get_verify_mode(ssl_.get()) == SSL_VERIFY_NONE) {
        return none;
    }
    switch (SSL_get_verify_result(ssl_.get())) {
        case X509_V_OK:
            return none;
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return expired;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return wrong_name;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_UNTRUSTED:
            return untrusted;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return self_signed;
        default:
            return other;
    }
}

std::string Connection::negotiated_alpn() const {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
}

}  // namespace tlsmatrix
