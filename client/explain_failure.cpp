#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/client/detail/connect.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::client {
namespace {

std::string where(const Receipt& receipt) {
    return fmt::format("{}:{}", receipt.host, receipt.port);
}

// Every attempt, since an earlier one may be what the reader has to know of. What was offered is
// what the hello said.
std::string attempts(const Receipt& receipt) {
    std::vector<std::string> parts;
    for (const Attempt& attempt : receipt.attempts) {
        const auto& hello = attempt.observation.client_hello;
        parts.push_back(
            fmt::format("offered {}: {}", hello ? hello->offered() : "nothing", attempt.cause));
    }
    return fmt::format("{}", fmt::join(parts, "; then "));
}

// A list with a hole may have had more to offer.
std::string not_tried(const Receipt& receipt) {
    if (receipt.untried.empty()) {
        return {};
    }
    std::vector<std::string> names;
    for (const VersionSet& run : receipt.untried) {
        names.push_back(run.wire_names());
    }
    return fmt::format(
        "; not tried: {} (--holes retry offers that too, as protocol_version alone "
        "would have)",
        fmt::join(names, ", then "));
}

bool is_about_certificate(account::Cause cause) {
    using enum account::Cause;
    return cause == certificate_expired || cause == certificate_of_another_name ||
           cause == certificate_untrusted || cause == certificate_rejected;
}

Failure::Kind kind_of(const Attempt& attempt) {
    if (is_about_certificate(attempt.kind)) {
        return Failure::Kind::certificate;
    }
    return std::holds_alternative<TimedOut>(attempt.outcome) ? Failure::Kind::timed_out
                                                             : Failure::Kind::handshake;
}

// The alert's name, where the sentence does not have it: it is what other tools and logs show.
std::string alert_of(const Attempt& attempt) {
    const auto* refused = std::get_if<Refused>(&attempt.outcome);
    if (refused == nullptr) {
        return {};
    }
    const std::string name = alert_name(refused->alert.description);
    return attempt.cause.find(name) != std::string::npos
               ? std::string()
               : fmt::format(" (the {} sent {})", sender_name(refused->alert.sender), name);
}

}  // namespace

void explain(Attempt& attempt, const Connection& connection, const Policy& policy, bool goes_on) {
    if (std::holds_alternative<Negotiated>(attempt.outcome)) {
        return;
    }
    account::OwnEnd own = connection.own_end();
    own.run = own.versions;
    own.versions = policy.versions;
    own.engine = policy.engine;
    Account told = account::of({.seen = attempt.observation,
                                .outcome = attempt.outcome,
                                .own = std::move(own),
                                .certificate = connection.certificate_fault(),
                                .certificate_words = attempt.certificate_error,
                                .goes_on_lower = goes_on});
    attempt.cause = std::move(told.sentence);
    attempt.advice = std::move(told.advice);
    attempt.kind = told.cause;
    attempt.unsigned_alert = told.unsigned_alert;
}

Failure explain_failure(const Receipt& receipt) {
    const Attempt& attempt = receipt.attempts.back();
    const Failure::Kind kind = kind_of(attempt);
    std::string message =
        kind == Failure::Kind::certificate
            ? fmt::format("the certificate of {} is not accepted: {}", where(receipt),
                          attempt.cause)
            : fmt::format("no TLS connection to {}: {}{}{}", where(receipt), attempts(receipt),
                          alert_of(attempt), not_tried(receipt));
    if (!attempt.advice.empty()) {
        message += "; " + attempt.advice;
    }
    return {kind, std::move(message), receipt};
}

}  // namespace tlsmatrix::client
