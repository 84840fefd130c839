// Reasons of OpenSSL's libraries, with the numbers of SSL_R_ and X509. The texts are those of the
// strings in libssl.so.3 (3.0), and of ssl_err.c in 1.0.2 and 1.1.1 where they differ.
#include <array>

#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {
namespace {

constexpr std::string_view library = "OpenSSL";

// Alerts that came have the number 1000 and their own.
// clang-format off
constexpr std::array openssl_table{
    ErrorText{"tlsv1 alert protocol version", library, "SSL_R_TLSV1_ALERT_PROTOCOL_VERSION", "alert_protocol_version", 1070},
    ErrorText{"sslv3 alert handshake failure", library, "SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, to 3.1", "alert_handshake_failure", 1040},
    ErrorText{"ssl/tls alert handshake failure", library, "SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, from 3.2", "alert_handshake_failure", 1040},
    ErrorText{"tlsv1 alert internal error", library, "SSL_R_TLSV1_ALERT_INTERNAL_ERROR", "alert_internal_error", 1080},
    ErrorText{"tlsv1 alert inappropriate fallback", library, "SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK", "alert_inappropriate_fallback", 1086},
    ErrorText{"tlsv1 alert insufficient security", library, "SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY", "alert_insufficient_security", 1071},
    ErrorText{"sslv3 alert illegal parameter", library, "SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER, to 3.1", "alert_illegal_parameter", 1047},
    ErrorText{"ssl/tls alert illegal parameter", library, "SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER, from 3.2", "alert_illegal_parameter", 1047},
    ErrorText{"tlsv1 alert unknown ca", library, "SSL_R_TLSV1_ALERT_UNKNOWN_CA", "alert_unknown_ca", 1048},
    ErrorText{"sslv3 alert bad certificate", library, "SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, to 3.1", "alert_certificate", 1042},
    ErrorText{"ssl/tls alert bad certificate", library, "SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, from 3.2", "alert_certificate", 1042},
    ErrorText{"sslv3 alert certificate unknown", library, "SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, to 3.1", "alert_certificate", 1046},
    ErrorText{"sslv3 alert unsupported certificate", library, "SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, to 3.1", "alert_certificate", 1043},
    ErrorText{"sslv3 alert certificate expired", library, "SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, to 3.1", "alert_certificate_expired", 1045},
    ErrorText{"ssl/tls alert certificate expired", library, "SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, from 3.2", "alert_certificate_expired", 1045},
    ErrorText{"sslv3 alert certificate revoked", library, "SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, to 3.1", "alert_certificate_revoked", 1044},
    ErrorText{"tlsv13 alert certificate required", library, "SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED", "alert_certificate_required", 1116},
    ErrorText{"tlsv13 alert missing extension", library, "SSL_R_TLSV13_ALERT_MISSING_EXTENSION", "alert_missing_extension", 1109},
    ErrorText{"tlsv1 unrecognized name", library, "SSL_R_TLSV1_UNRECOGNIZED_NAME, to 3.1", "alert_unrecognized_name", 1112},
    ErrorText{"tlsv1 alert no application protocol", library, "SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "alert_no_application_protocol", 1120},
    ErrorText{"tlsv1 alert access denied", library, "SSL_R_TLSV1_ALERT_ACCESS_DENIED", "alert_access_denied", 1049},
    ErrorText{"tlsv1 alert decode error", library, "SSL_R_TLSV1_ALERT_DECODE_ERROR", "alert_decode_error", 1050},
    ErrorText{"tlsv1 alert decrypt error", library, "SSL_R_TLSV1_ALERT_DECRYPT_ERROR", "alert_decrypt_error", 1051},
    ErrorText{"sslv3 alert unexpected message", library, "SSL_R_SSLV3_ALERT_UNEXPECTED_MESSAGE, to 3.1", "alert_unexpected_message", 1010},
    ErrorText{"unsupported protocol", library, "SSL_R_UNSUPPORTED_PROTOCOL", "openssl_unsupported_protocol", 258},
    ErrorText{"unknown protocol", library, "SSL_R_UNKNOWN_PROTOCOL, 1.0", "openssl_unknown_protocol", 252},
    ErrorText{"wrong version number", library, "SSL_R_WRONG_VERSION_NUMBER", "openssl_wrong_version_number", 267},
    ErrorText{"wrong ssl version", library, "SSL_R_WRONG_SSL_VERSION", "unsupported_version_either", 266},
    ErrorText{"version too low", library, "SSL_R_VERSION_TOO_LOW", "no_version_here", 396},
    ErrorText{"no protocols available", library, "SSL_R_NO_PROTOCOLS_AVAILABLE", "no_version_here", 191},
    ErrorText{"no ciphers available", library, "SSL_R_NO_CIPHERS_AVAILABLE", "no_suite_here", 181},
    ErrorText{"no cipher match", library, "SSL_R_NO_CIPHER_MATCH", "no_suite_here", 185},
    ErrorText{"no shared cipher", library, "SSL_R_NO_SHARED_CIPHER", "no_common_suite", 193},
    ErrorText{"inappropriate fallback", library, "SSL_R_INAPPROPRIATE_FALLBACK", "openssl_inappropriate_fallback", 373},
    ErrorText{"http request", library, "SSL_R_HTTP_REQUEST", "plain_http_request", 156},
    ErrorText{"https proxy request", library, "SSL_R_HTTPS_PROXY_REQUEST", "plain_http_request", 155},
    ErrorText{"packet length too long", library, "SSL_R_PACKET_LENGTH_TOO_LONG", "not_tls", 198},
    ErrorText{"certificate verify failed", library, "SSL_R_CERTIFICATE_VERIFY_FAILED", "certificate_not_accepted", 134},
    ErrorText{"peer did not return a certificate", library, "SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE", "no_client_certificate", 199},
    ErrorText{"unexpected eof while reading", library, "SSL_R_UNEXPECTED_EOF_WHILE_READING, from 3.0", "closed_without_alert", 294},
    ErrorText{"unsafe legacy renegotiation disabled", library, "SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "no_secure_renegotiation", 338},
    ErrorText{"dh key too small", library, "SSL_R_DH_KEY_TOO_SMALL", "too_weak_here", 394},
    ErrorText{"ee key too small", library, "SSL_R_EE_KEY_TOO_SMALL", "too_weak_here", 399},
    ErrorText{"ca md too weak", library, "SSL_R_CA_MD_TOO_WEAK", "too_weak_here", 398},
    ErrorText{"ca key too small", library, "SSL_R_CA_KEY_TOO_SMALL", "too_weak_here", 397},
    ErrorText{"wrong signature type", library, "SSL_R_WRONG_SIGNATURE_TYPE", "signature_not_allowed", 370},
    ErrorText{"no suitable signature algorithm", library, "SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM", "signature_not_allowed", 118},
    ErrorText{"no shared signature algorithms", library, "SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS", "no_common_signature", 376},
    ErrorText{"no suitable key share", library, "SSL_R_NO_SUITABLE_KEY_SHARE", "no_common_group", 101},
    ErrorText{"no suitable groups", library, "SSL_R_NO_SUITABLE_GROUPS", "no_common_group", 295},
};
// clang-format on

}  // namespace

std::span<const ErrorText> openssl_texts() {
    return openssl_table;
}

}  // namespace tlsmatrix::explain
