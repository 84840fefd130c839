// Error texts that stand for themselves: Go, GnuTLS, NSS, rustls, .NET and SChannel, BoringSSL and
// browsers, curl.
#include <array>

#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {
namespace {

// clang-format off
constexpr std::array other_table{
    // Go: crypto/tls and crypto/x509 of 1.19, net/http; alerts that came stand behind `remote error: `.
    ErrorText{"remote error: tls: protocol version not supported", "Go", "alert.go, alertProtocolVersion", "alert_protocol_version"},
    ErrorText{"remote error: tls: handshake failure", "Go", "alert.go, alertHandshakeFailure", "alert_handshake_failure"},
    ErrorText{"remote error: tls: internal error", "Go", "alert.go, alertInternalError", "alert_internal_error"},
    ErrorText{"remote error: tls: inappropriate fallback", "Go", "alert.go, alertInappropriateFallback", "alert_inappropriate_fallback"},
    ErrorText{"remote error: tls: illegal parameter", "Go", "alert.go, alertIllegalParameter", "alert_illegal_parameter"},
    ErrorText{"remote error: tls: unknown certificate authority", "Go", "alert.go, alertUnknownCA", "alert_unknown_ca"},
    ErrorText{"remote error: tls: bad certificate", "Go", "alert.go, alertBadCertificate", "alert_certificate"},
    ErrorText{"remote error: tls: unknown certificate", "Go", "alert.go, alertCertificateUnknown", "alert_certificate"},
    ErrorText{"remote error: tls: expired certificate", "Go", "alert.go, alertCertificateExpired", "alert_certificate_expired"},
    ErrorText{"remote error: tls: certificate required", "Go", "alert.go, alertCertificateRequired", "alert_certificate_required"},
    ErrorText{"remote error: tls: unrecognized name", "Go", "alert.go, alertUnrecognizedName", "alert_unrecognized_name"},
    ErrorText{"remote error: tls: no application protocol", "Go", "alert.go, alertNoApplicationProtocol", "alert_no_application_protocol"},
    ErrorText{"remote error: tls: insufficient security level", "Go", "alert.go, alertInsufficientSecurity", "alert_insufficient_security"},
    ErrorText{"tls: server selected unsupported protocol version {x}", "Go", "handshake_client.go, pickTLSVersion", "refused_servers_choice"},
    ErrorText{"tls: client offered only unsupported versions: [{l}]", "Go", "handshake_server.go, readClientHello", "server_refused_offer"},
    ErrorText{"tls: no supported versions satisfy MinVersion and MaxVersion", "Go", "handshake_client.go, makeClientHello", "no_version_here"},
    ErrorText{"tls: downgrade attempt detected, possibly due to a MitM attack or a broken middlebox", "Go", "handshake_client.go", "saw_sentinel"},
    ErrorText{"tls: client using inappropriate protocol fallback", "Go", "handshake_server.go", "saw_scsv"},
    ErrorText{"tls: no cipher suite supported by both client and server", "Go", "handshake_server.go", "no_common_suite"},
    ErrorText{"tls: first record does not look like a TLS handshake", "Go", "conn.go, readRecordOrCCS", "not_tls"},
    ErrorText{"tls: client didn't provide a certificate", "Go", "handshake_server.go", "no_client_certificate"},
    ErrorText{"http: server gave HTTP response to HTTPS client", "Go", "net/http transport.go", "plain_http_answer"},
    ErrorText{"client sent an HTTP request to an HTTPS server", "Go", "net/http server.go", "plain_http_request"},
    ErrorText{"x509: certificate signed by unknown authority", "Go", "crypto/x509 verify.go", "unknown_ca_here"},
    ErrorText{"x509: certificate has expired or is not yet valid", "Go", "crypto/x509 verify.go", "certificate_expired_here"},
    ErrorText{"x509: certificate is valid for {l}, not {w}", "Go", "crypto/x509 verify.go", "wrong_name_here"},
    ErrorText{"net/http: TLS handshake timeout", "Go", "net/http transport.go", "timed_out"},
    // GnuTLS 3.7: gnutls_strerror and gnutls_alert_get_name.
    ErrorText{"Error in protocol version", "GnuTLS", "alert.c, GNUTLS_A_PROTOCOL_VERSION", "alert_protocol_version"},
    ErrorText{"A packet with illegal or unsupported version was received.", "GnuTLS", "errors.c, GNUTLS_E_UNSUPPORTED_VERSION_PACKET", "unsupported_version_either"},
    ErrorText{"No or insufficient priorities were set.", "GnuTLS", "errors.c, GNUTLS_E_NO_PRIORITIES_WERE_SET", "no_version_here"},
    ErrorText{"No supported cipher suites have been found.", "GnuTLS", "errors.c, GNUTLS_E_NO_CIPHER_SUITES", "no_common_suite"},
    ErrorText{"A connection with inappropriate fallback was attempted.", "GnuTLS", "errors.c, GNUTLS_E_INAPPROPRIATE_FALLBACK", "saw_scsv"},
    ErrorText{"The TLS connection was non-properly terminated.", "GnuTLS", "errors.c, GNUTLS_E_PREMATURE_TERMINATION", "closed_without_alert"},
    ErrorText{"An unexpected TLS packet was received.", "GnuTLS", "errors.c, GNUTLS_E_UNEXPECTED_PACKET", "unexpected_packet"},
    ErrorText{"A TLS fatal alert has been received.", "GnuTLS", "errors.c, GNUTLS_E_FATAL_ALERT_RECEIVED", "some_alert"},
    ErrorText{"No certificate was found.", "GnuTLS", "errors.c, GNUTLS_E_NO_CERTIFICATE_FOUND", "no_client_certificate"},
    ErrorText{"Error in the certificate verification.", "GnuTLS", "errors.c, GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR", "certificate_not_accepted"},
    // NSS and Firefox: SSLerrs.h.
    ErrorText{"SSL_ERROR_UNSUPPORTED_VERSION", "NSS", "SSLerrs.h", "unsupported_version_either"},
    ErrorText{"SSL_ERROR_PROTOCOL_VERSION_ALERT", "NSS", "SSLerrs.h", "alert_protocol_version"},
    ErrorText{"SSL_ERROR_HANDSHAKE_FAILURE_ALERT", "NSS", "SSLerrs.h", "alert_handshake_failure"},
    ErrorText{"SSL_ERROR_INTERNAL_ERROR_ALERT", "NSS", "SSLerrs.h", "alert_internal_error"},
    ErrorText{"SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT", "NSS", "SSLerrs.h", "alert_inappropriate_fallback"},
    ErrorText{"SSL_ERROR_NO_CYPHER_OVERLAP", "NSS", "SSLerrs.h", "nss_no_overlap"},
    ErrorText{"SSL_ERROR_RX_RECORD_TOO_LONG", "NSS", "SSLerrs.h", "not_tls"},
    ErrorText{"PR_END_OF_FILE_ERROR", "NSS", "prerr.h", "closed_without_alert"},
    ErrorText{"PR_CONNECT_RESET_ERROR", "NSS", "prerr.h", "reset"},
    ErrorText{"SEC_ERROR_UNKNOWN_ISSUER", "NSS", "SECerrs.h", "unknown_ca_here"},
    ErrorText{"SEC_ERROR_EXPIRED_CERTIFICATE", "NSS", "SECerrs.h", "certificate_expired_here"},
    ErrorText{"SSL_ERROR_BAD_CERT_DOMAIN", "NSS", "SSLerrs.h", "wrong_name_here"},
    // rustls: error/mod.rs.
    ErrorText{"received fatal alert: ProtocolVersion", "rustls", "error/mod.rs, AlertReceived", "alert_protocol_version"},
    ErrorText{"received fatal alert: HandshakeFailure", "rustls", "error/mod.rs, AlertReceived", "alert_handshake_failure"},
    ErrorText{"received fatal alert: UnknownCA", "rustls", "error/mod.rs, AlertReceived", "alert_unknown_ca"},
    ErrorText{"received fatal alert: CertificateRequired", "rustls", "error/mod.rs, AlertReceived", "alert_certificate_required"},
    ErrorText{"peer is incompatible: ServerDoesNotSupportTls12Or13", "rustls", "error/mod.rs, PeerIncompatible", "refused_servers_choice"},
    ErrorText{"peer is incompatible: Tls12NotOfferedOrEnabled", "rustls", "error/mod.rs, PeerIncompatible", "server_refused_offer"},
    ErrorText{"received corrupt message of type InvalidContentType", "rustls", "error/mod.rs, InvalidMessage", "not_tls"},
    ErrorText{"invalid peer certificate: UnknownIssuer", "rustls", "error/mod.rs, InvalidCertificate", "unknown_ca_here"},
    // .NET and SChannel: winerror.h and System.Net.Security's resources.
    ErrorText{"SEC_E_ALGORITHM_MISMATCH", "SChannel", "winerror.h, 0x80090331", "schannel_mismatch"},
    ErrorText{"0x80090331", "SChannel", "winerror.h, SEC_E_ALGORITHM_MISMATCH", "schannel_mismatch"},
    ErrorText{"The client and server cannot communicate, because they do not possess a common algorithm", ".NET", "SEC_E_ALGORITHM_MISMATCH", "schannel_mismatch"},
    ErrorText{"SEC_E_UNSUPPORTED_FUNCTION", "SChannel", "winerror.h, 0x80090302", "schannel_unsupported"},
    ErrorText{"SEC_E_ILLEGAL_MESSAGE", "SChannel", "winerror.h, 0x80090326", "schannel_illegal"},
    ErrorText{"The message received was unexpected or badly formatted", ".NET", "SEC_E_ILLEGAL_MESSAGE", "schannel_illegal"},
    ErrorText{"SEC_E_UNTRUSTED_ROOT", "SChannel", "winerror.h, 0x80090325", "unknown_ca_here"},
    ErrorText{"The request was aborted: Could not create SSL/TLS secure channel.", ".NET Framework", "WebException, SecureChannelFailure", "dotnet_no_channel"},
    ErrorText{"Authentication failed because the remote party has closed the transport stream.", ".NET", "net_auth_eof", "closed_without_alert"},
    ErrorText{"Received an unexpected EOF or 0 bytes from the transport stream.", ".NET", "net_io_eof", "closed_without_alert"},
    ErrorText{"The remote certificate is invalid according to the validation procedure", ".NET", "net_ssl_io_cert_validation", "certificate_not_accepted"},
    ErrorText{"The TLS protocol defined fatal error code is {d}", "SChannel", "event log, event 36887", "alert_by_number"},
    ErrorText{"The TLS protocol defined fatal alert code is {d}", "SChannel", "event log, event 36887", "alert_by_number"},
    // Chromium: net_error_list.h.
    ErrorText{"ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "Chromium", "net_error_list.h", "chromium_mismatch"},
    ErrorText{"ERR_SSL_OBSOLETE_VERSION", "Chromium", "net_error_list.h", "obsolete_version"},
    ErrorText{"ERR_CERT_AUTHORITY_INVALID", "Chromium", "net_error_list.h", "unknown_ca_here"},
    ErrorText{"ERR_CERT_COMMON_NAME_INVALID", "Chromium", "net_error_list.h", "wrong_name_here"},
    // curl's and OpenSSL's own words around.
    ErrorText{"SSL alert number {d}", "OpenSSL", "SSL_R_ and ERR_add_error_data", "alert_by_number"},
    ErrorText{"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to {w}", "curl", "vtls/openssl.c", "closed_without_alert"},
    ErrorText{"OpenSSL SSL_connect: Connection reset by peer in connection to {w}", "curl", "vtls/openssl.c", "reset"},
    ErrorText{"SSL certificate problem: self-signed certificate in certificate chain", "curl", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, 3.0", "unknown_ca_here"},
    ErrorText{"SSL certificate problem: self-signed certificate", "curl", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 3.0", "self_signed_here"},
    ErrorText{"SSL certificate problem: self signed certificate in certificate chain", "curl", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, to 1.1", "unknown_ca_here"},
    ErrorText{"SSL certificate problem: self signed certificate", "curl", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, to 1.1", "self_signed_here"},
    ErrorText{"SSL certificate problem: unable to get local issuer certificate", "curl", "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unknown_ca_here"},
    ErrorText{"SSL certificate problem: certificate has expired", "curl", "X509_V_ERR_CERT_HAS_EXPIRED", "certificate_expired_here"},
    ErrorText{"SSL: no alternative certificate subject name matches target host name '{l}'", "curl", "vtls/openssl.c, verifyhost", "wrong_name_here"},
};
// clang-format on

}  // namespace

std::span<const ErrorText> other_texts() {
    return other_table;
}

}  // namespace tlsmatrix::explain
