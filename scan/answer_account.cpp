#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/scan/answer_account.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::scan {
namespace {

// The hello that was sent for a version, as far as an account looks at it.
ClientHello hello_of(std::uint16_t version) {
    constexpr auto tls_1_2 = static_cast<std::uint16_t>(ProtocolVersion::tls_1_2);
    ClientHello hello;
    hello.legacy_version = std::min(version, tls_1_2);
    if (version > tls_1_2) {
        hello.supported_versions.emplace(1, version);
    }
    return hello;
}

// What is not TLS stands in the detail, in quotes.
std::string stray_of(const Ending& ending) {
    constexpr std::size_t first_bytes = 5;
    return ending.detail.size() > 1 ? ending.detail.substr(1, first_bytes) : "?";
}

// A choice has none, and of an answer that broke off nobody knows what it was to be.
bool has_cause(const Answer& answer) {
    const auto* ending = std::get_if<Ending>(&answer);
    return ending == nullptr ? std::holds_alternative<Alert>(answer)
                             : ending->kind == Ending::Kind::not_tls ||
                                   (ends_without_a_word(answer) && ending->detail.empty());
}

HandshakeOutcome outcome_of(const Answer& answer, Observation& seen) {
    if (const auto* alert = std::get_if<Alert>(&answer)) {
        seen.alerts.push_back({*alert, true});
        return alert->level == AlertLevel::warning ? HandshakeOutcome(Closed{describe(answer)})
                                                   : HandshakeOutcome(Refused{*alert});
    }
    const auto& ending = std::get<Ending>(answer);
    seen.reset = ending.kind == Ending::Kind::reset;
    if (ending.kind == Ending::Kind::not_tls) {
        seen.stray = stray_of(ending);
    }
    return ending.kind == Ending::Kind::closed ? HandshakeOutcome(Closed{describe(answer)})
                                               : HandshakeOutcome(Aborted{describe(answer)});
}

}  // namespace

std::string why(const Answer& answer, std::uint16_t version) {
    if (!has_cause(answer)) {
        return fmt::format("the server {}", describe(answer));
    }
    Observation seen;
    seen.client_hello = hello_of(version);
    const HandshakeOutcome outcome = outcome_of(answer, seen);
    VersionSet asked;
    if (const auto of = protocol_version_from_code(version)) {
        asked.insert(*of);
    }
    const Account told = account::of(
        {.seen = seen, .outcome = outcome, .own = {.self = Sender::client, .versions = asked}});
    const std::string bytes =
        seen.stray.empty() ? "" : fmt::format(" ({})", std::get<Ending>(answer).detail);
    return told.sentence + bytes;
}

}  // namespace tlsmatrix::scan
