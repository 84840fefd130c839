// How a connection ended whose handshake had succeeded, before what it was for had come.
#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/conditions.hpp>
#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {
namespace {

using namespace condition;

constexpr Condition negotiated{"the handshake succeeded", ended_as<Negotiated>};
constexpr Condition alerted{"an alert ended it",
                            [](const View& view) { return view.alert != nullptr; }};
constexpr Condition not_begun{"nothing of a request had come",
                              [](const View& view) { return !view.facts.begun; }};
template <Later later>
constexpr Condition ended{"it ended so",
                          [](const View& view) { return view.facts.later == later; }};

std::string_view awaited(const View& view) {
    return view.at_server() ? "request" : "response";
}

std::string tell_flooded(const View& view) {
    return fmt::format("negotiated, then {}", view.facts.later_words);
}
std::string tell_alert(const View& view) {
    return fmt::format("negotiated, then {} sent {}{}{}", stopper(view),
                       alert_name(view.alert->description), meaning_of(view.alert->description),
                       because(view));
}
std::string advise_alert(const View& view) {
    if (view.alert->sender == view.facts.own.self) {
        return {};
    }
    return view.at_server() && view.alert->description == alert_code::unknown_ca
               ? "let the client trust the CA that signed the server's certificate, or let the "
                 "server send the whole chain"
               : ask_the_other_end(view);
}
std::string tell_stopped(const View& view) {
    return view.facts.begun || !view.at_server()
               ? fmt::format("negotiated, but the {} stopped before the {} was complete",
                             sender_name(view.facts.own.self), awaited(view))
               : "negotiated, but the server stopped before a request came";
}
std::string tell_late(const View& view) {
    return view.at_server() && !view.facts.begun
               ? "negotiated, but no request came in time"
               : fmt::format("negotiated, but no complete {} came in time", awaited(view));
}
std::string tell_no_request(const View&) {
    return "negotiated, then closed without a request";
}
std::string advise_no_request(const View&) {
    return "look at what the client says: one that does not trust the certificate, and one that "
           "only tries whether it can connect, end like this";
}
// Who closes on bytes that it has not read resets the connection, whatever it meant to do.
std::string tell_cut_short(const View& view) {
    return fmt::format("negotiated, then {}closed {}before the {} was complete",
                       view.at_server() ? "" : "the server ",
                       view.at_server() ? "" : "the connection ", awaited(view));
}
std::string tell_break(const View& view) {
    return fmt::format("negotiated, then the connection broke before the {} was complete{}{}",
                       awaited(view), view.facts.later_words.empty() ? "" : ": ",
                       view.facts.later_words);
}

}  // namespace

std::vector<Row> later_ends() {
    using enum Cause;
    return {
        {flooded_later, {negotiated, ended<Later::flooded>}, tell_flooded, nullptr},
        {alert_later, {negotiated, alerted}, tell_alert, advise_alert},
        {stopped_later, {negotiated, ended<Later::stopped>}, tell_stopped, nullptr},
        {timed_out_later, {negotiated, ended<Later::timed_out>}, tell_late, nullptr},
        {closed_without_request,
         {negotiated, ended<Later::closed>, at_server, not_begun},
         tell_no_request,
         advise_no_request},
        {closed_before_end, {negotiated, ended<Later::closed>}, tell_cut_short, nullptr},
        {broken_later, {negotiated}, tell_break, nullptr},
    };
}

}  // namespace tlsmatrix::account
