// The standards that this program cites, as data: what is written where, since when, and what
// replaced it.
//   citation(Standard::supported_versions) == "RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tlsmatrix {

// Standard is a place in a document, by its subject.
enum class Standard : std::uint8_t {
    // RFC 9846, and RFC 8446 before it.
    resumption,
    handshake_protocol,
    cryptographic_negotiation,
    client_hello,
    server_hello,  // the downgrade sentinel, too
    supported_versions,
    certificate_request,
    certificate_message,
    client_certificate_message,
    post_handshake_authentication,
    record_layer,
    record_protection,
    alerts,
    closure_alerts,
    error_alerts,
    suites_of_1_3,
    older_servers,
    older_clients,
    middlebox_compatibility,
    backward_compatibility,
    // TLS 1.2, RFC 5246 and what belongs to it.
    differences_from_1_1,
    record_protection_1_2,
    alerts_1_2,
    handshake_overview_1_2,
    client_hello_1_2,
    server_hello_1_2,
    signature_algorithms_1_2,
    certificate_request_1_2,
    client_certificate_1_2,
    suites_1_2,
    older_versions_1_2,
    server_hello_1_0,
    eddsa_1_2,
    sslv2_hello,
    gcm_suites,
    tickets,
    fallback_server,
    fallback_client,
    // What is asked of today's ends.
    no_tls_1_0,
    no_tls_1_1,
    recommended_versions,
    recommended_fallback,
    no_sha1,
    // What servers get wrong beside.
    mandatory_suites,
    closure_alerts_1_2,
    grease_server,
    server_name,
    no_sslv2,
    // What clients ask of certificates.
    certificate_validity,
    extended_key_usage,
    path_validation,
    crl_validation,
    https_identity,
    public_key_length,
    wildcard_names,
};

// Place is a section, as its document calls it.
struct Place {
    std::string_view document;  // RFC 9846
    std::string_view section;   // section 4.3.1, appendix E.1
};

// Entry is a row: a place, its title, and the same in the document that it replaces. A value.
struct StandardEntry {
    Standard standard;
    Place place;
    std::string_view title;
    Place older = {};  // empty: this is the first document that says so
};

// StandardDocument is a document's dates.
struct StandardDocument {
    std::string_view name;
    std::string_view title;
    std::uint16_t since;                 // year
    std::string_view obsoleted_by = {};  // empty: in force
};

[[nodiscard]] std::span<const StandardEntry> standard_entries();
[[nodiscard]] std::span<const StandardDocument> standard_documents();
[[nodiscard]] const StandardEntry& entry_of(Standard standard);
[[nodiscard]] const StandardDocument& document_of(std::string_view name);

// citation names the place, and behind it in brackets the older number of the same.
[[nodiscard]] const std::string& citation(Standard standard);

}  // namespace tlsmatrix
