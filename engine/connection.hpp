// One end of one TLS connection, without a socket loop: every call does what can be done now.
//   Connection server(context, transport);
//   while ((progress = server.handshake()) != Progress::done) wait_for(progress);
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/engine/observer.hpp>
#include <tlsmatrix/engine/transport.hpp>
#include <tlsmatrix/tls/account/facts.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>

struct ssl_st;
struct ssl_session_st;

namespace tlsmatrix {

// Progress is what a call needs next.
enum class Progress { done, wants_read, wants_write, failed };

// IoStatus is how reading or writing application data went.
enum class IoStatus {
    ok,
    wants_read,
    wants_write,
    closed,     // the peer sent close_notify
    truncated,  // the peer closed without it (RFC 9112 section 9.8)
    failed,     // reset, or bytes that are not TLS: failure() says which
    timed_out,  // from Stream alone
};

// is_waiting tells whether there is more to do once the socket is ready.
[[nodiscard]] constexpr bool is_waiting(IoStatus status) {
    return status == IoStatus::wants_read || status == IoStatus::wants_write;
}
[[nodiscard]] constexpr bool is_waiting(Progress progress) {
    return progress == Progress::wants_read || progress == Progress::wants_write;
}

// TlsSession owns an SSL_SESSION; copies share it.
using TlsSession = std::shared_ptr<ssl_session_st>;

struct IoResult {
    IoStatus status = IoStatus::ok;
    std::size_t bytes = 0;
};

// Connection owns an SSL and the observer of its wire. It cannot be moved, since libssl keeps
// pointers into it; the transport must outlive it. One thread at a time.
class Connection {
  public:
    // The context is shared, so a caller may drop its own copy.
    Connection(ServerContext context, Transport& transport);
    // server_name is sent as SNI and checked against the certificate, unless it is an address,
    // which is checked alone (RFC 6066 section 3). Empty: neither.
    Connection(ClientContext context, Transport& transport, const std::string& server_name);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // use begins anew with another context; for a server before its handshake.
    void use(ServerContext context);
    // is_server tells whether this end waits for the other's hello.
    [[nodiscard]] bool is_server() const { return observer_.self() == Sender::server; }
    [[nodiscard]] Progress handshake();
    // outcome tells how the handshake ended; it has a meaning once handshake() gave done or failed.
    [[nodiscard]] HandshakeOutcome outcome() const;

    [[nodiscard]] IoResult read(std::span<char> into);
    // has_pending tells whether bytes have come that read has not given out yet.
    [[nodiscard]] bool has_pending() const;
    [[nodiscard]] IoResult write(std::span<const char> from);
    // shutdown sends close_notify and does not wait for the peer's. Progress::done also where the
    // connection is past sending anything.
    [[nodiscard]] Progress shutdown();
    // peer_said_goodbye tells that the peer's close_notify was read; nothing of use is behind it.
    [[nodiscard]] bool peer_said_goodbye() const;

    // flooded tells that the peer sent handshake messages on end where none is of use, and that the
    // connection was given up for it: handshake or read fails.
    [[nodiscard]] bool flooded() const { return observer_.messages_in_row() > most_messages; }
    // failure says what went wrong last, in OpenSSL's or the system's words; empty if nothing did.
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] const Observation& observation() const { return observer_.observation(); }
    // take_observation hands the record over; what crosses the wire later starts a new one.
    [[nodiscard]] Observation take_observation() { return observer_.take_observation(); }
    // certificate_error is what a client found wrong with the server's certificate, in OpenSSL's
    // words; empty where nothing was, where it does not verify, and at a server.
    [[nodiscard]] std::string certificate_error() const;
    // certificate_fault is the same by kind.
    [[nodiscard]] account::CertificateFault certificate_fault() const;
    // versions_in_force is this end's set, narrowed at a server by the name of a set that the
    // client asked for (tls/set_host_name.hpp); it is not before the hello has come.
    [[nodiscard]] VersionSet versions_in_force() const;
    // own_end is what this end was set up to do, as an account of a failure wants it.
    [[nodiscard]] account::OwnEnd own_end() const;
    // negotiated_alpn is empty where no protocol was agreed on.
    [[nodiscard]] std::string negotiated_alpn() const;
    // session is what a later connection can resume; null where nothing can be. A client has it
    // once data has been read, since TLS 1.3 sends its tickets behind the handshake.
    [[nodiscard]] TlsSession session() const;
    // request_certificate asks a client for its certificate once the handshake is over, as a
    // context with post_handshake wants it; the client's answer is judged by a later read. False:
    // nothing was sent, since the version is below 1.3 or the client's hello did not allow it (RFC
    // 8446 section 4.6.2). A server's alone.
    [[nodiscard]] bool request_certificate();
    // tap has a Tap shown what this end sends from now on.
    void tap(Tap tap) { observer_.tap(std::move(tap)); }
    // offer_session proposes to resume one, before the handshake. Null: does nothing.
    void offer_session(const TlsSession& session);
    [[nodiscard]] ssl_st* native() const { return ssl_.get(); }

    // most_messages is how many messages a handshake may have from the peer, and how many may come
    // behind one another once it is over. A handshake has ten at most, a server's tickets are a
    // few; who renews keys does so for the sake of data.
    static constexpr unsigned most_messages = 32;

  private:
    friend struct ConnectionBio;
    struct SslDelete {
        void operator()(ssl_st* ssl) const;
    };

    void prepare(ssl_ctx_st* context);
    [[nodiscard]] Progress progress_of(int result);
    [[nodiscard]] Progress finish_alert();
    [[nodiscard]] IoResult io_failure(Progress progress) const;
    [[nodiscard]] Negotiated negotiated() const;
    [[nodiscard]] std::string flood() const;

    std::variant<ServerContext, ClientContext> context_;
    Transport& transport_;
    Observer observer_;
    std::unique_ptr<ssl_st, SslDelete> ssl_;
    std::string failure_;
    bool handshake_done_ = false;
    bool said_goodbye_ = false;  // close_notify is with the transport
    bool end_of_stream_ = false;
    bool broken_ = false;  // a fatal error: libssl forbids even SSL_shutdown
    int system_error_ = 0;
};

}  // namespace tlsmatrix
