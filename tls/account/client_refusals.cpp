// What a client refuses for.
#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::account {
namespace {

using namespace condition;
using enum ProtocolVersion;

constexpr Condition sentinel_set{
    "the server's random says that it supports more", [](const View& view) {
        return view.answer != nullptr && view.answer->sentinel != DowngradeSentinel::none;
    }};
// Of what the sentinel warns of the server supports one version for sure where there is no hole.
constexpr Condition offer_without_hole{
    "the hello offered all that it can warn of", [](const View& view) {
        if (view.answer == nullptr) {
            return false;
        }
        const VersionSet warned = view.answer->sentinel == DowngradeSentinel::tls_1_2
                                      ? VersionSet{tls_1_3}
                                      : VersionSet{tls_1_2, tls_1_3};
        return (warned - view.allowed).empty();
    }};
constexpr Condition offers_more{
    "the hello's best lies above the version chosen",
    [](const View& view) { return view.best && view.chosen && *view.best > *view.chosen; }};
constexpr Condition offers_1_2_at_most{"the hello's best is TLSv1.2",
                                       [](const View& view) { return view.best == tls_1_2; }};
// A server knows whether its own random warned; at a client libssl's reason tells that it minded.
constexpr Condition minded{
    "libssl minds the sentinel, where it is the client's own", [](const View& view) {
        return view.at_server() || view.seen().reason == reason::inappropriate_fallback;
    }};
// A version outside the client's set is refused with protocol_version before the random counts.
constexpr Condition minded_or_outside{
    "the client minds the sentinel, or the version", [](const View& view) {
        return view.seen().reason == reason::inappropriate_fallback ||
               (view.alert != nullptr && view.alert->description == alert_code::protocol_version);
    }};
constexpr Condition best_chosen{"the version chosen is the hello's best", [](const View& view) {
                                    return view.best && view.best == view.chosen;
                                }};
constexpr Condition not_accepted{
    "the hello does not surely accept the version chosen", [](const View& view) {
        if (view.hello == nullptr || view.answer == nullptr) {
            return false;
        }
        if (!view.chosen) {
            return true;
        }
        const bool listed = view.hello->supported_versions && view.named.contains(*view.chosen);
        if (view.at_server()) {
            return !listed && view.best != view.chosen;
        }
        const account::OwnEnd& own = view.facts.own;
        const VersionSet accepted = own.run.empty() ? own.versions : own.run;
        return !accepted.contains(*view.chosen) || !view.allowed.contains(*view.chosen);
    }};

template <CertificateFault... faults>
constexpr Condition found{"the client found this with the certificate", [](const View& view) {
                              return !view.at_server() &&
                                     ((view.facts.certificate == faults) || ...);
                          }};
constexpr Condition found_any{"the client found a fault in the certificate", [](const View& view) {
                                  return !view.at_server() &&
                                         view.facts.certificate != CertificateFault::none;
                              }};
constexpr Condition certificate_alert{
    "the alert is about a certificate", [](const View& view) {
        constexpr std::uint8_t bad_certificate_status_response = 113;
        return view.alert != nullptr &&
               (is_about_certificate(view.alert->description) ||
                view.alert->description == bad_certificate_status_response);
    }};
constexpr Condition old_chosen{"the version chosen is signed with SHA-1", [](const View& view) {
                                   return view.chosen && *view.chosen <= tls_1_1;
                               }};

// warned_of is what the sentinel tells of the server (RFC 8446 section 4.1.3).
std::string_view warned_of(const View& view) {
    return view.answer->sentinel == DowngradeSentinel::tls_1_2 ? "TLSv1.3" : "TLSv1.2 or above";
}
std::string sentinel_says(const View& view) {
    return fmt::format(
        "the server chose {}, and the downgrade sentinel in ServerHello.random says that it "
        "supports {}",
        chosen(view), warned_of(view));
}
std::string tell_offers_nothing(const View& view) {
    const account::OwnEnd& own = view.facts.own;
    const bool leveled = own.openssl && own.security_level > 0;
    return fmt::format(
        "the client has no version left to offer{}, and sent protocol_version in place of a "
        "hello: its set is {}{}",
        leveled ? fmt::format(" at security level {} of its OpenSSL", own.security_level) : "",
        own.versions.empty() ? "empty" : own.versions.wire_names(), because(view));
}
std::string advise_offers_nothing(const View& view) {
    const account::OwnEnd& own = view.facts.own;
    if (!own.openssl || own.security_level == 0 || !(own.versions & current_versions).empty()) {
        return "name a version that this OpenSSL supports ('tlsmatrix doctor' lists them)";
    }
    return fmt::format(
        "name a version that level {} allows ({}); for a test alone, set the client's security "
        "level to 0",
        own.security_level, current_versions.wire_names());
}
std::string tell_no_own_suite(const View&) {
    return "the client has no cipher suite for the highest version of its list, and sent no hello";
}
std::string advise_no_own_suite(const View&) {
    return "name a cipher suite of that version in --ciphers";
}
std::string tell_in_place(const View& view) {
    return fmt::format("the client sent {} in place of a hello",
                       alert_name(view.alert->description));
}
std::string tell_changed(const View& view) {
    return fmt::format(
        "{}, which the client had offered ({}), and there {} has the client refuse: either "
        "something between the two changed a hello, or the server chose less than it could",
        sentinel_says(view), view.hello->offered(), citation(Standard::server_hello));
}
std::string advise_changed(const View&) {
    return "look for what stands between the two ends (a proxy, a middlebox, an attacker), and do "
           "not let the client offer less because of it";
}
// skipped are the versions that the hello allows between the one chosen and its best.
VersionSet skipped(const View& view) {
    return view.allowed.up_to(*view.best) - VersionSet::all().up_to(*view.chosen);
}
// A server knows its set, a client only that what it offered was passed over.
std::string tell_hole(const View& view) {
    if (!view.at_server()) {
        return fmt::format(
            "{}; the client, which offers {}, takes that for a downgrade: either something "
            "between the two changed a hello, or the server supports {} and not {}, or chose less "
            "than it could",
            sentinel_says(view), offered(view), warned_of(view), any_of(skipped(view)));
    }
    const VersionSet& own = view.facts.own.versions;
    const VersionSet more = own - VersionSet::all().up_to(*view.chosen);
    const VersionSet left_out = more.up_to(*view.best) - view.allowed;
    std::string why;
    const VersionSet passed_over = skipped(view) - own;
    if (!more.empty() && !passed_over.empty() && *passed_over.lowest() < *more.highest()) {
        why = fmt::format(": the server supports {} and not {}", more.wire_names(),
                          any_of(passed_over));
    } else if (!left_out.empty()) {
        why = fmt::format(": its offer leaves out {}", left_out.wire_names());
    }
    if (!why.empty()) {
        why +=
            ", unless the client had offered more and something between the two changed its hello";
    }
    return fmt::format("{}; the client, which offers {}, takes that for a downgrade{}",
                       sentinel_says(view), offered(view), why);
}
std::string advise_hole(const View& view) {
    if (!view.at_server()) {
        return fmt::format(
            "let the client offer {}; where that fails too, look for what stands "
            "between the two ends",
            any_of(current_versions));
    }
    const VersionSet more =
        view.facts.own.versions - VersionSet::all().up_to(*view.chosen) - view.named;
    const VersionSet better = more & current_versions;
    const VersionSet passed_over = skipped(view) - view.facts.own.versions;
    return fmt::format(
        "let the client offer {}{}; if the client had, look for what stands between the two ends",
        any_of(better.empty() ? current_versions : better),
        passed_over.empty()
            ? std::string()
            : fmt::format("; for a test alone, let the server support {}", any_of(passed_over)));
}
std::string tell_hole_or_change(const View& view) {
    return fmt::format(
        "{}, and the client, which offers {}, refused: either the server supports TLSv1.3 and not "
        "TLSv1.2, or something between the two changed a hello",
        sentinel_says(view), offered(view));
}
std::string advise_hole_or_change(const View&) {
    return "see which versions the server supports ('tlsmatrix scan'), and what stands between the "
           "two ends";
}
std::string tell_best_refused(const View& view) {
    return fmt::format(
        "the client refused {} with {}, though its hello, as it came here, offers "
        "no more: it found something else wrong, or it had offered more and "
        "something between the two changed its hello",
        chosen(view), alert_name(view.alert->description));
}
std::string advise_best_refused(const View& view) {
    return ask_the_other_end(view) +
           "; if it had offered more, look for what stands between the "
           "two ends";
}
std::string tell_below(const View& view) {
    const bool listed = view.hello->supported_versions.has_value();
    return fmt::format("the server chose {}, which the client does not accept{}", chosen(view),
                       listed || !view.chosen || !view.best || *view.best <= *view.chosen
                           ? ""
                           : fmt::format(": a hello without supported_versions names its highest "
                                         "version alone, {}",
                                         wire_name(*view.best)));
}
std::string advise_below(const View& view) {
    if (!view.chosen || !view.best) {
        return {};
    }
    const VersionSet known = view.at_server() ? view.facts.own.versions : VersionSet{*view.chosen};
    if (*view.best <= *view.chosen) {
        return current_versions.contains(*view.chosen)
                   ? fmt::format("let the client accept {}", chosen(view))
                   : fmt::format("let both ends support {}", any_of(current_versions));
    }
    const std::string advice =
        advise_meeting(view.hello->supported_versions ? view.named : VersionSet{*view.best}, known);
    return view.at_server() ? advice
                            : advice +
                                  "; if the server has what was offered, look for what stands "
                                  "between the two ends";
}
std::string tell_own_offer(const View& view) {
    return fmt::format(
        "the client refused with protocol_version, though it had offered {} and the "
        "server chose it{}",
        chosen(view), because(view));
}
std::string tell_unheard(const View& view) {
    return fmt::format(
        "the client refused with protocol_version before the server had chosen one{}",
        because(view));
}
std::string tell_illegal(const View& view) {
    return fmt::format("the client found an illegal value in what the server sent{}",
                       because(view));
}
std::string tell_expired(const View& view) {
    return view.at_server()
               ? "the client says that a certificate of the server's chain has expired, or is not "
                 "valid yet"
               : fmt::format(
                     "a certificate of the server's chain is not valid now by the client's clock "
                     "({})",
                     view.facts.certificate_words);
}
std::string advise_expired(const View&) {
    return "renew that certificate, or set the client's clock right where that is wrong";
}
std::string tell_other_name(const View& view) {
    return fmt::format("the server's certificate is for another name ({})",
                       view.facts.certificate_words);
}
std::string advise_other_name(const View&) {
    return "reach the server by a name that its certificate has, or let the server have one for "
           "this name";
}
std::string tell_untrusted(const View& view) {
    if (view.at_server()) {
        return "the client found no CA that it trusts for the server's certificate";
    }
    return fmt::format(
        "the client found no trusted issuer of the server's certificate ({}): {}",
        view.facts.certificate_words,
        view.facts.certificate == CertificateFault::self_signed
            ? "what signed it is not trusted here"
            : "its CA is not trusted here, or the server does not send an intermediate");
}
std::string advise_untrusted(const View&) {
    return "if it is from the CA that you expect, name that CA with --ca";
}
std::string advise_untrusted_there(const View&) {
    return "let the client trust the CA that signed it, or let the server send the whole chain";
}
std::string tell_rejected(const View& view) {
    const std::string fault = view.facts.certificate_words.empty()
                                  ? alert_name(view.alert->description)
                                  : std::string(view.facts.certificate_words);
    return fmt::format("the client does not accept the server's certificate ({})", fault);
}
// What bad_certificate leaves out has alerts of its own; but it is what many send of any fault.
std::string advise_rejected(const View& view) {
    constexpr std::uint8_t bad_certificate = 42;
    return (view.alert->description == bad_certificate
                ? "see what the client minds (the alert is for a corrupt certificate or signature, "
                  "and clients send it for a name that does not match, too): "
                : "") +
           ask_the_other_end(view);
}
std::string tell_level(const View& view) {
    return fmt::format(
        "the server chose {}: {}, which security level {} of the client's OpenSSL "
        "forbids",
        chosen(view), signed_with_sha1(*view.chosen), view.facts.own.security_level);
}
std::string advise_own_level(const View& view) {
    return fmt::format(
        "let both ends support {}, which level {} allows; for a test alone, set the "
        "client's security level to 0",
        any_of(current_versions), view.facts.own.security_level);
}

constexpr auto version_refusal_by_client = says<alert_code::protocol_version>;
constexpr auto illegal = says<alert_code::illegal_parameter>;
constexpr auto illegal_or_version =
    says<alert_code::illegal_parameter, alert_code::protocol_version>;

}  // namespace

