#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

constexpr std::string_view rfc_9846 = "RFC 9846";
constexpr std::string_view rfc_8446 = "RFC 8446";
constexpr std::string_view rfc_5246 = "RFC 5246";
constexpr std::string_view rfc_5280 = "RFC 5280";

// In the order of the enumeration.
// clang-format off
constexpr std::array entry_table{
    StandardEntry{Standard::resumption, {rfc_9846, "section 2.2"}, "Resumption and Pre-Shared Key (PSK)", {rfc_8446, "section 2.2"}},
    StandardEntry{Standard::handshake_protocol, {rfc_9846, "section 4"}, "Handshake Protocol", {rfc_8446, "section 4"}},
    StandardEntry{Standard::cryptographic_negotiation, {rfc_9846, "section 4.2.1"},
                  "Cryptographic Negotiation", {rfc_8446, "section 4.1.1"}},
    StandardEntry{Standard::client_hello, {rfc_9846, "section 4.2.2"}, "Client Hello", {rfc_8446, "section 4.1.2"}},
    StandardEntry{Standard::server_hello, {rfc_9846, "section 4.2.3"}, "Server Hello", {rfc_8446, "section 4.1.3"}},
    StandardEntry{Standard::supported_versions, {rfc_9846, "section 4.3.1"}, "Supported Versions", {rfc_8446, "section 4.2.1"}},
    StandardEntry{Standard::certificate_request, {rfc_9846, "section 4.4.2"}, "Certificate Request", {rfc_8446, "section 4.3.2"}},
    StandardEntry{Standard::certificate_message, {rfc_9846, "section 4.5.1"}, "Certificate", {rfc_8446, "section 4.4.2"}},
    StandardEntry{Standard::client_certificate_message, {rfc_9846, "section 4.5.1.3"},
                  "Receiving a Certificate Message", {rfc_8446, "section 4.4.2.4"}},
    StandardEntry{Standard::post_handshake_authentication, {rfc_8446, "section 4.6.2"}, "Post-Handshake Authentication"},
    StandardEntry{Standard::record_layer, {rfc_9846, "section 5.1"}, "Record Layer", {rfc_8446, "section 5.1"}},
    StandardEntry{Standard::record_protection, {rfc_8446, "section 5.2"}, "Record Payload Protection"},
    StandardEntry{Standard::alerts, {rfc_9846, "section 6"}, "Alert Protocol", {rfc_8446, "section 6"}},
    StandardEntry{Standard::closure_alerts, {rfc_9846, "section 6.1"}, "Closure Alerts", {rfc_8446, "section 6.1"}},
    StandardEntry{Standard::error_alerts, {rfc_9846, "section 6.2"}, "Error Alerts", {rfc_8446, "section 6.2"}},
    StandardEntry{Standard::suites_of_1_3, {rfc_9846, "appendix B.4"}, "Cipher Suites", {rfc_8446, "appendix B.4"}},
    StandardEntry{Standard::older_servers, {rfc_9846, "appendix E.1"}, "Negotiating with an Older Server", {rfc_8446, "appendix D.1"}},
    StandardEntry{Standard::older_clients, {rfc_9846, "appendix E.2"}, "Negotiating with an Older Client", {rfc_8446, "appendix D.2"}},
    StandardEntry{Standard::middlebox_compatibility, {rfc_9846, "appendix E.4"},
                  "Middlebox Compatibility Mode", {rfc_8446, "appendix D.4"}},
    StandardEntry{Standard::backward_compatibility, {rfc_9846, "appendix E.5"},
                  "Security Restrictions Related to Backward Compatibility"},
    StandardEntry{Standard::differences_from_1_1, {rfc_5246, "section 1.2"},
                  "Major Differences from TLS 1.1"},
    StandardEntry{Standard::record_protection_1_2, {rfc_5246, "section 6.2.3"}, "Record Payload Protection"},
    StandardEntry{Standard::alerts_1_2, {rfc_5246, "section 7.2.2"}, "Error Alerts"},
    StandardEntry{Standard::handshake_overview_1_2, {rfc_5246, "section 7.3"},
                  "Handshake Protocol Overview"},
    StandardEntry{Standard::client_hello_1_2, {rfc_5246, "section 7.4.1.2"}, "Client Hello"},
    StandardEntry{Standard::server_hello_1_2, {rfc_5246, "section 7.4.1.3"}, "Server Hello"},
    StandardEntry{Standard::signature_algorithms_1_2, {rfc_5246, "section 7.4.1.4.1"},
                  "Signature Algorithms"},
    StandardEntry{Standard::certificate_request_1_2, {rfc_5246, "section 7.4.4"}, "Certificate Request"},
    StandardEntry{Standard::client_certificate_1_2, {rfc_5246, "section 7.4.6"}, "Client Certificate"},
    StandardEntry{Standard::suites_1_2, {rfc_5246, "appendix A.5"}, "The Cipher Suite"},
    StandardEntry{Standard::older_versions_1_2, {rfc_5246, "appendix E.1"},
                  "Compatibility with TLS 1.0/1.1 and SSL 3.0"},
    StandardEntry{Standard::server_hello_1_0, {"RFC 2246", "section 7.4.1.3"}, "Server hello"},
    StandardEntry{Standard::eddsa_1_2, {"RFC 8422", "section 5.1.3"},
                  "The signature_algorithms Extension and EdDSA"},
    StandardEntry{Standard::sslv2_hello, {rfc_5246, "appendix E.2"}, "Compatibility with SSL 2.0"},
    StandardEntry{Standard::gcm_suites, {"RFC 5288", "section 4"}, "TLS Versions"},
    StandardEntry{Standard::tickets, {"RFC 5077", "section 3.1"}, "Overview"},
    StandardEntry{Standard::fallback_server, {"RFC 7507", "section 3"}, "Server Behavior"},
    StandardEntry{Standard::fallback_client, {"RFC 7507", "section 4"}, "Client Behavior"},
    StandardEntry{Standard::no_tls_1_0, {"RFC 8996", "section 4"}, "Do Not Use TLS 1.0"},
    StandardEntry{Standard::no_tls_1_1, {"RFC 8996", "section 5"}, "Do Not Use TLS 1.1"},
    StandardEntry{Standard::recommended_versions, {"RFC 9325", "section 3.1.1"},
                  "SSL/TLS Protocol Versions"},
    StandardEntry{Standard::recommended_fallback, {"RFC 9325", "section 3.1.3"},
                  "Fallback to Lower Versions"},
    StandardEntry{Standard::no_sha1, {"RFC 9155", "section 2"}, "Signature Algorithms"},
    StandardEntry{Standard::mandatory_suites, {rfc_9846, "section 9.1"},
                  "Mandatory-to-Implement Cipher Suites", {rfc_8446, "section 9.1"}},
    StandardEntry{Standard::closure_alerts_1_2, {rfc_5246, "section 7.2.1"}, "Closure Alerts"},
    StandardEntry{Standard::grease_server, {"RFC 8701", "section 3.2"}, "Server Behavior"},
    StandardEntry{Standard::server_name, {"RFC 6066", "section 3"}, "Server Name Indication"},
    StandardEntry{Standard::no_sslv2, {"RFC 6176", "section 3"}, "Changes to TLS"},
    StandardEntry{Standard::certificate_validity, {rfc_5280, "section 4.1.2.5"}, "Validity"},
    StandardEntry{Standard::extended_key_usage, {rfc_5280, "section 4.2.1.12"}, "Extended Key Usage"},
    StandardEntry{Standard::path_validation, {rfc_5280, "section 6.1"}, "Basic Path Validation"},
    StandardEntry{Standard::crl_validation, {rfc_5280, "section 6.3"}, "CRL Validation"},
    StandardEntry{Standard::https_identity, {"RFC 9110", "section 4.3.4"},
                  "https Certificate Verification"},
    StandardEntry{Standard::public_key_length, {"RFC 9325", "section 4.5"}, "Public Key Length"},
    StandardEntry{Standard::wildcard_names, {"RFC 9525", "section 6.3"},
                  "Matching the DNS Domain Name Portion"},
};
// clang-format on

