// Error texts of Java (JSSE of OpenJDK 8 to 17), and of the programs that Debian's OpenSSL stands
// behind: nginx, Apache.
#include <array>

#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {
namespace {

// clang-format off
constexpr std::array java_table{
    ErrorText{"Received fatal alert: protocol_version", "Java", "sun.security.ssl.Alert", "alert_protocol_version"},
    ErrorText{"Received fatal alert: handshake_failure", "Java", "sun.security.ssl.Alert", "alert_handshake_failure"},
    ErrorText{"Received fatal alert: internal_error", "Java", "sun.security.ssl.Alert", "alert_internal_error"},
    ErrorText{"Received fatal alert: inappropriate_fallback", "Java", "sun.security.ssl.Alert", "alert_inappropriate_fallback"},
    ErrorText{"Received fatal alert: illegal_parameter", "Java", "sun.security.ssl.Alert", "alert_illegal_parameter"},
    ErrorText{"Received fatal alert: insufficient_security", "Java", "sun.security.ssl.Alert", "alert_insufficient_security"},
    ErrorText{"Received fatal alert: unknown_ca", "Java", "sun.security.ssl.Alert", "alert_unknown_ca"},
    ErrorText{"Received fatal alert: bad_certificate", "Java", "sun.security.ssl.Alert", "alert_certificate"},
    ErrorText{"Received fatal alert: certificate_unknown", "Java", "sun.security.ssl.Alert", "alert_certificate"},
    ErrorText{"Received fatal alert: certificate_required", "Java", "sun.security.ssl.Alert", "alert_certificate_required"},
    ErrorText{"Received fatal alert: unrecognized_name", "Java", "sun.security.ssl.Alert", "alert_unrecognized_name"},
    ErrorText{"No appropriate protocol (protocol is disabled or cipher suites are inappropriate)", "Java", "HandshakeContext, getActiveProtocols", "java_no_protocol"},
    ErrorText{"The server selected protocol version {w} is not accepted by client preferences [{l}]", "Java", "ServerHello, clientVersion", "refused_servers_choice"},
    ErrorText{"The client supported protocol versions[{l}] are not accepted by server preferences [{l}]", "Java", "ClientHello, negotiateProtocol", "server_refused_offer"},
    ErrorText{"Client requested protocol {w} is not enabled or not supported", "Java", "ClientHello, negotiateProtocol", "server_refused_offer"},
    ErrorText{"Client requested protocol {w} not enabled or not supported", "Java 8", "ServerHandshaker", "server_refused_offer"},
    ErrorText{"Server chose {w}, but that protocol version is not enabled or not supported by the client.", "Java 8", "ClientHandshaker", "refused_servers_choice"},
    ErrorText{"no cipher suites in common", "Java", "ServerHello, chooseCipherSuite", "no_common_suite"},
    ErrorText{"A potential protocol version downgrade attack", "Java", "ServerHello", "saw_sentinel"},
    ErrorText{"Unsupported or unrecognized SSL message", "Java", "SSLSocketInputRecord", "not_tls"},
    ErrorText{"Unrecognized SSL message, plaintext connection?", "Java 8", "InputRecord", "not_tls"},
    ErrorText{"Remote host terminated the handshake", "Java", "SSLSocketImpl", "closed_without_alert"},
    ErrorText{"Remote host closed connection during handshake", "Java 8", "SSLSocketImpl", "closed_without_alert"},
    ErrorText{"unable to find valid certification path to requested target", "Java", "SunCertPathBuilder", "unknown_ca_here"},
    ErrorText{"No subject alternative names present", "Java", "HostnameChecker", "wrong_name_here"},
    ErrorText{"No subject alternative DNS name matching {w} found.", "Java", "HostnameChecker", "wrong_name_here"},
    ErrorText{"Empty client certificate chain", "Java", "CertificateMessage", "no_client_certificate"},
    ErrorText{"The plain HTTP request was sent to HTTPS port", "nginx", "ngx_http_special_response.c, 497", "plain_http_request"},
    ErrorText{"client sent plain HTTP request to HTTPS port", "nginx", "ngx_http_request.c", "plain_http_request"},
    ErrorText{"Hostname {w} provided via SNI and hostname {w} provided via HTTP are different", "Apache", "AH02032", "sni_and_host_differ"},
    ErrorText{"speaking HTTP to HTTPS port!?", "Apache", "mod_ssl, AH01996", "plain_http_request"},
    ErrorText{"Hostname/IP does not match certificate's altnames", "Node", "tls.js, checkServerIdentity", "wrong_name_here"},
    ErrorText{"Client network socket disconnected before secure TLS connection was established", "Node", "_tls_wrap.js, onConnectEnd", "closed_without_alert"},
    ErrorText{"DEPTH_ZERO_SELF_SIGNED_CERT", "Node", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT", "self_signed_here"},
    ErrorText{"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "Node", "X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unknown_ca_here"},
    ErrorText{"unable to verify the first certificate", "Node", "X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, in words", "unknown_ca_here"},
    ErrorText{"SELF_SIGNED_CERT_IN_CHAIN", "Node", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN", "unknown_ca_here"},
    ErrorText{"CERT_HAS_EXPIRED", "Node", "X509_V_ERR_CERT_HAS_EXPIRED", "certificate_expired_here"},
    ErrorText{"certificate verify failed: self-signed certificate in certificate chain", "Python, Ruby", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, 3.0", "unknown_ca_here"},
    ErrorText{"certificate verify failed: self signed certificate in certificate chain", "Python, Ruby", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, to 1.1", "unknown_ca_here"},
    ErrorText{"certificate verify failed: self signed certificate", "Python, Ruby", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, to 1.1", "self_signed_here"},
    ErrorText{"certificate verify failed: unable to get local issuer certificate", "Python, Ruby", "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unknown_ca_here"},
    ErrorText{"certificate verify failed: self-signed certificate", "Python, Ruby", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 3.0", "self_signed_here"},
    ErrorText{"certificate verify failed: certificate has expired", "Python, Ruby", "X509_V_ERR_CERT_HAS_EXPIRED", "certificate_expired_here"},
    ErrorText{"certificate verify failed: Hostname mismatch, certificate is not valid for '{l}'.", "Python", "_ssl.c, X509_V_ERR_HOSTNAME_MISMATCH", "wrong_name_here"},
    ErrorText{"certificate verify failed: IP address mismatch, certificate is not valid for '{l}'.", "Python", "_ssl.c, X509_V_ERR_IP_ADDRESS_MISMATCH", "wrong_name_here"},
};
// clang-format on

}  // namespace

std::span<const ErrorText> java_texts() {
    return java_table;
}

}  // namespace tlsmatrix::explain