std::vector<Row> client_refusals() {
    using enum Cause;
    return {
        {client_offers_nothing,
         {by_client, version_refusal_by_client, at_client, no_hello},
         tell_offers_nothing,
         advise_offers_nothing},
        {client_without_suite,
         {by_client, no_hello, at_client, for_reason<reason::no_ciphers_available>},
         tell_no_own_suite,
         advise_no_own_suite},
        {alert_in_place_of_hello, {by_client, no_hello, at_server}, tell_in_place, nullptr},
        {hello_changed_on_the_way,
         {by_client, illegal_or_version, at_client, sentinel_set, offers_more, offer_without_hole,
          minded_or_outside},
         tell_changed,
         advise_changed},
        {sentinel_of_a_hole_or_a_change,
         {by_client, illegal, at_client, sentinel_set, offers_more, offers_1_2_at_most, minded},
         tell_hole_or_change,
         advise_hole_or_change},
        {sentinel_of_a_hole,
         {by_client, illegal, sentinel_set, offers_more, minded},
         tell_hole,
         advise_hole},
        {best_version_refused,
         {by_client, illegal_or_version, at_server, sentinel_set, best_chosen},
         tell_best_refused,
         advise_best_refused},
        {chosen_below_client,
         {by_client, version_refusal_by_client, not_accepted},
         tell_below,
         advise_below},
        {own_offer_refused,
         {by_client, version_refusal_by_client, answer},
         tell_own_offer,
         nullptr},
        {version_refused_unheard, {by_client, version_refusal_by_client}, tell_unheard, nullptr},
        {illegal_value, {by_client, illegal, answer}, tell_illegal, nullptr},
        {certificate_expired,
         {by_client, answer, found<CertificateFault::expired>},
         tell_expired,
         advise_expired},
        {certificate_of_another_name,
         {by_client, answer, found<CertificateFault::wrong_name>},
         tell_other_name,
         advise_other_name},
        {certificate_untrusted,
         {by_client, answer, found<CertificateFault::untrusted, CertificateFault::self_signed>},
         tell_untrusted,
         advise_untrusted},
        {certificate_rejected, {by_client, answer, found_any}, tell_rejected, nullptr},
        {certificate_expired,
         {by_client, says<45>, at_server, answer},
         tell_expired,
         advise_expired},
        {certificate_untrusted,
         {by_client, says<alert_code::unknown_ca>, at_server, answer},
         tell_untrusted,
         advise_untrusted_there},
        {certificate_rejected,
         {by_client, certificate_alert, at_server, answer},
         tell_rejected,
         advise_rejected},
        {level_forbids_signature,
         {by_client, at_client, says<alert_code::internal_error, alert_code::handshake_failure>,
          level_above_0, old_chosen},
         tell_level,
         advise_own_level},
    };
}

}  // namespace tlsmatrix::account
