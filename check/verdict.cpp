#include <fmt/format.h>

#include <tlsmatrix/check/offered_hello.hpp>
#include <tlsmatrix/check/verdict.hpp>

namespace tlsmatrix::check {
namespace {

// no_certificate is SSLv3's.
bool is_about_certificate(const Alert& alert) {
    constexpr std::uint8_t no_certificate = 41;
    return tlsmatrix::is_about_certificate(alert.description) ||
           alert.description == no_certificate;
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

// A server that forces its version looks at no list of versions: what it misses is a suite.
Ending ending_by_server(const ConnectionSight& sight, const Alert& alert, const Trial& trial) {
    const auto version = trial.version();
    const bool forced = trial.kind == Trial::Kind::version_fixed;
    switch (alert.description) {
        case alert_code::protocol_version:
            return Ending::refused;
        case alert_code::handshake_failure:
            return excludes(sight, version) && !forced ? Ending::refused
                   : says(sight, version)              ? Ending::failed
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

Ending ending_of(const ConnectionSight& sight, const Trial& trial) {
    if (trial.kind == Trial::Kind::server_hello &&
        std::holds_alternative<TimedOut>(sight.outcome)) {
        return Ending::goes_on;
    }
    if (std::holds_alternative<Negotiated>(sight.outcome)) {
        return ending_after_handshake(sight);
    }
    if (const auto* refused = std::get_if<Refused>(&sight.outcome)) {
        return refused->alert.sender == Sender::client
                   ? ending_by_client(sight, refused->alert)
                   : ending_by_server(sight, refused->alert, trial);
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

// Why it ended is the account's word, behind the alert where there was one.
std::string with_alert(const TrialVerdict& verdict, const std::string& cause) {
    return verdict.alert ? fmt::format("{} by the {}: {}", alert_name(verdict.alert->description),
                                       sender_name(verdict.alert->sender), cause)
                         : cause;
}

// What the client has done by then stands, and says nothing of what it would have done next.
bool is_final(Ending ending) {
    return ending == Ending::served || ending == Ending::no_request || ending == Ending::failed;
}

// says_more tells whether a connection has more to say than the one that decides so far. Of two
// refusals that is our own server's: it leaves open what the client would have done.
bool says_more(const ConnectionSight& sight, Ending ending, const TrialFacts& facts,
               const TrialVerdict& verdict) {
    const ConnectionSight& decided = facts.connections[*verdict.connection];
    return ending < verdict.ending || (ending == verdict.ending && ending == Ending::refused &&
                                       decided_by(sight, ending) == Sender::server &&
                                       decided_by(decided, ending) == Sender::client);
}

// Behind a proxy it may have asked for something else.
std::string no_connection(const TrialFacts& facts) {
    const bool spared = facts.trial.spared && !facts.connections.empty();
    if (!spared && facts.proxied && !facts.proxied->refused.empty()) {
        return fmt::format("the client asked the proxy for nothing that it answers, as '{}'",
                           facts.proxied->refused.front().asked);
    }
    return spared          ? "the client did not come back with that offer"
           : facts.proxied ? "the client did not ask the proxy"
           : facts.invited ? "nobody came"
                           : "the client made no connection";
}

std::string sentence_of(const TrialVerdict& verdict, const ConnectionSight* sight,
                        const TrialFacts& facts) {
    switch (verdict.ending) {
        case Ending::served:
            return fmt::format("took {} with {}", wire_name(*verdict.version), verdict.cipher);
        case Ending::no_request:
            return fmt::format("took {} with {}, and sent no request", wire_name(*verdict.version),
                               verdict.cipher);
        case Ending::goes_on:
        case Ending::closed:
        case Ending::before_hello:
        case Ending::not_tls:
        case Ending::failed:
        case Ending::refused:
        case Ending::distrusted:
        case Ending::no_shared_suite:
        case Ending::other_refusal:
            return with_alert(verdict, sight->cause);
        case Ending::never_connected:
            return no_connection(facts);
        case Ending::ambiguous:
            return facts.doubtful_visitor;
        case Ending::hung:
            return "the client was still at it when its time was over";
    }
    return {};
}

}  // namespace

TrialVerdict judge(const TrialFacts& facts) {
    TrialVerdict verdict;
    if (!facts.doubtful_visitor.empty()) {
        verdict.ending = Ending::ambiguous;
        verdict.sentence = facts.doubtful_visitor;
        return verdict;
    }
    const auto version = facts.trial.version();
    for (std::size_t i = 0; i < facts.connections.size(); ++i) {
        const ConnectionSight& sight = facts.connections[i];
        const Ending ending = ending_of(sight, facts.trial);
        // Where its retries are served, what was attacked says nothing.
        if (!(facts.trial.spared && sight.attacked) &&
            (!verdict.connection || says_more(sight, ending, facts, verdict))) {
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
    verdict.exit_word =
        facts.invited ? ExitWord::agrees : compare(verdict.ending, facts.child.exit);
    verdict.sentence = sentence_of(verdict, sight, facts);
    return verdict;
}

}  // namespace tlsmatrix::check
