// The physical limit: libssl at both ends over memory, with nothing of ours in between.
//   const BareContexts contexts(VersionSet::all(), version, credentials);
//   const BareMeeting met = meet_bare(contexts.client(), contexts.server(), nullptr);
#pragma once

#include <chrono>
#include <ctime>
#include <memory>

#include <openssl/ssl.h>

#include <tlsmatrix/engine/connection.hpp>
#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::bench {

using Nanoseconds = std::chrono::nanoseconds;

// thread_time is the processor time of this thread: what else the machine does is not in it.
inline Nanoseconds thread_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

// without_callbacks takes the hello callback off, which is ours and no part of the limit.
inline void without_callbacks(ssl_ctx_st* context) {
    SSL_CTX_set_client_hello_cb(context, nullptr, nullptr);
}

// BareContexts are a server's and a client's, with our versions, levels and ciphers.
class BareContexts {
  public:
    // The client trusts `root`, or where that is null the server's own certificate.
    BareContexts(VersionSet client, VersionSet server, const Credentials& credentials,
                 const CertificatePointer& root = nullptr)
        : server_(server_settings(server, credentials)),
          client_(client_settings(client, root ? root : credentials.chain.front())) {}

    [[nodiscard]] SSL_CTX* server() const { return server_.native(); }
    [[nodiscard]] SSL_CTX* client() const { return client_.native(); }

  private:
    static ServerContextSettings server_settings(VersionSet versions, const Credentials& theirs) {
        ServerContextSettings settings;
        settings.versions = versions;
        settings.adjust = without_callbacks;
        settings.credentials = theirs;
        return settings;
    }
    static ClientContextSettings client_settings(VersionSet versions,
                                                 const CertificatePointer& trusted) {
        ClientContextSettings settings;
        settings.versions = versions;
        settings.trust.certificates = {trusted};
        return settings;
    }

    ServerContext server_;
    ClientContext client_;
};

// BareMeeting is one handshake: what it cost each end, and what the client could resume.
struct BareMeeting {
    Nanoseconds client{0};
    Nanoseconds server{0};
    bool negotiated = false;
    bool resumed = false;
    TlsSession session = nullptr;
};

// BareEnd is an SSL on one end of a pair of BIOs, and the time that its calls took.
class BareEnd {
  public:
    BareEnd(SSL_CTX* context, BIO* wire, bool accepts) {
        timed([&] {
            ssl_.reset(SSL_new(context));
            SSL_set_bio(ssl_.get(), wire, wire);
            accepts ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
        });
    }

    // step goes as far as the bytes that have come allow; true where the handshake may go on.
    bool step() {
        int result = 0;
        timed([&] { result = SSL_do_handshake(ssl_.get()); });
        done_ = result == 1;
        return !done_ && SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
    }
    // read_tickets takes what TLS 1.3 sends behind the handshake.
    void read_tickets() {
        char none = 0;
        timed([&] { (void)SSL_read(ssl_.get(), &none, 1); });
    }
    void say_goodbye() {
        timed([&] {
            SSL_shutdown(ssl_.get());
            ssl_.reset();
        });
    }
    [[nodiscard]] SSL* native() const { return ssl_.get(); }
    [[nodiscard]] bool done() const { return done_; }
    [[nodiscard]] Nanoseconds spent() const { return spent_; }

  private:
    template <class Work>
    void timed(Work work) {
        const Nanoseconds before = thread_time();
        work();
        spent_ += thread_time() - before;
    }

    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };
    std::unique_ptr<SSL, Free> ssl_;
    Nanoseconds spent_{0};
    bool done_ = false;
};

// meet_bare drives one handshake from both ends until neither gets any further.
inline BareMeeting meet_bare(SSL_CTX* client_context, SSL_CTX* server_context,
                             const TlsSession& resume) {
    BIO* client_wire = nullptr;
    BIO* server_wire = nullptr;
    BIO_new_bio_pair(&client_wire, 0, &server_wire, 0);
    BareEnd client(client_context, client_wire, false);
    BareEnd server(server_context, server_wire, true);
    if (resume) {
        SSL_set_session(client.native(), resume.get());
    }
    constexpr int most_rounds = 10;  // no handshake takes more than four
    bool client_goes = true;
    bool server_goes = true;
    for (int round = 0; round < most_rounds && (client_goes || server_goes); ++round) {
        client_goes = client_goes && client.step();
        server_goes = server_goes && server.step();
    }
    BareMeeting met;
    met.negotiated = client.done() && server.done();
    if (met.negotiated) {
        client.read_tickets();
        met.resumed = SSL_session_reused(server.native()) == 1;
        met.session = TlsSession(SSL_get1_session(client.native()), SSL_SESSION_free);
        client.say_goodbye();
        server.say_goodbye();
    }
    met.client = client.spent();
    met.server = server.spent();
    return met;
}

}  // namespace tlsmatrix::bench
