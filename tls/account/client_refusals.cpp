// What a client refuses for.
#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>

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

template <CertificateFault fault>
constexpr Condition found{"the client found this with the certificate", [](const View& view) {
                              return !view.at_server() && view.facts.certificate == fault;
                          }};
constexpr Condition found_any{"the client found a fault in the certificate", [](const View& view) {
                                  return !view.at_server() &&
                                         view.facts.certificate != CertificateFault::none;
                              }};
constexpr Condition certificate_alert{"the alert is about a certificate", [](const View& view) {
                                          constexpr std::array<std::uint8_t, 7> codes{
                                              42, 43, 44, 45, 46, alert_code::unknown_ca, 113};
                                          return view.alert != nullptr &&
                                                 std::find(codes.begin(), codes.end(),
                                                           view.alert->description) != codes.end();
                                      }};
constexpr Condition old_chosen{"the version chosen is signed with SHA-1", [](const View& view) {
                                   return view.chosen && *view.chosen <= tls_1_1;
                               }};

std::string tell_offers_nothing(const View& view) {
    const account::OwnEnd& own = view.facts.own;
    const bool leveled = own.openssl && own.security_level > 0;
    return fmt::format(
        "the client has no version left to offer{}, and sent no hello: its set is {}{}",
        leveled ? fmt::format(" at security level {}", own.security_level) : "",
        own.versions.empty() ? "empty" : own.versions.wire_names(), because(view));
}
std::string advise_offers_nothing(const View& view) {
    return view.facts.own.security_level > 0
               ? "set the security level to 0, or name a version that this OpenSSL supports"
               : "name a version that this OpenSSL supports ('tlsmatrix doctor' lists them)";
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
        "the server chose {} and its random says that it supports more, and the "
        "client had offered all of that ({}): no server that saw this hello does "
        "both, so something between the two changed a hello",
        chosen(view), view.hello->offered());
}
std::string advise_changed(const View&) {
    return "look for what stands between the two ends (a proxy, a middlebox, an attacker), and do "
           "not allow the lower version because of it";
}
std::string tell_hole(const View& view) {
    return fmt::format(
        "the server chose {} and its random says that it supports more, and the "
        "client, which offers {}, takes that for a downgrade: the server's set has "
        "a hole, or the client's offer has",
        chosen(view), offered(view));
}
std::string advise_hole(const View&) {
    return "close the hole: let the server support the versions between those that it supports, or "
           "none above the one chosen";
}
std::string tell_hole_or_change(const View& view) {
    return fmt::format(
        "the server chose {} and its random says that it supports more, and the "
        "client, which offers {}, refused: either the server supports TLSv1.3 and not "
        "TLSv1.2, or something between the two changed a hello",
        chosen(view), offered(view));
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
std::string tell_below(const View& view) {
    return fmt::format("the server chose {}, which the client does not accept", chosen(view));
}
std::string advise_below(const View& view) {
    if (!view.chosen || !view.best) {
        return {};
    }
    return fmt::format("let the server support {}, or the client accept {}", wire_name(*view.best),
                       chosen(view));
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
    return view.at_server() ? "the client says that the server's certificate has expired"
                            : fmt::format("the server's certificate is not valid now ({})",
                                          view.facts.certificate_words);
}
std::string advise_expired(const View&) {
    return "renew the certificate, or set the clock right where that is wrong";
}
std::string tell_other_name(const View& view) {
    return fmt::format("the server's certificate is for another name ({})",
                       view.facts.certificate_words);
}
std::string advise_other_name(const View&) {
    return "reach the server by a name that its certificate has";
}
std::string tell_untrusted(const View& view) {
    return view.at_server() ? "the client does not trust the CA of the server's certificate"
                            : fmt::format(
                                  "the client does not trust the CA of the server's certificate "
                                  "({})",
                                  view.facts.certificate_words);
}
std::string advise_untrusted(const View&) {
    return "name the CA that signed it with --ca";
}
std::string advise_untrusted_there(const View&) {
    return "let the client trust the CA that signed it";
}
std::string tell_rejected(const View& view) {
    const std::string fault = view.facts.certificate_words.empty()
                                  ? alert_name(view.alert->description)
                                  : std::string(view.facts.certificate_words);
    return fmt::format("the client does not accept the server's certificate ({})", fault);
}
std::string advise_rejected(const View& view) {
    return "see what the client minds, the certificate's CA, its names or its dates: " +
           ask_the_other_end(view);
}
std::string tell_level(const View& view) {
    return fmt::format(
        "the server chose {}, which is signed with SHA-1, and security level {} of "
        "the client's OpenSSL forbids that",
        chosen(view), view.facts.own.security_level);
}
std::string advise_own_level(const View&) {
    return "set the client's security level to 0 to accept that version, or leave it out of its "
           "list";
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
         ask_the_other_end},
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
         {by_client, answer, found<CertificateFault::untrusted>},
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
