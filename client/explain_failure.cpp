#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/client/detail/connect.hpp>

namespace tlsmatrix::client {
namespace {

std::string where(const Receipt& receipt) {
    return fmt::format("{}:{}", receipt.host, receipt.port);
}

std::string advice(const Attempt& attempt, const Alert& alert) {
    if (alert.description == alert_code::protocol_version && alert.sender == Sender::client &&
        attempt.observation.server_hello) {
        const std::string chosen = version_code_name(attempt.observation.server_hello->version);
        return fmt::format("add {} to the list to accept it", chosen);
    }
    if (alert.description == alert_code::protocol_version) {
        return "add a version that it speaks to the list";
    }
    if (alert.description == alert_code::illegal_parameter && attempt.observation.server_hello &&
        attempt.observation.server_hello->sentinel != DowngradeSentinel::none) {
        return "close the hole in the server's set, or use the exact engine at the server";
    }
    if (alert.description == alert_code::inappropriate_fallback) {
        return "leave TLS_FALLBACK_SCSV out, or offer the server's highest version";
    }
    if (alert.description == alert_code::certificate_required) {
        return "send a certificate that the server trusts";
    }
    return "look at the server's log for its side";
}

// What the other side wanted. That it accepts none of the offer needs no second list of it.
std::string reason(const Attempt& attempt) {
    const auto* refused = std::get_if<Refused>(&attempt.outcome);
    const bool none = refused != nullptr && refused->alert.sender == Sender::server &&
                      refused->alert.description == alert_code::protocol_version;
    return none ? "the server accepts none of it" : attempt.cause;
}

// Every attempt, since an earlier one may be what the reader has to know of.
std::string attempts(const Receipt& receipt) {
    std::vector<std::string> parts;
    for (const Attempt& attempt : receipt.attempts) {
        parts.push_back(
            fmt::format("offered {}, and {}", attempt.offered.wire_names(), reason(attempt)));
    }
    return fmt::format("{}", fmt::join(parts, "; then "));
}

Failure refused(const Receipt& receipt, const Attempt& attempt, const Alert& alert) {
    if (!attempt.certificate_error.empty()) {
        return {Failure::Kind::certificate,
                fmt::format("the certificate of {} is not accepted ({}): name the authority that "
                            "signed it with --ca, or reach the server by the name it certifies",
                            where(receipt), attempt.certificate_error),
                receipt};
    }
    return {Failure::Kind::handshake,
            fmt::format("no TLS connection to {}: {} (the {} sent {}); {}", where(receipt),
                        attempts(receipt), sender_name(alert.sender), alert_name(alert.description),
                        advice(attempt, alert)),
            receipt};
}

}  // namespace

Failure explain_failure(const Receipt& receipt) {
    const Attempt& attempt = receipt.attempts.back();
    if (const Alert* alert = receipt.refusal()) {
        return refused(receipt, attempt, *alert);
    }
    const bool timed_out = std::holds_alternative<TimedOut>(attempt.outcome);
    return {timed_out ? Failure::Kind::timed_out : Failure::Kind::handshake,
            fmt::format("no TLS connection to {}: {}; is it a TLS server?", where(receipt),
                        attempts(receipt)),
            receipt};
}

}  // namespace tlsmatrix::client
