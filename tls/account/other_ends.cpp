// Ends that are neither end's own matter: alerts that both send, closes, resets, time that is over.
#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {
namespace {

using namespace condition;
using enum ProtocolVersion;

constexpr Condition refused{"an alert ended it",
                            [](const View& view) { return view.alert != nullptr; }};
constexpr Condition own_alert{"it is this end's", [](const View& view) {
                                  return view.alert != nullptr &&
                                         view.alert->sender == view.facts.own.self;
                              }};
constexpr Condition warned{"the other end had warned",
                           [](const View& view) { return view.warning() != nullptr; }};
constexpr Condition nothing_came{"the other end sent nothing",
                                 [](const View& view) { return view.seen().received == 0; }};
template <std::uint8_t description>
constexpr Condition said{
    "the other end said so", [](const View& view) {
        const auto& alerts = view.seen().alerts;
        return std::any_of(alerts.begin(), alerts.end(), [&](const ObservedAlert& each) {
            return each.sender == view.peer() && each.description == description;
        });
    }};
constexpr Condition reset{"the connection was reset",
                          [](const View& view) { return view.seen().reset; }};
constexpr Condition http_request{"the first bytes are a request's",
                                 [](const View& view) { return view.seen().plain_http(); }};
constexpr Condition http_answer{"the first bytes are an answer's",
                                [](const View& view) { return view.seen().stray == "HTTP/"; }};
// RFC 5246 appendix E.2: a two-byte length with its top bit set, then msg_type 1.
bool begins_as_sslv2(const View& view) {
    const std::string& stray = view.seen().stray;
    return stray.size() >= 3 && (static_cast<unsigned char>(stray[0]) & 0x80U) != 0 &&
           stray[2] == 1;
}
constexpr Condition sslv2_bytes{"the first bytes are an SSLv2 hello's", begins_as_sslv2};
// Its libssl throws such a hello away by its first bytes, whole or not; where it was whole this
// bench has read it from them.
constexpr Condition sslv2_format{
    "the hello is in SSLv2's format, or began so", [](const View& view) {
        return view.hello != nullptr ? view.hello->format == ClientHello::Format::sslv2
                                     : begins_as_sslv2(view);
    }};
constexpr Condition reads_no_sslv2{"OpenSSL is of a family that reads none", [](const View& view) {
                                       return view.facts.own.openssl == Profile::openssl_4_0;
                                   }};
constexpr Condition stray{"the first bytes are not TLS",
                          [](const View& view) { return !view.seen().stray.empty(); }};

std::string tell_too_many(const View& view) {
    return fmt::format("the {} sent too many warnings, the last one {}, and the {} stopped",
                       sender_name(view.peer()),
                       alert_name(view.warning() == nullptr ? 0 : view.warning()->description),
                       sender_name(view.facts.own.self));
}
std::string tell_gave_up_inside(const View& view) {
    const std::string why = because(view);
    return fmt::format("{} gave up with internal_error{}", stopper(view),
                       why.empty() ? ", which does not say why" : why);
}
// A warning of the end that stopped says more, now and then, than what it stopped with.
std::string own_warning(const View& view) {
    for (const ObservedAlert& each : view.seen().alerts) {
        if (each.sender == view.alert->sender && each.level == AlertLevel::warning &&
            !each.ends_handshake() && !each.closes_politely()) {
            return fmt::format(", and had warned with {}", alert_name(each.description));
        }
    }
    return {};
}
std::string advise_peer(const View& view) {
    return view.alert != nullptr && view.alert->sender == view.facts.own.self
               ? std::string()
               : ask_the_other_end(view);
}
std::string tell_after_warning(const View& view) {
    return fmt::format("{} stopped with {} after the warning {} of the {}, which may be why",
                       stopper(view), alert_name(view.alert->description),
                       alert_name(view.warning()->description),
                       sender_name(other(view.alert->sender)));
}
std::string tell_refused_with(const View& view) {
    const std::uint8_t code = view.alert->description;
    const std::string why = because(view);
    // libssl sends these for more than they mean.
    const bool loose =
        code == alert_code::handshake_failure || code == alert_code::unrecognized_name;
    const std::string warning = own_warning(view);
    const bool mute = loose && (!why.empty() || !warning.empty());
    return fmt::format("{} refused with {}{}{}{}", stopper(view), alert_name(code), warning,
                       mute ? std::string() : meaning_of(code), why);
}

std::string tell_given_up(const View& view) {
    return fmt::format(
        "{} gave up the handshake with user_canceled: somebody or something there "
        "called it off",
        peer_name(view));
}
std::string tell_notify(const View& view) {
    return fmt::format("{} closed the connection with close_notify in the middle of the handshake",
                       peer_name(view));
}
std::string tell_closed_after_warning(const View& view) {
    return fmt::format(
        "{} closed the connection without an alert after the warning {} of the {}, which may be "
        "why",
        peer_name(view), alert_name(view.warning()->description),
        sender_name(view.warning()->sender));
}
std::string tell_closed_unheard(const View&) {
    return "the client closed the connection without an alert, and had sent nothing";
}
std::string tell_closed_in_hello(const View& view) {
    return fmt::format("the client closed the connection without an alert, {} bytes into its hello",
                       view.seen().received);
}
std::string tell_closed_after_hello(const View&) {
    return "the client closed the connection without an alert behind its hello, before the server "
           "had answered";
}
std::string tell_closed_on_1_3(const View&) {
    return "the server closed the connection without an alert in answer to a hello of TLSv1.3 "
           "alone: so do some that do not know supported_versions";
}
std::string advise_on_1_3(const View&) {
    return "offer TLSv1.2 as well, and see whether the server supports TLS at that port";
}
std::string tell_closed_unanswered(const View&) {
    return "the server closed the connection without an alert, and without a byte in answer";
}
std::string advise_unanswered(const View&) {
    return "see whether a TLS server is at that port, and whether it is ready";
}
std::string tell_closed_in_answer(const View& view) {
    return fmt::format(
        "the server closed the connection without an alert, {} bytes into its "
        "answer",
        view.seen().received);
}
std::string tell_closed_after_choice(const View& view) {
    return fmt::format(
        "{} closed the connection without an alert after the server chose {}: it "
        "does not say whether it minds the version, the certificate or something "
        "else",
        peer_name(view), chosen(view));
}
std::string tell_plain_http(const View&) {
    return "the client speaks plain HTTP, and this port speaks TLS: the server ended the "
           "connection; use https";
}
std::string tell_http_answer(const View&) {
    return "the server answers in plain HTTP, as a port without TLS does";
}
std::string advise_http_answer(const View&) {
    return "use the port where it supports TLS";
}
std::string tell_sslv2(const View&) {
    return "the client began a hello in the format of SSLv2, and did not finish it";
}
std::string tell_sslv2_unread(const View& view) {
    return fmt::format(
        "the client {} a hello of SSLv2's format, which the server's OpenSSL does not read: it "
        "closed without an alert",
        view.hello == nullptr ? "began" : fmt::format("offers {} in", offered(view)));
}
std::string advise_sslv2_unread(const View&) {
    return "let the client send its hello in the format of TLS";
}
std::string tell_not_tls(const View&) {
    return "the first bytes that came are not TLS";
}
std::string advise_not_tls(const View& view) {
    return fmt::format("see what speaks at the {}'s end: its first bytes are of another protocol",
                       sender_name(view.peer()));
}
std::string tell_reset_before(const View&) {
    return "the client reset the connection before its hello was here";
}
std::string tell_reset_unanswered(const View&) {
    return "the connection was reset after the hello, without an answer: the server's system or "
           "something on the way did that, and nothing says why";
}
std::string advise_reset(const View&) {
    return "see whether other versions fare better ('tlsmatrix scan'), and what stands between the "
           "two ends";
}
std::string tell_reset_after(const View& view) {
    return fmt::format(
        "the connection was reset after the server chose {}: the {}'s system or "
        "something on the way did that",
        chosen(view), sender_name(view.peer()));
}
// A client that sends nothing is mostly none of TLS.
std::string advise_silent(const View& view) {
    return view.at_server() ? "see what opened the connection: a check whether the port is open "
                              "sends nothing, and neither does a client of a protocol in which the "
                              "server speaks first"
                            : advise_unanswered(view);
}
std::string late(const View& view, std::string_view what) {
    return fmt::format(
        "no {} within {:.3g} s", what,
        std::chrono::duration<double>(std::get<TimedOut>(view.facts.outcome).after).count());
}
std::string tell_late_unheard(const View& view) {
    return fmt::format("{}: nothing came from the {}",
                       view.at_server() ? late(view, "complete hello") : late(view, "answer"),
                       sender_name(view.peer()));
}
std::string tell_late_in_hello(const View& view) {
    return fmt::format("{}: {} bytes of it came", late(view, "complete hello"),
                       view.seen().received);
}
std::string tell_late_unanswered(const View& view) {
    return fmt::format("{}: {} bytes of it came", late(view, "complete answer"),
                       view.seen().received);
}
std::string tell_late_after(const View& view) {
    return fmt::format("{}: nothing came from the {} after {} was chosen", late(view, "answer"),
                       sender_name(view.peer()), chosen(view));
}
std::string tell_broken(const View& view) {
    return view.facts.seen.complaint.empty() && describe(view.facts.outcome).empty()
               ? "the handshake failed, and nothing says why"
               : describe(view.facts.outcome);
}

}  // namespace

