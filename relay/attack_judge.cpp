#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/relay/attack_judge.hpp>

namespace tlsmatrix::relay {
namespace {

// Before is the handshake without an attack, and how the client ended with it.
struct Before {
    const HandshakeTold& told;
    const Negotiated& agreed;
    std::optional<int> exit;
};

bool passed_by(const HandshakeTold& told, Sender from, std::string_view message) {
    return std::any_of(told.passages.begin(), told.passages.end(), [&](const Passage& each) {
        return each.from == from && each.message == message;
    });
}

// The client has taken the server's whole answer for good.
bool client_went_on(const HandshakeTold& told) {
    return passed_by(told, Sender::client, "ClientKeyExchange") ||
           passed_by(told, Sender::client, "Certificate");
}

// fits tells whether an end could have looked at that when it stopped: what passed until then.
bool fits(const Notice& notice, const HandshakeTold& told) {
    const auto& choice = told.seen.server_hello;
    switch (notice.check) {
        case Check::unexpected_alert:
            return !told.seen.alerts.empty();
        case Check::version_choice:
            return notice.by == Sender::server ? !choice : choice && !client_went_on(told);
        case Check::sentinel:
            return choice && choice->sentinel != DowngradeSentinel::none && !client_went_on(told);
        case Check::key_exchange_signature:
            return passed_by(told, Sender::server, "ServerKeyExchange") && !client_went_on(told);
        case Check::finished: {
            const Sender spoke = other(notice.by);
            return passed_by(told, spoke, "encrypted Finished") ||
                   passed_by(told, spoke, "encrypted record");
        }
        case Check::fallback_scsv:
            break;
    }
    return told.seen.client_hello && told.seen.client_hello->has_fallback_scsv() && !choice;
}

std::string alert_words_of(const std::optional<std::uint8_t>& alert, bool encrypted) {
    return alert       ? " with " + alert_name(*alert)
           : encrypted ? " with an alert that only the two ends can read"
                       : " without an alert";
}

// A later connection that offers less is what an attacker wants.
std::optional<Judged> retreat_in(const Before& before, const Drive& attacked) {
    const auto best = before.told.seen.client_hello->highest_offered();
    for (const HandshakeTold& each : attacked.handshakes) {
        const auto& hello = each.seen.client_hello;
        if (!hello || hello->highest_offered() >= best) {
            continue;
        }
        const auto* agreed = std::get_if<Negotiated>(&each.outcome);
        const auto* refused = std::get_if<Refused>(&each.outcome);
        Judged made{
            .verdict = AttackVerdict::failed,
            .words = fmt::format("then the client offered less, {}{}", hello->offered_words(),
                                 agreed == nullptr
                                     ? std::string()
                                     : fmt::format(", and got {}", wire_name(agreed->version)))};
        if (agreed != nullptr) {
            made.negotiated = agreed->version;
        }
        if (refused != nullptr && hello->has_fallback_scsv() &&
            refused->alert ==
                Alert{alert_code::inappropriate_fallback, refused->alert.level, Sender::server}) {
            made.verdict = AttackVerdict::explained;
            made.noticed_by = Sender::server;
            made.check = Check::fallback_scsv;
            made.alert = refused->alert.description;
            made.words += ", with TLS_FALLBACK_SCSV, which the server refused with " +
                          alert_name(refused->alert.description);
        }
        return made;
    }
    return std::nullopt;
}

std::string exit_words(const std::optional<int>& exit) {
    return exit ? fmt::format("exited with {}", *exit) : std::string("did not end by itself");
}

Judged judge_unchanged(const Before& before, const HandshakeTold& told,
                       const std::optional<int>& exit) {
    const auto* agreed = std::get_if<Negotiated>(&told.outcome);
    if (agreed == nullptr) {
        return {.verdict = told.unseen.empty() ? AttackVerdict::failed : AttackVerdict::undecided,
                .words = fmt::format("no handshake came about: {}", told.told.sentence.empty()
                                                                        ? describe(told.outcome)
                                                                        : told.told.sentence)};
    }
    Judged made{.verdict = AttackVerdict::passed,
                .negotiated = agreed->version,
                .words = fmt::format("the handshake came about at {}{}", wire_name(agreed->version),
                                     told.attacked.empty() ? ": there was nothing to change" : "")};
    if (agreed->version != before.agreed.version || agreed->cipher != before.agreed.cipher) {
        made.verdict = AttackVerdict::failed;
        made.words =
            fmt::format("it came to {}, {}, and not to {}, {}", wire_name(agreed->version),
                        agreed->cipher, wire_name(before.agreed.version), before.agreed.cipher);
    } else if (exit != before.exit) {
        made.verdict = AttackVerdict::failed;
        made.words += fmt::format(", but the client {}, and had {} without an attack",
                                  exit_words(exit), exit_words(before.exit));
    } else if (!told.unseen.empty() && exit != 0) {
        made.verdict = AttackVerdict::undecided;
        made.words += ", as far as can be seen: " + told.unseen;
    }
    return made;
}

// Nobody is seen to have noticed. Below 1.3 it came about where data has passed; in 1.3 the relay
// sees lengths, and has the client's own word.
Judged judge_unnoticed(const Before& before, const HandshakeTold& told, const Forecast& expected,
                       const std::optional<int>& exit) {
    const auto* agreed = std::get_if<Negotiated>(&told.outcome);
    const auto version = agreed == nullptr ? std::nullopt : std::optional(agreed->version);
    if (agreed != nullptr && told.unseen.empty()) {
        return {.verdict = AttackVerdict::failed,
                .negotiated = version,
                .words = fmt::format("nobody noticed: the handshake came about at {}",
                                     wire_name(*version))};
    }
    const auto by_client =
        std::find_if(expected.notices.begin(), expected.notices.end(),
                     [](const Notice& each) { return each.by == Sender::client; });
    if (before.exit == 0 && exit != 0 && by_client != expected.notices.end()) {
        return {.verdict = AttackVerdict::explained,
                .noticed_by = Sender::client,
                .check = by_client->check,
                .words = fmt::format("the client {}, and had succeeded without an attack; what it "
                                     "sent in the handshake is encrypted",
                                     exit_words(exit))};
    }
    return {.verdict = AttackVerdict::undecided,
            .negotiated = version,
            .words = fmt::format("a handshake may have come about, and the client {}: {}",
                                 exit_words(exit), told.unseen)};
}

Judged judge_notice(const Forecast& expected, const HandshakeTold& told) {
    const auto* refused = std::get_if<Refused>(&told.outcome);
    const auto alert =
        refused == nullptr ? std::nullopt : std::optional(refused->alert.description);
    const auto by = refused == nullptr ? told.told.stopped : std::optional(refused->alert.sender);
    if (!by) {
        return {.verdict = AttackVerdict::undecided,
                .words = fmt::format("no handshake came about, and nobody says who noticed: {}",
                                     describe(told.outcome))};
    }
    const bool encrypted = !alert && told.unread_alert == by;
    const std::string end =
        fmt::format("the {} stopped{}", sender_name(*by), alert_words_of(alert, encrypted));
    const Notice* likely = nullptr;
    for (const Notice& each : expected.notices) {
        if (each.by != *by || !fits(each, told)) {
            continue;
        }
        likely = likely == nullptr ? &each : likely;
        const bool asked_for = each.alerts.empty() || encrypted ||
                               (alert && std::find(each.alerts.begin(), each.alerts.end(),
                                                   *alert) != each.alerts.end());
        if (asked_for) {
            return {.verdict = AttackVerdict::passed,
                    .noticed_by = by,
                    .check = each.check,
                    .alert = alert,
                    .words = fmt::format("{}, by {}", end, check_words(each.check))};
        }
    }
    if (likely == nullptr) {
        return {.verdict = AttackVerdict::failed,
                .noticed_by = by,
                .alert = alert,
                .words = end + ", which is not in the forecast"};
    }
    std::string wanted;
    for (const std::uint8_t each : likely->alerts) {
        wanted += (wanted.empty() ? "" : " or ") + alert_name(each);
    }
    return {.verdict = AttackVerdict::explained,
            .noticed_by = by,
            .check = likely->check,
            .alert = alert,
            .words = fmt::format("{}, where it looks at {}; the standards ask for {} there", end,
                                 check_words(likely->check), wanted)};
}

Judged judge_one(const Forecast& expected, const Before& before, const HandshakeTold& told,
                 const std::optional<int>& exit) {
    const bool agreed = std::holds_alternative<Negotiated>(told.outcome);
    switch (expected.effect) {
        case Effect::nothing:
            return judge_unchanged(before, told, exit);
        case Effect::cut:
            return {.verdict = agreed ? AttackVerdict::failed : AttackVerdict::passed,
                    .words = agreed ? "a handshake came about all the same"
                                    : "no handshake came about, and the client offered no less"};
        case Effect::either:
            return agreed ? judge_unchanged(before, told, exit) : judge_notice(expected, told);
        case Effect::noticed:
            break;
    }
    return agreed || !told.unseen.empty() ? judge_unnoticed(before, told, expected, exit)
                                          : judge_notice(expected, told);
}

}  // namespace

const HandshakeTold* first_negotiated(const Drive& drive) {
    const auto found = std::find_if(
        drive.handshakes.begin(), drive.handshakes.end(), [](const HandshakeTold& each) {
            return std::holds_alternative<Negotiated>(each.outcome) && each.seen.client_hello;
        });
    return found == drive.handshakes.end() ? nullptr : &*found;
}

Judged judge(const Forecast& expected, const Drive& ordinary, const Drive& attacked) {
    const HandshakeTold& first = *first_negotiated(ordinary);
    const Before before{first, std::get<Negotiated>(first.outcome), ordinary.exit};
    if (attacked.handshakes.empty()) {
        return {.verdict = AttackVerdict::undecided, .words = "the client made no connection"};
    }
    if (auto retreat = retreat_in(before, attacked)) {
        return *retreat;
    }
    std::optional<Judged> worst;
    for (const HandshakeTold& each : attacked.handshakes) {
        if (each.attacked.empty() && expected.effect != Effect::nothing) {
            continue;
        }
        Judged made = judge_one(expected, before, each, attacked.exit);
        if (!worst || made.verdict > worst->verdict) {
            worst = std::move(made);
        }
    }
    return worst.value_or(
        Judged{.verdict = AttackVerdict::undecided,
               .words = "the client's hello could not be read, and so was not attacked"});
}

}  // namespace tlsmatrix::relay
