// What a server refuses for before it looks at more than versions.
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix::account {
namespace {

using namespace condition;
using enum ProtocolVersion;

constexpr Condition ssl_alone{"the hello names no version of TLS", [](const View& view) {
                                  return view.hello != nullptr && !view.hello->supported_versions &&
                                         view.hello->legacy_version <= sslv3_code;
                              }};
constexpr Condition ssl_beside_list{
    "its legacy_version is one of SSL, beside a list", [](const View& view) {
        return view.hello != nullptr && view.hello->supported_versions.has_value() &&
               view.hello->legacy_version <= sslv3_code;
    }};
constexpr Condition disjoint{"the hello allows no version of the server's", [](const View& view) {
                                 return view.hello != nullptr && view.common.empty();
                             }};
VersionSet unnarrowed(const View& view) {
    const OwnEnd& own = view.facts.own;
    return own.unnarrowed.empty() ? own.versions : own.unnarrowed;
}
constexpr Condition meets_unnarrowed{
    "the hello allows a version that the name took away",
    [](const View& view) { return !(view.allowed & unnarrowed(view)).empty(); }};
// level_takes tells whether the level takes all of these, where there are any.
bool level_takes(const View& view, VersionSet versions) {
    const OwnEnd& own = view.facts.own;
    return !versions.empty() && own.openssl &&
           enabled_by(*own.openssl, own.security_level, versions).empty();
}
constexpr Condition level_takes_common{"the level takes all common versions", [](const View& view) {
                                           return level_takes(view, view.common);
                                       }};
constexpr Condition level_takes_all{"the level takes the whole set", [](const View& view) {
                                        return level_takes(view, view.facts.own.versions);
                                    }};
constexpr Condition hole_left_out{"OpenSSL left a run of the own set out", [](const View& view) {
                                      return view.hello != nullptr &&
                                             view.facts.own.engine == Engine::openssl &&
                                             view.facts.own.versions.has_hole() &&
                                             !(view.facts.own.versions - view.allowed).empty();
                                  }};
constexpr Condition scsv{"the hello carries TLS_FALLBACK_SCSV", [](const View& view) {
                             return view.hello != nullptr && view.hello->has_fallback_scsv();
                         }};
constexpr Condition speaks_more{"the server's best lies above the hello's", [](const View& view) {
                                    const auto highest = view.facts.own.versions.highest();
                                    return highest && (!view.best || *highest > *view.best);
                                }};
std::string or_none(VersionSet versions) {
    return versions.empty() ? "no version" : versions.wire_names();
}
std::string tell_ssl(const View& view) {
    return fmt::format("the client offers {}, which the server does not speak", offered(view));
}
std::string advise_ssl(const View&) {
    return fmt::format("let the client offer {}: SSL must not be used (RFC 6176, RFC 7568)",
                       any_of(current_versions));
}
std::string tell_legacy(const View& view) {
    return fmt::format("the hello's legacy_version is {}, one of SSL, beside supported_versions",
                       version_code_name(view.hello->legacy_version));
}
std::string tell_unreadable(const View& view) {
    return fmt::format("the client's hello cannot be read{}", because(view));
}
std::string tell_no_overlap(const View& view) {
    return fmt::format("the client offers {} and the server speaks {}", offered(view),
                       or_none(unnarrowed(view)));
}
std::string advise_no_overlap(const View& view) {
    return advise_meeting(view.named, unnarrowed(view));
}
std::string tell_outside_name(const View& view) {
    return fmt::format(
        "the client offers {} and asks for {}, which narrows the server's set from {} to {}",
        offered(view), escaped(view.hello->server_name.value_or("another name")),
        unnarrowed(view).wire_names(), or_none(view.facts.own.versions));
}
std::string advise_outside_name(const View& view) {
    const auto best = (view.allowed & unnarrowed(view)).highest();
    return fmt::format(
        "ask for the name of a set in which both ends meet, such as {}, or for localhost, which "
        "narrows nothing",
        set_host_name({best.value_or(ProtocolVersion::tls_1_3)}));
}
std::string tell_level_takes(const View& view) {
    return fmt::format(
        "both ends name {}, which security level {} of the server's OpenSSL takes out of its set",
        view.common.wire_names(), view.facts.own.security_level);
}
std::string tell_level_takes_all(const View& view) {
    return fmt::format(
        "security level {} of the server's OpenSSL takes {} out of its set, which leaves no "
        "version: it refused before it read a hello",
        view.facts.own.security_level, view.facts.own.versions.wire_names());
}
std::string tell_second_hello(const View& view) {
    return fmt::format(
        "the client's second hello, behind a HelloRetryRequest, no longer offers "
        "TLSv1.3{}",
        because(view));
}
std::string tell_record(const View& view) {
    return fmt::format("the client offers {}, and sent a record of another version{}",
                       offered(view), because(view));
}
std::string tell_otherwise(const View& view) {
    return fmt::format(
        "the server refused with protocol_version, though the client offers {} and "
        "the server supports {}{}",
        offered(view), view.facts.own.versions.wire_names(), because(view));
}
std::string tell_own_hole(const View& view) {
    return fmt::format(
        "OpenSSL offers the lowest run of {} alone, {}, since the list has a hole, and the server "
        "refused that with protocol_version",
        view.facts.own.versions.wire_names(), view.hello->offered());
}
std::string advise_own_hole(const View&) {
    return "use a list without a hole, or the exact engine, which offers each run of the list in a "
           "handshake of its own, highest first: anyone on the way can bring about a lower one";
}
std::string tell_not_spoken(const View&) {
    return "protocol_version came back, which says that the server supports none of what was "
           "offered";
}
// A client knows its own list alone: what it lacks of the current versions may be what the server
// has. Where it lacks none, only less could be offered, for an alert that anyone may have sent.
std::string advise_not_spoken(const View& view) {
    const VersionSet tried = view.allowed | view.facts.own.versions;
    const VersionSet lacking = current_versions - tried;
    if (!lacking.empty()) {
        return fmt::format(
            "let the client offer {}{} ('tlsmatrix scan' shows what the server "
            "supports)",
            any_of(lacking), (tried & current_versions).empty() ? "" : " as well");
    }
    return fmt::format(
        "let the server support {} ('tlsmatrix scan' shows what it supports){}",
        any_of(current_versions),
        view.plain_alert()
            ? ", and do not offer less because of it: anyone on the way can send such an alert"
            : "");
}
std::string tell_fallback_below(const View& view) {
    return fmt::format(
        "the hello carries TLS_FALLBACK_SCSV and offers {}, and the server supports "
        "{} too",
        offered(view), wire_name(*view.facts.own.versions.highest()));
}
std::string tell_fallback_sparse(const View& view) {
    return fmt::format(
        "the hello carries TLS_FALLBACK_SCSV and offers {}, and what they have in common is not "
        "the server's highest version, {}: OpenSSL refuses for that, RFC 7507 does not ask for it",
        offered(view), wire_name(*view.facts.own.versions.highest()));
}
std::string tell_fallback(const View& view) {
    return fmt::format(
        "the hello carries TLS_FALLBACK_SCSV and offers {}, and the server says "
        "that it supports a higher version",
        offered(view));
}
std::string advise_fallback(const View& view) {
    return fmt::format(
        "leave TLS_FALLBACK_SCSV, which {} when it tries again with less, out of a first attempt, "
        "or offer the server's highest version",
        view.at_server() ? "a client adds" : "--fallback-scsv adds, as a client does");
}
std::string tell_fallback_unasked(const View& view) {
    return fmt::format(
        "the server refused with inappropriate_fallback, and the hello as it is "
        "known at the {} carries no TLS_FALLBACK_SCSV",
        sender_name(view.facts.own.self));
}
constexpr auto version_refusal = says<alert_code::protocol_version>;
constexpr auto old_hello = says<alert_code::protocol_version, alert_code::handshake_failure>;
constexpr auto fallback = says<alert_code::inappropriate_fallback>;

}  // namespace

std::vector<Row> server_version_refusals() {
    using enum Cause;
    return {
        {ssl_alone_offered, {by_server, old_hello, ssl_alone, no_answer}, tell_ssl, advise_ssl},
        {legacy_version_of_ssl,
         {by_server, old_hello, ssl_beside_list, no_answer},
         tell_legacy,
         nullptr},
        {level_takes_own_set,
         {by_server, version_refusal, at_server, no_hello, level_takes_all},
         tell_level_takes_all,
         advise_level_0},
        {hello_unreadable,
         {by_server, version_refusal, at_server, no_hello},
         tell_unreadable,
         nullptr},
        {outside_named_set,
         {by_server, version_refusal, at_server, meets_unnarrowed, disjoint, no_answer},
         tell_outside_name,
         advise_outside_name},
        {no_common_version,
         {by_server, version_refusal, at_server, disjoint, no_answer},
         tell_no_overlap,
         advise_no_overlap},
        {level_takes_versions,
         {by_server, version_refusal, level_takes_common, no_answer},
         tell_level_takes,
         advise_level_0},
        {second_hello_changed,
         {by_server, version_refusal, for_reason<reason::bad_hrr_version>},
         tell_second_hello,
         nullptr},
        {record_of_another_version,
         {by_server, version_refusal, hello, for_reason<reason::wrong_version_number>},
         tell_record,
         nullptr},
        {version_refused_otherwise,
         {by_server, version_refusal, at_server},
         tell_otherwise,
         nullptr},
        {hole_in_own_offer,
         {by_server, version_refusal, hole_left_out, no_answer},
         tell_own_hole,
         advise_own_hole},
        {offer_not_spoken,
         {by_server, version_refusal, hello, no_answer},
         tell_not_spoken,
         advise_not_spoken},
        {fallback_below_best,
         {by_server, fallback, scsv, speaks_more, at_server},
         tell_fallback_below,
         advise_fallback},
        {fallback_not_highest,
         {by_server, fallback, scsv, has_prospect},
         tell_fallback_sparse,
         advise_fallback},
        {fallback_refused, {by_server, fallback, scsv}, tell_fallback, advise_fallback},
        {fallback_unasked, {by_server, fallback, hello}, tell_fallback_unasked, ask_the_other_end},
    };
}

}  // namespace tlsmatrix::account
