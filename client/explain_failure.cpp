#include <fmt/format.h>

#include "client/connect.hpp"

namespace tlsmatrix::client {
namespace {

std::string where(const Receipt& receipt) {
    return fmt::format("{}:{}", receipt.host, receipt.port);
}

// All that was offered, in every attempt.
std::string offered(const Receipt& receipt) {
    VersionSet all;
    for (const Attempt& attempt : receipt.attempts) {
        all = all | attempt.offered;
    }
    return all.wire_names();
}

std::string advice(const Receipt& receipt, const Attempt& attempt, const Alert& alert) {
    if (alert.description == alert_code::protocol_version && alert.sender == Sender::client &&
        attempt.observation.server_hello) {
        const std::string chosen = version_code_name(attempt.observation.server_hello->version);
        return fmt::format("add {} to the list to accept it", chosen);
    }
    if (alert.description == alert_code::protocol_version) {
        return fmt::format(
            "add a version that it speaks to the list ('tlsmatrix scan {}' shows them)",
            where(receipt));
    }
    if (alert.description == alert_code::illegal_parameter && attempt.observation.server_hello &&
        attempt.observation.server_hello->sentinel != DowngradeSentinel::none) {
        return "close the hole in the server's set, or use the exact engine at the server";
    }
    if (alert.description == alert_code::inappropriate_fallback) {
        return "leave TLS_FALLBACK_SCSV out, or offer the server's highest version";
    }
    return "look at the server's log for its side";
}

// What the other side wanted. That it accepts none of the offer needs no second list of it.
std::string reason(const Attempt& attempt, const Alert& alert) {
    return alert.sender == Sender::server && alert.description == alert_code::protocol_version
               ? "the server accepts none of them"
               : attempt.cause;
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
            fmt::format("no TLS connection to {}: offered {}, and {} (the {} sent {}); {}",
                        where(receipt), offered(receipt), reason(attempt, alert),
                        alert.sender == Sender::client ? "client" : "server",
                        alert_name(alert.description), advice(receipt, attempt, alert)),
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
            fmt::format("no TLS connection to {}: offered {}, and {}; is it a TLS server?",
                        where(receipt), offered(receipt), attempt.cause),
            receipt};
}

}  // namespace tlsmatrix::client
