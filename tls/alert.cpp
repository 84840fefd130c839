#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix {
namespace {

struct Description {
    std::uint8_t code;
    std::string_view name;
};

// IANA, "TLS Alerts"; names of withdrawn codes as RFC 5246 and RFC 2246 had them.
constexpr std::array descriptions{
    Description{0, "close_notify"},
    Description{10, "unexpected_message"},
    Description{20, "bad_record_mac"},
    Description{21, "decryption_failed"},
    Description{22, "record_overflow"},
    Description{30, "decompression_failure"},
    Description{40, "handshake_failure"},
    Description{41, "no_certificate"},
    Description{42, "bad_certificate"},
    Description{43, "unsupported_certificate"},
    Description{44, "certificate_revoked"},
    Description{45, "certificate_expired"},
    Description{46, "certificate_unknown"},
    Description{47, "illegal_parameter"},
    Description{48, "unknown_ca"},
    Description{49, "access_denied"},
    Description{50, "decode_error"},
    Description{51, "decrypt_error"},
    Description{52, "too_many_cids_requested"},
    Description{60, "export_restriction"},
    Description{70, "protocol_version"},
    Description{71, "insufficient_security"},
    Description{80, "internal_error"},
    Description{86, "inappropriate_fallback"},
    Description{90, "user_canceled"},
    Description{100, "no_renegotiation"},
    Description{109, "missing_extension"},
    Description{110, "unsupported_extension"},
    Description{111, "certificate_unobtainable"},
    Description{112, "unrecognized_name"},
    Description{113, "bad_certificate_status_response"},
    Description{114, "bad_certificate_hash_value"},
    Description{115, "unknown_psk_identity"},
    Description{116, "certificate_required"},
    Description{117, "general_error"},
    Description{120, "no_application_protocol"},
    Description{121, "ech_required"},
};

}  // namespace

bool Alert::ends_handshake(bool at_tls_1_3) const {
    if (description == alert_code::close_notify) {
        return false;
    }
    return at_tls_1_3 ? description != alert_code::user_canceled : level == AlertLevel::fatal;
}

bool Alert::closes_politely() const {
    return description == alert_code::close_notify || description == alert_code::user_canceled;
}

std::string alert_name(std::uint8_t description) {
    for (const Description& each : descriptions) {
        if (each.code == description) {
            return std::string(each.name);
        }
    }
    return fmt::format("alert({})", description);
}

std::optional<std::uint8_t> parse_alert_name(std::string_view name) {
    for (const Description& each : descriptions) {
        if (each.name == name) {
            return each.code;
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix
