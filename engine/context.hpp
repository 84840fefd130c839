// The settings of one endpoint, made into an SSL_CTX whose meaning no openssl.cnf can change.
//   ServerContext context({.versions = {ProtocolVersion::tls_1_1}, .credentials = credentials});
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/credentials.hpp>
#include <tlsmatrix/tls/engine.hpp>
#include <tlsmatrix/tls/verify_client.hpp>
#include <tlsmatrix/tls/version_set.hpp>

struct ssl_ctx_st;

namespace tlsmatrix {

// KeyLog receives one line of the NSS key log format (RFC 9850) for each secret, without newline.
using KeyLog = std::function<void(std::string_view line)>;

// lowest_chain_level is the security level that a chain of certificates is held to, whatever the
// handshake's own: 1, which takes no SHA-1 or MD5 signature and no key below 80 bits (RSA of 1024 has them).
inline constexpr int lowest_chain_level = 1;

// CommonContextSettings is what both ends have.
struct CommonContextSettings {
    // versions must not be empty: SetupError, as for a version that this OpenSSL cannot speak.
    VersionSet versions;
    // ciphers is an OpenSSL cipher list for TLS 1.2 and below. Empty: DEFAULT. Anonymous, NULL,
    // export, PSK and SRP suites are taken out of any list.
    std::string ciphers = {};
    // only_suite is OpenSSL's name of the one suite that is left, at whichever versions it is for;
    // of `ciphers` then only a @SECLEVEL counts. Empty: `ciphers`, and TLS 1.3's usual ones.
    std::string only_suite = {};
    // security_level is OpenSSL's, of the handshake alone: certificates are held to it or to
    // lowest_chain_level, whichever is higher. At 0 the set decides about versions and nothing else
    // does: any other refuses 1.0 and 1.1, and SHA-1 at 1.2. A @SECLEVEL in `ciphers` wins.
    int security_level = 0;
    KeyLog key_log = nullptr;
    // adjust runs last, on the finished SSL_CTX: how a test makes a context that is wrong.
    std::function<void(ssl_ctx_st*)> adjust = nullptr;
};

// Trust is whom an end believes. Empty: nobody, so every certificate is refused.
struct Trust {
    std::vector<CertificatePointer> certificates = {};
    std::string ca_file = {};  // a PEM file
    bool system = false;       // OpenSSL's default locations, SSL_CERT_FILE included
    bool verify = true;        // false switches all checks off; for a client alone
};

// ClientVerification is how a server looks at its clients' certificates: whether it asks for one
// (RFC 8446 section 4.3.2), and who must have signed it.
struct ClientVerification {
    VerifyClient demand = VerifyClient::none;
    Trust trust = {};
};

struct ServerContextSettings : CommonContextSettings {
    Engine engine = Engine::exact;
    Credentials credentials;
    ClientVerification verify_client = {};
    // tickets: false makes the server remember sessions up to TLS 1.2 by their ids (RFC 5246
    // section 7.3) in place of handing them out (RFC 5077).
    bool tickets = true;
};

struct ClientContextSettings : CommonContextSettings {
    Trust trust;
    // credentials are sent to a server that asks for a certificate. Empty: none is.
    Credentials credentials = {};
    // fallback_scsv puts TLS_FALLBACK_SCSV into every hello (RFC 7507).
    bool fallback_scsv = false;
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
    // A set with a hole gives OpenSSL's meaning: its lowest run is what is offered.
    explicit ClientContext(ClientContextSettings settings);
    // with_presets is the context of a client that sets nothing but whom it trusts: the library's
    // defaults and what openssl.cnf presets decide the rest, as in curl or Python.
    [[nodiscard]] static ClientContext with_presets(Trust trust);
    [[nodiscard]] ssl_ctx_st* native() const;
    [[nodiscard]] const ClientContextSettings& settings() const;

  private:
    struct State;
    explicit ClientContext(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace tlsmatrix
