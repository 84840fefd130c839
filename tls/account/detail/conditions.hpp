// The conditions that guards are made of: each looks at one thing. Internal.
#pragma once

#include <algorithm>

#include <tlsmatrix/tls/account/detail/row.hpp>

namespace tlsmatrix::account::condition {

template <class Outcome>
bool ended_as(const View& view) {
    return std::holds_alternative<Outcome>(view.facts.outcome);
}

inline constexpr Condition closed{"closed", ended_as<Closed>};
inline constexpr Condition aborted{"aborted", ended_as<Aborted>};
inline constexpr Condition timed_out{"timed out", ended_as<TimedOut>};

inline constexpr Condition by_server{
    "the server stopped",
    [](const View& view) { return view.alert != nullptr && view.alert->sender == Sender::server; }};
inline constexpr Condition by_client{
    "the client stopped",
    [](const View& view) { return view.alert != nullptr && view.alert->sender == Sender::client; }};
// says tells that the alert that ended it is one of these.
template <std::uint8_t... descriptions>
constexpr Condition says{"the alert says so", [](const View& view) {
                             return view.alert != nullptr &&
                                    ((view.alert->description == descriptions) || ...);
                         }};

inline constexpr Condition at_server{"a server tells",
                                     [](const View& view) { return view.at_server(); }};
inline constexpr Condition at_client{"a client tells",
                                     [](const View& view) { return !view.at_server(); }};
inline constexpr Condition hello{"there is a hello",
                                 [](const View& view) { return view.hello != nullptr; }};
inline constexpr Condition no_hello{"there is no hello",
                                    [](const View& view) { return view.hello == nullptr; }};
inline constexpr Condition answer{"the server has chosen",
                                  [](const View& view) { return view.answer != nullptr; }};
inline constexpr Condition no_answer{"the server has not chosen",
                                     [](const View& view) { return view.answer == nullptr; }};
inline constexpr Condition some_came{"the other end sent something",
                                     [](const View& view) { return view.seen().received > 0; }};

inline constexpr Condition level_above_0{
    "an OpenSSL that is known is at level 1 or more", [](const View& view) {
        return view.facts.own.openssl.has_value() && view.facts.own.security_level > 0;
    }};
inline constexpr Condition only_1_3{"the hello offers TLSv1.3 alone", [](const View& view) {
                                        return view.hello != nullptr &&
                                               view.named == VersionSet{ProtocolVersion::tls_1_3};
                                    }};

inline constexpr Condition has_prospect{"there is a common version",
                                        [](const View& view) { return view.prospect.has_value(); }};

// for_reason tells that this end's libssl gave one of these reasons; of the other end's it is mute.
template <int... reasons>
constexpr Condition for_reason{"libssl gives that reason", [](const View& view) {
                                   return ((view.seen().reason == reasons) || ...);
                               }};

}  // namespace tlsmatrix::account::condition
