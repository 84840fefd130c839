#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/relay/forecast.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>

namespace tlsmatrix::relay {
namespace {

using enum ProtocolVersion;

constexpr std::uint8_t bad_record_mac = 20;
constexpr std::uint8_t decode_error = 50;
constexpr std::uint8_t decrypt_error = 51;
constexpr std::uint8_t missing_extension = 109;

// Known is what follows from the baseline.
struct Known {
    explicit Known(const Baseline& of)
        : baseline(of),
          chosen(protocol_version_from_code(of.choice.version).value_or(tls_1_2)),
          best(of.hello.highest_offered().value_or(tls_1_0)) {
        const CipherSuite* suite = find_suite(of.choice.cipher_suite);
        is_signed = suite == nullptr || signs_key_exchange(*suite);
    }
    [[nodiscard]] bool offers(std::uint16_t type) const {
        const auto& types = baseline.hello.extensions;
        return std::find(types.begin(), types.end(), type) != types.end();
    }

    const Baseline& baseline;
    ProtocolVersion chosen;
    ProtocolVersion best;
    bool is_signed = true;
};

// In 1.3 the keys come of both hellos (RFC 8446's key schedule), so the client cannot read what
// comes next; below, the server cannot read or verify the client's Finished. With
// extended_master_secret the keys come of the messages there too.
Notice by_finished(const Known& known) {
    return known.chosen == tls_1_3
               ? Notice{Sender::client, Check::finished, {bad_record_mac, decrypt_error}}
               : Notice{Sender::server, Check::finished, {bad_record_mac, decrypt_error}};
}

Forecast changed_hello(const Known& known, std::string_view what) {
    return {.effect = Effect::noticed,
            .notices = {by_finished(known)},
            .sentence = fmt::format(
                "{}, which a server need not mind; but {} of all messages, and "
                "those of the two ends differ",
                what, known.chosen == tls_1_3 ? "the keys are made" : "Finished is made"),
            .standard = known.chosen == tls_1_3 ? Standard::handshake_protocol
                                                : Standard::handshake_overview_1_2};
}

Forecast unchanged(std::string sentence) {
    return {.effect = Effect::nothing, .sentence = std::move(sentence)};
}

// lowered is what comes of a hello that has no list and offers `offered`.
Forecast lowered(const Known& known, ProtocolVersion offered) {
    const ProtocolVersion most = std::min(offered, tls_1_2);
    const Notice not_accepted{Sender::client,
                              Check::version_choice,
                              {alert_code::protocol_version, alert_code::illegal_parameter}};
    if (most >= known.chosen) {
        Forecast made = changed_hello(known, "the hello offers less, and the same can be chosen");
        // A hole in the list is gone with it.
        if (most > known.chosen && !known.baseline.hello.allowed_versions().contains(most)) {
            made.notices.push_back(not_accepted);
        }
        return made;
    }
    Forecast made{.effect = Effect::noticed, .standard = Standard::server_hello};
    made.notices.push_back({Sender::client, Check::sentinel, {alert_code::illegal_parameter}});
    made.notices.push_back(not_accepted);
    made.notices.push_back({Sender::server,
                            Check::version_choice,
                            {alert_code::protocol_version, alert_code::handshake_failure}});
    made.notices.push_back({Sender::server, Check::finished, {bad_record_mac, decrypt_error}});
    made.sentence = fmt::format(
        "a server that can do {} or less chooses that, and says by the sentinel that it supports "
        "more; one that cannot refuses; Finished stops a client that looks at no sentinel",
        wire_name(most));
    return made;
}

Forecast stripped(const Known& known) {
    if (!known.baseline.hello.supported_versions) {
        return unchanged("the hello has no supported_versions");
    }
    return lowered(
        known, protocol_version_from_code(known.baseline.hello.legacy_offer()).value_or(tls_1_2));
}

Forecast legacy_lowered(const Known& known, std::uint32_t version) {
    if (version == known.baseline.hello.legacy_version) {
        return unchanged("the hello's legacy_version is that already");
    }
    const ProtocolVersion set =
        protocol_version_from_code(static_cast<std::uint16_t>(version)).value_or(tls_1_0);
    if (!known.baseline.hello.supported_versions) {
        return lowered(known, set);
    }
    Forecast made = changed_hello(known, "legacy_version says nothing beside supported_versions");
    // An old server does not know that extension.
    if (set < known.chosen && known.chosen < tls_1_3) {
        const Forecast old = lowered(known, set);
        made.notices.insert(made.notices.end(), old.notices.begin(), old.notices.end());
    }
    return made;
}

Forecast cut(std::string sentence) {
    return {.effect = Effect::cut,
            .sentence = std::move(sentence),
            .standard = Standard::older_servers};
}

Forecast cut_above(const Known& known, const Attack& attack) {
    if (static_cast<std::uint32_t>(known.best) <= attack.value) {
        return unchanged("the hello offers no more than that");
    }
    return cut(
        "nothing tells the client an attack from an accident; it must not offer less for it");
}

Forecast other_version(const Known& known, std::uint32_t version) {
    if (version == static_cast<std::uint32_t>(known.chosen)) {
        return unchanged("the server chose that");
    }
    Forecast made{.effect = Effect::noticed, .standard = Standard::supported_versions};
    const auto set = protocol_version_from_code(static_cast<std::uint16_t>(version));
    // In 1.3's extension no version below it may stand, offered or not.
    const bool accepts = known.chosen != tls_1_3 && set && *set != tls_1_3 &&
                         known.baseline.hello.allowed_versions().contains(*set);
    if (!accepts) {
        made.notices = {{Sender::client,
                         Check::version_choice,
                         {alert_code::protocol_version, alert_code::illegal_parameter}}};
        made.sentence = fmt::format("no client accepts {} there",
                                    version_code_name(static_cast<std::uint16_t>(version)));
        return made;
    }
    made.standard = Standard::handshake_overview_1_2;
    made.notices = {{Sender::client, Check::version_choice, {alert_code::illegal_parameter}},
                    {Sender::server, Check::finished, {bad_record_mac, decrypt_error}}};
    if (known.is_signed) {
        made.notices.insert(
            made.notices.begin(),
            {Sender::client, Check::key_exchange_signature, {decrypt_error, decode_error}});
    }
    made.sentence = fmt::format(
        "the client offers {} too, and goes on by its rules, which the suite, {}the keys and "
        "Finished of the server do not go by",
        version_code_name(static_cast<std::uint16_t>(version)),
        known.is_signed ? "the signature of ServerKeyExchange, " : "");
    return made;
}

// The random is signed where there is a ServerKeyExchange, and goes into all keys.
Notice by_random(const Known& known) {
    if (known.chosen == tls_1_3 || !known.is_signed) {
        return by_finished(known);
    }
    return {Sender::client, Check::key_exchange_signature, {decrypt_error}};
}

std::string_view random_words(const Known& known) {
    if (known.chosen == tls_1_3) {
        return "the keys are made of the ServerHello, and the client cannot read what comes next";
    }
    return known.is_signed ? "the server signed another random"
                           : "nobody signs the random of static RSA: the keys differ, and the "
                             "server cannot read the client's Finished";
}

Forecast with_sentinel(const Known& known, std::uint32_t of) {
    const bool at_1_2 = of >= static_cast<std::uint32_t>(tls_1_2);
    const bool warns = known.chosen < tls_1_3 && known.best > known.chosen &&
                       (at_1_2 ? known.best == tls_1_3 : known.best >= tls_1_2);
    Forecast made{.effect = Effect::noticed,
                  .notices = {by_random(known)},
                  .standard = Standard::server_hello};
    const std::string_view random = random_words(known);
    if (warns) {
        made.notices.insert(made.notices.begin(),
                            {Sender::client, Check::sentinel, {alert_code::illegal_parameter}});
        made.sentence = fmt::format(
            "the client offers more than was chosen, and takes it for a downgrade; else {}",
            random);
    } else {
        made.sentence = fmt::format("the sentinel says nothing to this client; but {}", random);
    }
    return made;
}

}  // namespace

Forecast forecast(const Attack& attack, const Baseline& baseline) {
    const Known known(baseline);
    switch (attack.kind) {
        case AttackKind::reset_above:
        case AttackKind::close_above:
        case AttackKind::stall_above:
            return cut_above(known, attack);
        case AttackKind::forge_alert:
            return cut(
                "nobody signs an alert in plain text, so the client believes it; it must "
                "not offer less for it");
        case AttackKind::strip_versions:
            return stripped(known);
        case AttackKind::lower_version:
            return legacy_lowered(known, attack.value);
        case AttackKind::forge_warning:
            return {
                .effect = Effect::either,
                .notices = {{Sender::client, Check::unexpected_alert, {}}},
                .sentence = "nobody signs a warning; a client may go on behind it, or stop for it",
                .standard = Standard::alerts_1_2};
        case AttackKind::split_records:
        case AttackKind::split_segments:
        case AttackKind::delay:
            return unchanged("no message is changed");
        case AttackKind::server_version:
            return other_version(known, attack.value);
        case AttackKind::set_sentinel:
            return with_sentinel(known, attack.value);
        case AttackKind::clear_sentinel:
            if (baseline.choice.sentinel == DowngradeSentinel::none) {
                return unchanged("the server sets no sentinel");
            }
            return {.effect = Effect::noticed,
                    .notices = {by_random(known)},
                    .sentence = std::string(random_words(known)),
                    .standard = Standard::server_hello};
        case AttackKind::drop_extension:
            if (!known.offers(static_cast<std::uint16_t>(attack.value))) {
                return unchanged("the hello has no such extension");
            }
            break;
        case AttackKind::pad:
            return changed_hello(known, "the hello is longer");
        case AttackKind::grease:
            return changed_hello(known, "the hello has codes that nobody knows");
    }
    if (attack.value == extension::supported_versions) {
        return stripped(known);
    }
    Forecast made = changed_hello(known, "the hello has an extension less");
    made.notices.push_back(
        {Sender::server,
         Check::version_choice,
         {missing_extension, alert_code::handshake_failure, alert_code::illegal_parameter}});
    return made;
}

}  // namespace tlsmatrix::relay
