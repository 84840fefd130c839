#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/stance.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::check {
namespace {

using Kind = Trial::Kind;

// Trusted is whose certificates the client is known to accept: a failure means something only
// beside it.
struct Trusted {
    bool works = false;
    bool rsa = false;
    bool ecdsa = false;

    [[nodiscard]] bool holds(const ServerProfile* profile) const {
        return profile == nullptr || (profile->key_type == certs::KeyType::rsa ? rsa : ecdsa);
    }
};

Trusted trusted_by(const Trials& trials, Level level) {
    Trusted trusted;
    for (const TrialResult& trial : trials) {
        const ServerProfile* profile = trial.facts.trial.profile;
        if (is_accepted(trial.verdict, level) && profile != nullptr) {
            trusted.works = true;
            (profile->key_type == certs::KeyType::rsa ? trusted.rsa : trusted.ecdsa) = true;
        }
    }
    return trusted;
}

// Tally is what the runs show, each in its own way.
struct Tally {
    bool refuses = false;          // the client ended it for the version
    bool turned_away = false;      // our server did, by the hello
    bool no_suite = false;         // our server did, since it has none of the hello's suites
    bool goes_on = false;          // after a ServerHello of the version
    bool ends = false;             // a forced handshake, for another reason
    bool closes = false;           // in the middle, without a word
    bool closes_at_hello = false;  // on a ServerHello alone
    std::string doubt = {};        // a run that says nothing, whatever the others do
};

void take_failure(Tally& tally, const TrialResult& trial, const Trusted& trusted) {
    const bool pinned = trial.facts.trial.kind == Kind::pinned;
    if (trial.facts.proxied && trial.verdict.exit_word == ExitWord::claims_success) {
        tally.doubt = "it says that it succeeded: it may have gone another way than by the proxy";
    }
    switch (trial.verdict.ending) {
        case Ending::refused:
            (is_refused_by_client(trial.verdict) ? tally.refuses : tally.turned_away) = true;
            break;
        case Ending::no_shared_suite:
            tally.no_suite = true;
            break;
        case Ending::goes_on:
            tally.goes_on = true;
            break;
        case Ending::closed:
            (trial.facts.trial.kind == Kind::server_hello ? tally.closes_at_hello : tally.closes) =
                true;
            break;
        case Ending::failed:
            tally.ends = true;
            break;
        case Ending::distrusted:
            if (pinned || !trusted.holds(trial.facts.trial.profile)) {
                tally.doubt = "it does not accept the certificate";
            }
            tally.ends = true;
            break;
        case Ending::before_hello:
            // A server shows nothing of its version before the hello: only a client that is told
            // the version can have decided by it.
            if (trusted.works && trial.facts.trial.told) {
                tally.refuses = true;
            } else {
                tally.doubt = "it never sent a hello";
            }
            break;
        case Ending::other_refusal:
            tally.doubt = "the server ended it for a reason that is no version";
            break;
        case Ending::not_tls:
            tally.doubt = "it does not speak TLS";
            break;
        case Ending::never_connected:
            tally.doubt = "it made no connection";
            break;
        case Ending::ambiguous:
            tally.doubt = "another client may have come";
            break;
        case Ending::hung:
            tally.doubt = "it was stopped at its deadline";
            break;
        case Ending::served:
        case Ending::no_request:
            break;
    }
}

// shown is what one run proves by itself, whatever the others do.
std::optional<Stance> shown(const TrialResult& trial, const Trusted& trusted, Level level) {
    const TrialVerdict& verdict = trial.verdict;
    const bool pinned = trial.facts.trial.kind == Kind::pinned;
    if (is_accepted(verdict, level)) {
        return Stance::accepts;
    }
    if (verdict.ending == Ending::no_request) {
        return Stance::no_request;
    }
    const bool trusts = trusted.holds(trial.facts.trial.profile);
    const bool closed_late = verdict.ending == Ending::closed && verdict.names_version &&
                             verdict.server_answered && trusts;
    if (pinned && (verdict.ending == Ending::failed || closed_late ||
                   (verdict.ending == Ending::distrusted && trusts))) {
        return Stance::offers;
    }
    return std::nullopt;
}

bool is_above_all(ProtocolVersion version, const std::vector<const ClientHello*>& hellos) {
    return std::all_of(hellos.begin(), hellos.end(),
                       [version](const ClientHello* hello) { return is_above(version, *hello); });
}

// offered_suites is what may be chosen at the version, in any of the hellos.
std::vector<std::uint16_t> offered_suites(ProtocolVersion version,
                                          const std::vector<const ClientHello*>& hellos) {
    std::vector<std::uint16_t> all;
    for (const ClientHello* hello : hellos) {
        for (const std::uint16_t suite : suites_for(*hello, version)) {
            all.push_back(suite);
        }
    }
    return all;
}

// A client that closes on a ServerHello refuses its version where it goes on after one that
// differs in nothing else.
bool has_control(const Trials& trials, std::uint16_t suite) {
    return std::any_of(trials.begin(), trials.end(), [&](const TrialResult& trial) {
        const Trial& control = trial.facts.trial;
        return control.kind == Kind::server_hello && control.suite == suite && control.version() &&
               trial.verdict.ending == Ending::goes_on;
    });
}

std::uint16_t suite_of_hello(const Trials& trials, const std::vector<std::size_t>& indexes) {
    for (const std::size_t index : indexes) {
        if (trials[index].facts.trial.kind == Kind::server_hello) {
            return trials[index].facts.trial.suite;
        }
    }
    return 0;
}

bool was_forced(const Trials& trials, const std::vector<std::size_t>& indexes) {
    return std::any_of(indexes.begin(), indexes.end(), [&](std::size_t index) {
        return trials[index].facts.trial.kind != Kind::pinned;
    });
}

Proof undecided(std::string doubt) {
    return {Stance::undecided, Basis::none, std::move(doubt)};
}

Proof refused_by(Basis basis) {
    return {Stance::refuses, basis, {}};
}

Proof prove_ends(const Tally& tally, const std::vector<std::uint16_t>& offered,
                 const Abilities& abilities) {
    for (const std::uint16_t suite : offered) {
        if (!abilities.can_finish(suite)) {
            return undecided(
                fmt::format("it offers {}, with which no server here can finish a handshake",
                            suite_name(suite)));
        }
    }
    if (!abilities.version_fixed) {
        return undecided("this OpenSSL has no server of one version alone, so none can force it");
    }
    if (tally.goes_on && !tally.ends) {
        return undecided(
            "it goes on after a ServerHello of the version, and no server here "
            "finishes the handshake with it");
    }
    if (tally.no_suite) {
        return undecided(
            "a server with the groups, signatures or certificates that it offers may "
            "get it there");
    }
    return tally.ends ? refused_by(Basis::client)
                      : undecided("it closed without an alert, which may be for any reason");
}

Proof prove_refusal(const Tally& tally, const Trials& trials,
                    const std::vector<std::size_t>& indexes, ProtocolVersion version,
                    const Abilities& abilities) {
    const auto hellos = hellos_in(trials, version);
    const auto offered = offered_suites(version, hellos);
    const bool forced = was_forced(trials, indexes);
    const bool ended = tally.refuses || tally.ends || tally.closes_at_hello;
    // Of a version without a suite in its hello, ServerHellos are all that it can end.
    if (tally.goes_on && (tally.refuses || (offered.empty() && ended))) {
        return undecided("it goes on after one ServerHello of the version and not after another");
    }
    if (offered.empty() && forced && ended) {
        return refused_by(Basis::offer);
    }
    if (tally.refuses) {
        return refused_by(Basis::client);
    }
    if (is_above_all(version, hellos) && tally.turned_away) {
        return refused_by(Basis::offer);
    }
    if (tally.closes_at_hello && !tally.goes_on &&
        has_control(trials, suite_of_hello(trials, indexes))) {
        return refused_by(Basis::client);
    }
    if (forced) {
        return prove_ends(tally, offered, abilities);
    }
    return undecided(tally.no_suite ? "a server with a cipher suite that it offers may get it there"
                     : tally.closes ? "it closed without an alert, which may be for any reason"
                                    : "our own server turned it away, and no run forced it");
}

}  // namespace

Proof prove(const Trials& trials, const std::vector<std::size_t>& indexes, ProtocolVersion version,
            Level level, const Abilities& abilities) {
    if (indexes.empty()) {
        return {Stance::not_tried};
    }
    const Trusted trusted = trusted_by(trials, level);
    Tally tally;
    Stance best = Stance::undecided;
    for (const std::size_t index : indexes) {
        const auto stance = shown(trials[index], trusted, level);
        best = std::min(best, stance.value_or(Stance::undecided));
        take_failure(tally, trials[index], trusted);
    }
    if (best != Stance::undecided) {
        return {best};
    }
    return tally.doubt.empty() ? prove_refusal(tally, trials, indexes, version, abilities)
                               : undecided(tally.doubt);
}

}  // namespace tlsmatrix::check
