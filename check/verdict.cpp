#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/offer.hpp>
#include <tlsmatrix/check/verdict.hpp>

namespace tlsmatrix::check {
namespace {

struct EndingName {
    Ending ending;
    std::string_view name;
};

constexpr std::array ending_names{
    EndingName{Ending::served, "served"},
    EndingName{Ending::no_request, "no_request"},
    EndingName{Ending::failed, "failed"},
    EndingName{Ending::distrusted, "distrusted"},
    EndingName{Ending::refused, "refused"},
    EndingName{Ending::closed, "closed"},
    EndingName{Ending::no_shared_suite, "no_shared_suite"},
    EndingName{Ending::other_refusal, "other_refusal"},
    EndingName{Ending::before_hello, "before_hello"},
    EndingName{Ending::not_tls, "not_tls"},
    EndingName{Ending::never_connected, "never_connected"},
    EndingName{Ending::hung, "hung"},
};

// The alerts by which a client says that it does not accept the certificate (RFC 8446 section 6.2,
// RFC 5246 section 7.2.2).
constexpr std::array<std::uint8_t, 7> certificate_alerts{
    41,  // no_certificate
    42,  // bad_certificate
    43,  // unsupported_certificate
    44,  // certificate_revoked
    45,  // certificate_expired
    46,  // certificate_unknown
    48,  // unknown_ca
};

bool is_about_certificate(const Alert& alert) {
    return std::find(certificate_alerts.begin(), certificate_alerts.end(), alert.description) !=
           certificate_alerts.end();
}

bool says(const ConnectionSight& sight, std::optional<ProtocolVersion> version) {
    const auto& hello = sight.observation.client_hello;
    return version && hello && names(*hello, *version);
}

bool excludes(const ConnectionSight& sight, std::optional<ProtocolVersion> version) {
    const auto& hello = sight.observation.client_hello;
    return version && hello && !may_take(*hello, *version);
}

Ending ending_by_client(const ConnectionSight& sight, const Alert& alert) {
    if (!sight.observation.client_hello) {
        return Ending::before_hello;
    }
    if (alert.description == alert_code::protocol_version) {
        return Ending::refused;
    }
    const auto& answer = sight.observation.server_hello;
    if (alert.description == alert_code::illegal_parameter && answer &&
        answer->sentinel != DowngradeSentinel::none) {
        return Ending::refused;
    }
    return is_about_certificate(alert) ? Ending::distrusted : Ending::failed;
}

Ending ending_by_server(const ConnectionSight& sight, const Alert& alert,
                        std::optional<ProtocolVersion> version) {
    switch (alert.description) {
        case alert_code::protocol_version:
            return Ending::refused;
        case alert_code::handshake_failure:
            return excludes(sight, version) ? Ending::refused
                   : says(sight, version)   ? Ending::failed
                                            : Ending::no_shared_suite;
        default:
            return Ending::other_refusal;
    }
}

Ending ending_after_handshake(const ConnectionSight& sight) {
    if (sight.request_arrived) {
        return Ending::served;
    }
    const Alert* alert = sight.observation.decisive_alert();
    return alert != nullptr && alert->sender == Sender::client && is_about_certificate(*alert)
               ? Ending::distrusted
               : Ending::no_request;
}

// From 4.0 on OpenSSL gives up on a hello in SSLv2's format, without an alert.
bool is_unread_hello(const ConnectionSight& sight) {
    const auto& hello = sight.observation.client_hello;
    return std::holds_alternative<Aborted>(sight.outcome) && hello &&
           hello->format == ClientHello::Format::sslv2;
}

Ending ending_of(const ConnectionSight& sight, std::optional<ProtocolVersion> version) {
    if (std::holds_alternative<Negotiated>(sight.outcome)) {
        return ending_after_handshake(sight);
    }
    if (const auto* refused = std::get_if<Refused>(&sight.outcome)) {
        return refused->alert.sender == Sender::client
                   ? ending_by_client(sight, refused->alert)
                   : ending_by_server(sight, refused->alert, version);
    }
    if (!sight.observation.stray.empty()) {
        return Ending::not_tls;
    }
    if (is_unread_hello(sight)) {
        return Ending::other_refusal;
    }
    return sight.observation.client_hello ? Ending::closed : Ending::before_hello;
}

std::optional<Sender> decided_by(const ConnectionSight& sight, Ending ending) {
    if (ending == Ending::served) {
        return std::nullopt;
    }
    if (const auto* refused = std::get_if<Refused>(&sight.outcome)) {
        return refused->alert.sender;
    }
    return is_unread_hello(sight) ? Sender::server : Sender::client;
}

void take_outcome(TrialVerdict& verdict, const ConnectionSight& sight) {
    if (const auto* negotiated = std::get_if<Negotiated>(&sight.outcome)) {
        verdict.version = negotiated->version;
        verdict.cipher = negotiated->cipher;
    }
    if (const auto* refused = std::get_if<Refused>(&sight.outcome)) {
        verdict.alert = refused->alert;
    } else if (verdict.ending == Ending::distrusted) {
        verdict.alert = *sight.observation.decisive_alert();
    }
}

ExitWord compare(Ending ending, const process::Exit& exit) {
    if (ending == Ending::served) {
        return exit.succeeded() ? ExitWord::agrees : ExitWord::fails_after_success;
    }
    return exit.succeeded() && ending != Ending::no_request ? ExitWord::claims_success
                                                            : ExitWord::agrees;
}

std::string by_alert(const TrialVerdict& verdict) {
    return fmt::format("{} by the {}", alert_name(verdict.alert->description),
                       sender_name(verdict.alert->sender));
}

// What the client has done by then stands, and says nothing of what it would have done next.
bool is_final(Ending ending) {
    return ending == Ending::served || ending == Ending::no_request || ending == Ending::failed;
}

std::string sentence_of(const TrialVerdict& verdict, const ConnectionSight* sight) {
    switch (verdict.ending) {
        case Ending::served:
            return fmt::format("took {} with {}", wire_name(*verdict.version), verdict.cipher);
        case Ending::no_request:
            return fmt::format("took {} with {}, and sent no request", wire_name(*verdict.version),
                               verdict.cipher);
        case Ending::failed:
        case Ending::refused:
        case Ending::no_shared_suite:
        case Ending::other_refusal:
            return fmt::format("{}: {}", by_alert(verdict), sight->cause);
        case Ending::distrusted:
            return fmt::format("{}: the client does not accept the certificate", by_alert(verdict));
        case Ending::closed:
            return verdict.server_answered
                       ? "the client closed after the ServerHello, without an alert"
                       : "the client closed after its hello, without an alert";
        case Ending::before_hello:
            return "the client connected and closed without a ClientHello";
        case Ending::not_tls:
            return sight->cause;
        case Ending::never_connected:
            return "the client made no connection";
        case Ending::hung:
            return "the client was still at it when its time was over";
    }
    return {};
}

}  // namespace

std::string_view ending_name(Ending ending) {
    return std::find_if(ending_names.begin(), ending_names.end(),
                        [ending](const EndingName& each) { return each.ending == ending; })
        ->name;
}

std::string_view exit_word_name(ExitWord word) {
    switch (word) {
        case ExitWord::agrees:
            return "agrees";
        case ExitWord::claims_success:
            return "claims_success";
        case ExitWord::fails_after_success:
            return "fails_after_success";
    }
    return {};
}

TrialVerdict judge(const TrialFacts& facts) {
    TrialVerdict verdict;
    const auto version = facts.trial.version();
    for (std::size_t i = 0; i < facts.connections.size(); ++i) {
        const Ending ending = ending_of(facts.connections[i], version);
        if (!verdict.connection || ending < verdict.ending) {
            verdict.ending = ending;
            verdict.connection = i;
        }
    }
    const ConnectionSight* sight =
        verdict.connection ? &facts.connections[*verdict.connection] : nullptr;
    if (sight != nullptr) {
        verdict.decided_by = decided_by(*sight, verdict.ending);
        verdict.names_version = says(*sight, version);
        verdict.server_answered = sight->observation.server_hello.has_value();
        take_outcome(verdict, *sight);
    } else {
        verdict.decided_by = Sender::client;
    }
    if (facts.child.exit.timed_out && !is_final(verdict.ending)) {
        verdict.ending = Ending::hung;
    }
    verdict.exit_word = compare(verdict.ending, facts.child.exit);
    verdict.sentence = sentence_of(verdict, sight);
    return verdict;
}

std::string describe(const process::Exit& exit) {
    if (exit.timed_out) {
        return "stopped at its deadline";
    }
    return exit.status ? fmt::format("exit {}", *exit.status)
                       : fmt::format("ended by signal {}", exit.signal.value_or(0));
}

}  // namespace tlsmatrix::check
