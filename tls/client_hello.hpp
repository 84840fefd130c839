// What a client offered, read from the bytes of its ClientHello (RFC 8446 section 4.1.2).
//   if (auto hello = parse_client_hello(message)) log(hello->offered());
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// ClientHello is an offer as it stood on the wire, codes unfiltered and in the client's order:
// GREASE and unknown codes are kept. A value.
struct ClientHello {
    // Format tells the two encodings: the handshake message of SSLv3 and TLS, and the SSLv2 record
    // (RFC 5246 appendix E.2), which has no extensions.
    enum class Format { tls, sslv2 };

    Format format = Format::tls;
    std::uint16_t legacy_version = 0;
    std::vector<std::uint16_t> cipher_suites;  // three-byte SSLv2 kinds are left out
    std::optional<std::vector<std::uint16_t>> supported_versions;  // nullopt: no such extension
    std::vector<std::uint16_t> supported_groups;
    std::vector<std::uint16_t> signature_algorithms;
    std::vector<std::uint16_t> extensions;   // their types
    std::optional<std::string> server_name;  // raw bytes: escape before printing
    std::vector<std::string> alpn;           // raw bytes: escape before printing

    // has_fallback_scsv tells whether TLS_FALLBACK_SCSV (0x5600) is offered (RFC 7507).
    [[nodiscard]] bool has_fallback_scsv() const;
    // highest_offered is the highest of the four versions in supported_versions, or without that
    // extension the highest at or below legacy_version; nullopt for an SSLv3 or SSLv2 offer.
    [[nodiscard]] std::optional<ProtocolVersion> highest_offered() const;
    // offered_versions is what the hello names: the members of supported_versions, or without it
    // highest_offered alone, since such a hello carries no lower bound.
    [[nodiscard]] VersionSet offered_versions() const;
    // allowed_versions is all that a server may choose by the hello's own words: the members of
    // supported_versions, or without it highest_offered and what lies below.
    [[nodiscard]] VersionSet allowed_versions() const;
    // legacy_offer is what legacy_version offers without supported_versions: 1.2 at most, whatever
    // higher number stands there (RFC 8446 section 4.2.1).
    [[nodiscard]] std::uint16_t legacy_offer() const;
    // offered prints what the hello names in the client's order, GREASE left out:
    // `TLSv1.3,TLSv1.2`, `TLSv1.1`, `SSLv3`, `TLSv1.3,0x7f1c`.
    [[nodiscard]] std::string offered() const;
    // offered_words is the same with `at most ` before it where there is no supported_versions.
    [[nodiscard]] std::string offered_words() const;

    friend bool operator==(const ClientHello&, const ClientHello&) = default;
};

// parse_client_hello reads a handshake message, its four-byte header included. Nullopt where it is
// malformed or truncated; trailing bytes after the extensions are malformed too.
[[nodiscard]] std::optional<ClientHello> parse_client_hello(std::span<const std::uint8_t> message);

// parse_sslv2_client_hello reads the SSLv2 encoding without its two-byte record header (RFC 5246
// appendix E.2). Nullopt where it is malformed or truncated.
[[nodiscard]] std::optional<ClientHello> parse_sslv2_client_hello(
    std::span<const std::uint8_t> message);

}  // namespace tlsmatrix
