// The settings of one endpoint, made into an SSL_CTX whose meaning no openssl.cnf can change.
//   ServerContext context({{.versions = {ProtocolVersion::tls_1_1}}, credentials});
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/engine/remedy.hpp>
#include <tlsmatrix/tls/credentials.hpp>
#include <tlsmatrix/tls/tls_settings.hpp>

struct ssl_ctx_st;

namespace tlsmatrix {

// KeyLog receives one line of the NSS key log format (RFC 9850) for each secret, without newline.
using KeyLog = std::function<void(std::string_view line)>;

// lowest_chain_level is the security level that a chain of certificates is held to, whatever the
// handshake's own: 1, which takes no SHA-1 or MD5 signature and no key below 80 bits (RSA of 1024
// has them).
inline constexpr int lowest_chain_level = 1;

// Trust is whom an end believes. Empty: nobody, so every certificate is refused.
struct Trust {
    std::vector<CertificatePointer> certificates = {};
    std::string ca_file = {};  // a PEM file
    bool system = false;       // SSL_CERT_FILE, OpenSSL's own places, or the distribution's file
    bool verify = true;        // false switches all checks off; for a client alone
};

// ServerContextSettings is a server, or one of its listeners. Its versions must not be empty:
// SetupError, as for one that this OpenSSL cannot speak; so it is with a client's.
struct ServerContextSettings : ServerTls {
    Credentials credentials = {};
    Trust client_trust = {};  // who must have signed a client's certificate
    KeyLog key_log = nullptr;
    // adjust runs last, on the finished SSL_CTX: how a test makes a context that is wrong.
    std::function<void(ssl_ctx_st*)> adjust = nullptr;
    // post_handshake keeps the handshake free of what verify_client asks for:
    // Connection::request_certificate does.
    bool post_handshake = false;
};

struct ClientContextSettings : ClientTls {
    Trust trust = {};
    Credentials credentials = {};  // for a server that asks for a certificate; empty: none is sent
    KeyLog key_log = nullptr;
    std::function<void(ssl_ctx_st*)> adjust = nullptr;
};

// ServerContext and ClientContext share an immutable SSL_CTX; copies are cheap, and threads may use
// one at the same time. Constructing one is the expensive part, so they are made once and kept.
class ServerContext {
  public:
    explicit ServerContext(ServerContextSettings settings);
    [[nodiscard]] ssl_ctx_st* native() const;
    [[nodiscard]] const ServerContextSettings& settings() const;

  private:
    struct State;
    std::shared_ptr<const State> state_;
};

class ClientContext {
  public:
    explicit ClientContext(ClientContextSettings settings);
    // with_presets is the context of a client that sets nothing but whom it trusts: the library's
    // defaults and what openssl.cnf presets decide the rest, as in curl or Python. Remedies undo
    // some of that.
    [[nodiscard]] static ClientContext with_presets(Trust trust,
                                                    const std::vector<Remedy>& remedies = {});
    [[nodiscard]] ssl_ctx_st* native() const;
    [[nodiscard]] const ClientContextSettings& settings() const;

  private:
    struct State;
    explicit ClientContext(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace tlsmatrix
