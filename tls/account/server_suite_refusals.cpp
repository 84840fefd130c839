// What a server refuses for once the version is chosen: cipher suites, keys, certificates.
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {
namespace {

using namespace condition;
using enum ProtocolVersion;

constexpr Condition suites_known{"the own suites are known", [](const View& view) {
                                     return !view.facts.own.cipher_suites.empty();
                                 }};
constexpr Condition no_suite{"no cipher suite is common",
                             [](const View& view) { return !view.fits_suite; }};
constexpr Condition some_suite{"a cipher suite is common",
                               [](const View& view) { return view.fits_suite; }};
constexpr Condition no_key{"none of them is for the key", [](const View& view) {
                               return view.facts.own.key.has_value() && !view.fits_key;
                           }};
constexpr Condition no_group{"no group is common",
                             [](const View& view) { return view.facts.own.shared_groups == 0U; }};
constexpr Condition group_needed{"every common suite needs a group",
                                 [](const View& view) { return view.needs_group; }};
// Below 1.2 a handshake is signed with SHA-1 whatever the hello says; 1.3 has no SHA-1 to forbid.
constexpr Condition sha1_needed{
    "the version and the hello leave SHA-1 alone", [](const View& view) {
        const auto version = view.chosen ? view.chosen : view.prospect;
        return version && (*version <= tls_1_1 || (*version == tls_1_2 && view.hello != nullptr &&
                                                   signs_with_sha1_alone(*view.hello)));
    }};
constexpr Condition certificate_asked{
    "a certificate was asked for", [](const View& view) {
        return view.at_server() ? view.facts.own.verify_client == VerifyClient::required
                                : view.seen().certificate_requested;
    }};
constexpr Condition none_sent{"the client sent no certificate",
                              [](const View& view) { return !view.seen().client_certificate; }};
constexpr Condition one_sent{"the client sent a certificate",
                             [](const View& view) { return view.seen().client_certificate; }};
// handshake_failure says too little by itself: a server knows, and a client has only its own part.
constexpr Condition missing_for_sure{
    "libssl says that it is missing", [](const View& view) {
        return !view.at_server() || view.seen().reason == reason::peer_did_not_return_a_certificate;
    }};
constexpr Condition alpn_without_ours{
    "the hello's protocols are not HTTP/1.1", [](const View& view) {
        if (view.hello == nullptr || view.hello->alpn.empty()) {
            return false;
        }
        return std::none_of(view.hello->alpn.begin(), view.hello->alpn.end(), [](const auto& name) {
            return name == "http/1.1" || name == "http/1.0";
        });
    }};
std::string tell_renegotiation(const View&) {
    return "the first hello of this connection claims to renegotiate another one";
}
std::string tell_no_suite(const View& view) {
    return fmt::format("the client offers no cipher suite that the server has for {}",
                       wire_name(*view.prospect));
}
std::string advise_suite(const View& view) {
    return fmt::format(
        "give both ends a cipher suite in common for {}, with --ciphers at the server",
        wire_name(*view.prospect));
}
std::string tell_no_group(const View& view) {
    return view.hello->supported_groups.empty()
               ? fmt::format(
                     "the client lists no key exchange group, and every cipher suite that both "
                     "have for {} needs one",
                     wire_name(*view.prospect))
               : fmt::format("the client offers no key exchange group that the server has for {}",
                             wire_name(*view.prospect));
}
std::string advise_group(const View&) {
    return "give both ends a group in common, such as X25519 or P-256";
}
std::string tell_no_key(const View& view) {
    constexpr std::array<std::string_view, 3> keys{"an ECDSA", "an RSA", "an Ed25519"};
    return fmt::format(
        "no cipher suite that the client offers for {} goes with {} key, which the "
        "server has",
        wire_name(*view.prospect), keys[static_cast<std::size_t>(*view.facts.own.key)]);
}
std::string advise_key(const View&) {
    return "give the server an RSA key (--key-type rsa), or let the client offer suites for this "
           "one";
}
std::string tell_level_signature(const View& view) {
    const auto version = view.chosen ? view.chosen : view.prospect;
    const std::string forbids = fmt::format("security level {} of the server's OpenSSL forbids",
                                            view.facts.own.security_level);
    return *version <= tls_1_1
               ? fmt::format("{}, which {}", signed_with_sha1(*version), forbids)
               : fmt::format("the client takes no signature better than SHA-1 in {}, which {}",
                             wire_name(*version), forbids);
}
std::string advise_level_signature(const View& view) {
    const auto version = view.chosen ? view.chosen : view.prospect;
    return *version <= tls_1_1 ? advise_level_0(view)
                               : "let the client offer a signature algorithm with SHA-256; for a "
                                 "test alone, set the server's security level to 0";
}
std::string tell_no_signature(const View& view) {
    return fmt::format("the client offers no signature algorithm for the server's key in {}",
                       wire_name(*view.prospect));
}
std::string advise_signature(const View&) {
    return "let the client offer a signature algorithm for the server's key, or give the server "
           "another key";
}
std::string tell_without_suite(const View&) {
    return "the server has no cipher suite for the highest version of its lowest run, and refuses "
           "whoever comes";
}
std::string advise_without_suite(const View&) {
    return "give the server a cipher suite of each version that it supports";
}
std::string tell_nothing(const View& view) {
    return fmt::format("the server found nothing in the hello to go on with in {}{}",
                       wire_name(*view.prospect), because(view));
}
std::string tell_alone(const View&) {
    return "the hello offers TLSv1.3 alone, and the server refused with handshake_failure: so does "
           "one that does not know supported_versions, and one that misses something else, for "
           "instance a cipher suite, a group or a signature algorithm";
}
std::string advise_alone(const View&) {
    return "offer TLSv1.2 as well: a server that then chooses TLSv1.2 most likely does not support "
           "TLSv1.3, and one that refuses again misses something else";
}
std::string tell_before_choice(const View& view) {
    return fmt::format(
        "the client offers {}, and the server refused with handshake_failure before "
        "it named a version: it does not say what it misses, for instance a cipher suite, a "
        "group, a signature algorithm or a version",
        offered(view));
}
std::string tell_missing(const View&) {
    return "the server requires a client's certificate, and none came";
}
std::string advise_missing(const View&) {
    return "send a certificate that the server trusts (--cert and --key)";
}
std::string tell_client_rejected(const View& view) {
    return fmt::format("the server does not accept the client's certificate: it says {}{}",
                       alert_name(view.alert->description), because(view));
}
std::string advise_client_rejected(const View&) {
    return "send a certificate that is valid now and from a CA that the server trusts";
}
// A client may offer thousands of names; a few tell enough.
std::string tell_protocol(const View& view) {
    constexpr std::size_t most_names = 4;
    const auto& alpn = view.hello->alpn;
    const std::size_t shown = std::min(alpn.size(), most_names);
    std::string listed = escaped(alpn.front());
    for (std::size_t i = 1; i < shown; ++i) {
        listed += "," + escaped(alpn[i]);
    }
    return fmt::format("the client offers {}{} by ALPN, and the server speaks {}", listed,
                       shown < alpn.size() ? " and more" : "",
                       view.at_server() ? "http/1.1" : "none of it");
}
std::string advise_protocol(const View&) {
    return "let the client offer http/1.1 too";
}
constexpr auto failure = says<alert_code::handshake_failure>;
// Of a session that does not fit libssl says handshake_failure, too.
constexpr auto for_want = for_reason<0, reason::no_shared_cipher, reason::no_suitable_key_share,
                                     reason::no_suitable_groups, reason::no_shared_groups>;
constexpr auto about_signature =
    for_reason<reason::no_suitable_signature_algorithm, reason::no_shared_signature_algorithms>;

}  // namespace

std::vector<Row> server_suite_refusals() {
    using enum Cause;
    return {
        {renegotiation_claimed,
         {by_server, failure,
          for_reason<reason::renegotiation_encoding_error, reason::renegotiation_mismatch>},
         tell_renegotiation,
         nullptr},
        {no_common_suite,
         {by_server, failure, no_answer, has_prospect, suites_known, no_suite},
         tell_no_suite,
         advise_suite},
        {no_key_for_suites,
         {by_server, failure, no_answer, some_suite, no_key},
         tell_no_key,
         advise_key},
        {no_common_group,
         {by_server, failure, no_answer, group_needed, no_group},
         tell_no_group,
         advise_group},
        {level_forbids_signature,
         {by_server, says<alert_code::handshake_failure, alert_code::internal_error>, at_server,
          about_signature, level_above_0, sha1_needed},
         tell_level_signature,
         advise_level_signature},
        {no_common_signature,
         {by_server, failure, about_signature, has_prospect},
         tell_no_signature,
         advise_signature},
        {server_without_suite,
         {by_server, failure, for_reason<reason::no_ciphers_available>},
         tell_without_suite,
         advise_without_suite},
        {nothing_in_common,
         {by_server, failure, no_answer, has_prospect, for_want},
         tell_nothing,
         nullptr},
        {offer_of_1_3_alone_refused,
         {by_server, failure, at_client, only_1_3, no_answer},
         tell_alone,
         advise_alone},
        {refused_before_choice,
         {by_server, failure, at_client, hello, no_answer},
         tell_before_choice,
         ask_the_other_end},
        {client_certificate_missing,
         {by_server, says<alert_code::handshake_failure, alert_code::certificate_required>, answer,
          certificate_asked, none_sent, missing_for_sure},
         tell_missing,
         advise_missing},
        {client_certificate_rejected,
         {by_server, says<42, 43, 44, 45, 46, alert_code::unknown_ca>, one_sent},
         tell_client_rejected,
         advise_client_rejected},
        {no_common_protocol,
         {by_server, says<alert_code::no_application_protocol>, alpn_without_ours},
         tell_protocol,
         advise_protocol},
    };
}

}  // namespace tlsmatrix::account