std::vector<Row> other_ends() {
    using enum Cause;
    return {
        {too_many_warnings,
         {own_alert, for_reason<reason::too_many_warn_alerts>},
         tell_too_many,
         nullptr},
        {stopped_after_warning, {refused, warned}, tell_after_warning, ask_the_other_end},
        {gave_up_inside, {says<alert_code::internal_error>}, tell_gave_up_inside, advise_peer},
        {refused_with, {refused}, tell_refused_with, advise_peer},
        {given_up, {closed, said<alert_code::user_canceled>}, tell_given_up, ask_the_other_end},
        {closed_with_notify,
         {closed, said<alert_code::close_notify>},
         tell_notify,
         ask_the_other_end},
        {closed_after_warning, {closed, warned}, tell_closed_after_warning, ask_the_other_end},
        {closed_unheard,
         {closed, at_server, no_hello, nothing_came},
         tell_closed_unheard,
         advise_silent},
        {closed_in_hello, {closed, at_server, no_hello}, tell_closed_in_hello, ask_the_other_end},
        {closed_after_hello,
         {closed, at_server, no_answer},
         tell_closed_after_hello,
         ask_the_other_end},
        {closed_on_1_3_alone,
         {closed, only_1_3, no_answer, nothing_came},
         tell_closed_on_1_3,
         advise_on_1_3},
        {closed_unanswered,
         {closed, no_answer, nothing_came},
         tell_closed_unanswered,
         advise_unanswered},
        {closed_in_answer, {closed, no_answer}, tell_closed_in_answer, ask_the_other_end},
        {closed_after_choice, {closed}, tell_closed_after_choice, ask_the_other_end},
        {plain_http_request, {aborted, at_server, http_request}, tell_plain_http, nullptr},
        {plain_http_answer,
         {aborted, at_client, http_answer},
         tell_http_answer,
         advise_http_answer},
        {sslv2_hello_unread,
         {aborted, at_server, no_answer, sslv2_format, reads_no_sslv2},
         tell_sslv2_unread,
         advise_sslv2_unread},
        {sslv2_hello_abandoned, {aborted, at_server, no_hello, sslv2_bytes}, tell_sslv2, nullptr},
        {not_tls, {aborted, stray}, tell_not_tls, advise_not_tls},
        {reset_before_hello, {aborted, reset, at_server, no_hello}, tell_reset_before, nullptr},
        {reset_unanswered,
         {aborted, reset, at_client, no_answer},
         tell_reset_unanswered,
         advise_reset},
        {reset_after_choice, {aborted, reset, answer}, tell_reset_after, ask_the_other_end},
        {timed_out_unheard, {timed_out, nothing_came}, tell_late_unheard, advise_silent},
        {timed_out_in_hello,
         {timed_out, at_server, no_hello},
         tell_late_in_hello,
         ask_the_other_end},
        {timed_out_after_choice, {timed_out, answer}, tell_late_after, ask_the_other_end},
        {timed_out_unanswered, {timed_out, at_client}, tell_late_unanswered, ask_the_other_end},
        {broken, {}, tell_broken, nullptr},
    };
}

}  // namespace tlsmatrix::account