constexpr std::array document_table{
    StandardDocument{"RFC 2246", "The TLS Protocol Version 1.0", 1999, "RFC 4346"},
    StandardDocument{"RFC 5077",
                     "Transport Layer Security (TLS) Session Resumption without Server-Side State",
                     2008, "RFC 8446"},
    StandardDocument{rfc_5246, "The Transport Layer Security (TLS) Protocol Version 1.2", 2008,
                     "RFC 8446"},
    StandardDocument{rfc_5280,
                     "Internet X.509 Public Key Infrastructure Certificate and Certificate "
                     "Revocation List (CRL) Profile",
                     2008},
    StandardDocument{"RFC 5288", "AES Galois Counter Mode (GCM) Cipher Suites for TLS", 2008},
    StandardDocument{"RFC 6066", "Transport Layer Security (TLS) Extensions: Extension Definitions",
                     2011},
    StandardDocument{"RFC 6176", "Prohibiting Secure Sockets Layer (SSL) Version 2.0", 2011},
    StandardDocument{"RFC 7507",
                     "TLS Fallback Signaling Cipher Suite Value (SCSV) for Preventing Protocol "
                     "Downgrade Attacks",
                     2015, "RFC 8996"},
    StandardDocument{"RFC 8422",
                     "Elliptic Curve Cryptography (ECC) Cipher Suites for Transport Layer Security "
                     "(TLS) Versions 1.2 and Earlier",
                     2018},
    StandardDocument{rfc_8446, "The Transport Layer Security (TLS) Protocol Version 1.3", 2018,
                     rfc_9846},
    StandardDocument{"RFC 8701",
                     "Applying Generate Random Extensions And Sustain Extensibility (GREASE) to "
                     "TLS Extensibility",
                     2020},
    StandardDocument{"RFC 8996", "Deprecating TLS 1.0 and TLS 1.1", 2021},
    StandardDocument{"RFC 9110", "HTTP Semantics", 2022},
    StandardDocument{"RFC 9155",
                     "Deprecating MD5 and SHA-1 Signature Hashes in TLS 1.2 and DTLS "
                     "1.2",
                     2021},
    StandardDocument{"RFC 9325",
                     "Recommendations for Secure Use of Transport Layer Security (TLS) and "
                     "Datagram Transport Layer Security (DTLS)",
                     2022},
    StandardDocument{"RFC 9525", "Service Identity in TLS", 2023},
    StandardDocument{rfc_9846, "The Transport Layer Security (TLS) Protocol Version 1.3", 2026},
};

std::string words_of(const StandardEntry& entry) {
    const std::string words = fmt::format("{} {}", entry.place.document, entry.place.section);
    return entry.older.document.empty()
               ? words
               : fmt::format("{} ({} {})", words, entry.older.document, entry.older.section);
}

}  // namespace

std::span<const StandardEntry> standard_entries() {
    return entry_table;
}

std::span<const StandardDocument> standard_documents() {
    return document_table;
}

const StandardEntry& entry_of(Standard standard) {
    return entry_table[static_cast<std::size_t>(standard)];
}

const StandardDocument& document_of(std::string_view name) {
    return *std::find_if(document_table.begin(), document_table.end() - 1,
                         [name](const StandardDocument& each) { return each.name == name; });
}

const std::string& citation(Standard standard) {
    static const auto all = [] {
        std::array<std::string, entry_table.size()> words;
        std::transform(entry_table.begin(), entry_table.end(), words.begin(), words_of);
        return words;
    }();
    return all[static_cast<std::size_t>(standard)];
}

}  // namespace tlsmatrix
