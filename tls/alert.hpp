// A TLS alert, and who sent it.
//   Alert{alert_code::protocol_version, AlertLevel::fatal, Sender::server}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsmatrix {

// Sender is the end of the connection that something came from.
enum class Sender { client, server };

[[nodiscard]] constexpr std::string_view sender_name(Sender sender) {
    return sender == Sender::client ? "client" : "server";
}

[[nodiscard]] constexpr Sender other(Sender sender) {
    return sender == Sender::client ? Sender::server : Sender::client;
}

// AlertLevel has the values of RFC 8446 section 6.
enum class AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

// alert_code names the descriptions that this code speaks of; the full IANA registry is in
// alert_name.
namespace alert_code {
inline constexpr std::uint8_t close_notify = 0;
inline constexpr std::uint8_t handshake_failure = 40;
inline constexpr std::uint8_t illegal_parameter = 47;
inline constexpr std::uint8_t unknown_ca = 48;
inline constexpr std::uint8_t protocol_version = 70;
inline constexpr std::uint8_t internal_error = 80;
inline constexpr std::uint8_t inappropriate_fallback = 86;
inline constexpr std::uint8_t user_canceled = 90;
inline constexpr std::uint8_t no_renegotiation = 100;
inline constexpr std::uint8_t missing_extension = 109;
inline constexpr std::uint8_t unsupported_extension = 110;
inline constexpr std::uint8_t unrecognized_name = 112;
inline constexpr std::uint8_t certificate_required = 116;
inline constexpr std::uint8_t no_application_protocol = 120;
}  // namespace alert_code

// Alert is one alert as it crossed the wire. A value.
struct Alert {
    std::uint8_t description = 0;
    AlertLevel level = AlertLevel::fatal;
    Sender sender = Sender::server;

    // ends_handshake tells whether no handshake goes on behind it. Below TLS 1.3 one that is not
    // fatal lets it go on (RFC 5246 section 7.2.2); in 1.3 the level says nothing, and every alert
    // ends it but close_notify, which closes, and user_canceled, which announces that (RFC 8446
    // section 6).
    [[nodiscard]] bool ends_handshake(bool at_tls_1_3) const;
    // closes_politely tells of close_notify and user_canceled: their sender goes, without a fault.
    [[nodiscard]] bool closes_politely() const;

    friend bool operator==(const Alert&, const Alert&) = default;
};

// is_about_certificate tells of the descriptions by which either end says that the other's
// certificate will not do, from bad_certificate on (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
[[nodiscard]] constexpr bool is_about_certificate(std::uint8_t description) {
    return (description >= 42 && description <= 46) || description == alert_code::unknown_ca;
}

// alert_name is the IANA name of a description, and `alert(N)` for an unassigned code.
[[nodiscard]] std::string alert_name(std::uint8_t description);

// parse_alert_name is the inverse of alert_name for assigned codes.
[[nodiscard]] std::optional<std::uint8_t> parse_alert_name(std::string_view name);

}  // namespace tlsmatrix
