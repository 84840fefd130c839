// What each side of a connection is told about TLS, as values that can be compared. All who have
// settings have these and add what is theirs alone: contexts, a client's policy, a server's
// listeners, the rule's endpoints.
//   ClientTls{.versions = {ProtocolVersion::tls_1_2}} == ClientTls{}   // false
#pragma once

#include <compare>
#include <string>

#include <tlsmatrix/tls/engine.hpp>
#include <tlsmatrix/tls/verify_client.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// ClientTls is a client's side. A context of one makes one handshake: a set with a hole has
// OpenSSL's meaning there, and the exact engine's in a policy, which makes a context of each run.
struct ClientTls {
    // versions is what may be negotiated. The default is what RFC 9325 allows.
    VersionSet versions{ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};
    Engine engine = Engine::exact;
    bool fallback_scsv = false;  // TLS_FALLBACK_SCSV in every hello (RFC 7507)
    // security_level is OpenSSL's, of the handshake alone: certificates are held to it or to
    // lowest_chain_level, whichever is higher. At 0 the set decides about versions and nothing else
    // does: any other refuses 1.0 and 1.1, and SHA-1 at 1.2. A @SECLEVEL in `ciphers` wins.
    int security_level = 0;
    // ciphers is an OpenSSL cipher list, with the names of TLS 1.3's suites among its words. What
    // says nothing of 1.3, or of what is below, leaves the usual ones there, and empty is DEFAULT.
    // Anonymous, NULL, export, PSK and SRP suites are taken out of any list.
    std::string ciphers = {};
    // only_suite is OpenSSL's name of the one suite that is left, at whichever versions it is for;
    // of `ciphers` then only a @SECLEVEL counts. Empty: `ciphers`, and TLS 1.3's usual ones.
    std::string only_suite = {};
    // groups is an OpenSSL list of key exchange groups. Empty: the library's own, whatever an
    // openssl.cnf presets.
    std::string groups = {};
    // post_handshake_auth sends the extension of that name, so that a server of TLS 1.3 may ask for
    // a certificate behind the handshake (RFC 8446 section 4.6.2).
    bool post_handshake_auth = false;

    friend auto operator<=>(const ClientTls&, const ClientTls&) = default;
};

// ServerTls is a server's side; what both have means the same.
struct ServerTls {
    VersionSet versions = VersionSet::all();
    Engine engine = Engine::exact;
    int security_level = 0;
    std::string ciphers = {};
    std::string only_suite = {};
    std::string groups = {};
    // tickets: false makes the server remember sessions by their ids (up to TLS 1.2 RFC 5246
    // section 7.3) in place of handing them out (RFC 5077).
    bool tickets = true;
    // verify_client is whether it asks for a client's certificate (RFC 8446 section 4.3.2).
    VerifyClient verify_client = VerifyClient::none;

    friend auto operator<=>(const ServerTls&, const ServerTls&) = default;
};

}  // namespace tlsmatrix
