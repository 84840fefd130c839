// What a watch makes of how a connection ended: whose word it is, and the account of that.
#include <fmt/format.h>

#include <tlsmatrix/relay/detail/wire_watch.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::relay {
namespace {

// How the end that was left, or refused, would put it: what it has been set up to is not known.
account::OwnEnd own_end(Sender self, const Observation& seen) {
    account::OwnEnd own;
    own.self = self;
    const auto chosen =
        seen.server_hello ? protocol_version_from_code(seen.server_hello->version) : std::nullopt;
    if (self == Sender::server && chosen) {
        own.versions = {*chosen};  // the least that it has
    }
    return own;
}

std::string milliseconds(std::chrono::milliseconds duration) {
    return fmt::format("{:.3g} s", std::chrono::duration<double>(duration).count());
}

}  // namespace

bool WireWatch::may_have_succeeded() const {
    return is_1_3() && client_.concealed >= finished_size();
}

HandshakeOutcome WireWatch::negotiated() const {
    const ServerHello& hello = *seen_.server_hello;
    return Negotiated{*protocol_version_from_code(hello.version), suite_name(hello.cipher_suite),
                      group_, resumed_};
}

std::string WireWatch::unseen() const {
    if (may_have_succeeded()) {
        return fmt::format(
            "all behind the ServerHello is encrypted, and may be padded: what the client sent may "
            "have been its Finished or a refusal, {}",
            server_.went_on ? "and what the server sent behind it data or a refusal"
                            : "and nobody between the two can know whether the server accepted it");
    }
    if (settled_) {
        return {};
    }
    const Sender judge = is_1_3() || resumed_ ? Sender::server : Sender::client;
    return fmt::format(
        "whether the {} accepted the {}'s Finished is not to be seen from between the two: it sent "
        "no data behind it",
        sender_name(judge), sender_name(other(judge)));
}

// outcome_of sets whose side of it is told: the end that the last word came to.
HandshakeOutcome WireWatch::outcome_of(const Ending& ending, Sender& self) {
    const bool known =
        seen_.server_hello && protocol_version_from_code(seen_.server_hello->version);
    const bool left_by_server =
        ending.by == Sender::server &&
        (ending.kind == Ending::Kind::closed || ending.kind == Ending::Kind::reset);
    const bool done = is_1_3() ? !unread_alert_ && !left_by_server : true;
    const ObservedAlert* alert = seen_.decisive_alert();
    if (known && (settled_ || (both_finished() && done && alert == nullptr))) {
        return negotiated();
    }
    if (alert != nullptr) {
        self = other(alert->sender);
        return Refused{*alert};
    }
    for (const Direction* each : {&client_, &server_}) {
        if (!each->stream.stray().empty()) {
            self = each == &client_ ? Sender::server : Sender::client;
            return Aborted{"the first bytes that came are not TLS"};
        }
    }
    if (unread_alert_ && seen_.server_hello) {
        self = other(*unread_alert_);
        if (is_1_3() && *unread_alert_ == Sender::server) {
            return Aborted{fmt::format(
                "the server sent an encrypted record as long as an alert after it chose {}, and no "
                "more: only the two ends can read which one it is, or whether it is one",
                version_code_name(seen_.server_hello->version))};
        }
        return Aborted{fmt::format(
            "the {} sent an encrypted alert after the server chose {}, and no more: only the two "
            "ends can read which one it is",
            sender_name(*unread_alert_), version_code_name(seen_.server_hello->version))};
    }
    self = other(ending.by);
    switch (ending.kind) {
        case Ending::Kind::reset:
            seen_.reset = true;
            return Aborted{fmt::format("the {} reset the connection", sender_name(ending.by))};
        case Ending::Kind::closed:
            return Closed{fmt::format("the {} closed the connection", sender_name(ending.by))};
        case Ending::Kind::timed_out:
            self = last_.value_or(Sender::server);
            self = seen_.client_hello ? self : Sender::server;
            // It did speak, and then no more: what it waits for cannot be told.
            if (seen_.server_hello && of(other(self)).after_choice) {
                return Aborted{fmt::format(
                    "the handshake did not end within {}: the {} spoke last, after the server had "
                    "chosen {}",
                    milliseconds(ending.after), sender_name(*last_),
                    version_code_name(seen_.server_hello->version))};
            }
            return TimedOut{ending.after};
        case Ending::Kind::settled:
        case Ending::Kind::broken:
            break;
    }
    return Aborted{ending.words};
}

// What the ends did behind the first end of file stands beside it.
Account WireWatch::account_of(const HandshakeOutcome& outcome, const Ending& ending, Sender self) {
    const bool closed = std::holds_alternative<Closed>(outcome);
    Observation seen = seen_;
    if (closed && ended_before_choice_) {
        seen.server_hello.reset();
    }
    Account told = account::of({.seen = seen, .outcome = outcome, .own = own_end(self, seen)});
    if (std::holds_alternative<Negotiated>(outcome)) {
        return told;
    }
    const Direction& ender = of(ending.by);
    if (closed && seen.server_hello && !(ender.stream.rest().empty() && ender.message.empty())) {
        told.sentence += "; it stopped in the middle of a message";
    }
    if (may_have_succeeded() && seen.decisive_alert() == nullptr) {
        told.sentence +=
            "; the client had answered the ServerHello, and the handshake may have succeeded";
    }
    if (ended_ && (!reactions_.empty() || unread_reaction_)) {
        told.sentence +=
            fmt::format("; behind that the {} sent {}", sender_name(other(*ended_)),
                        !reactions_.empty() ? alert_name(reactions_.front().description)
                        : is_1_3()          ? std::string("an encrypted record as long as an alert")
                                            : std::string("an encrypted alert"));
    }
    if (!told.stopped) {
        told.stopped = unread_alert_;
    }
    return told;
}

HandshakeTold WireWatch::conclude(const Ending& ending, Time at) {
    HandshakeTold told;
    told.duration = at;
    Sender self = Sender::client;
    told.outcome = outcome_of(ending, self);
    Direction& peer = of(other(self));
    seen_.received = peer.bytes;
    seen_.stray = peer.stream.stray();
    const bool came_about = std::holds_alternative<Negotiated>(told.outcome);
    const bool undecided = may_have_succeeded() && seen_.decisive_alert() == nullptr;
    if (came_about || undecided) {
        told.unseen = unseen();
    }
    told.told = account_of(told.outcome, ending, self);
    seen_.alerts.insert(seen_.alerts.end(), reactions_.begin(), reactions_.end());
    told.unread_alert = unread_alert_;
    told.seen = std::move(seen_);
    told.passages = std::move(passages_);
    told.passages_left_out = passages_left_out_;
    return told;
}

}  // namespace tlsmatrix::relay
