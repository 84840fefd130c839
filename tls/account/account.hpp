// The one account of how a handshake ended, or a connection behind it: the cause, the sentence, and
// what to do about it. Logs, pages, receipts, reports and matchers take it from here; nobody writes
// a second one.
//   const Account told = account::of(facts);  log(told.sentence);
#pragma once

#include <optional>
#include <string>

#include <tlsmatrix/tls/account/cause.hpp>
#include <tlsmatrix/tls/account/facts.hpp>

namespace tlsmatrix {

// Account is what is told of one handshake. A value.
struct Account {
    account::Cause cause = account::Cause::none;
    std::optional<Sender> stopped = std::nullopt;  // the end that stopped; nullopt: nobody's word
    std::string sentence = {};                     // one printable line; empty for a success
    std::string advice = {};      // what to change, and where; empty where nothing is known to help
    bool unsigned_alert = false;  // it rests on an alert in plain text, which anyone can send
};

namespace account {

// of finds the cause: the first of `rows` all of whose conditions hold. Nothing is asked of libssl,
// no socket and no clock.
[[nodiscard]] Account of(const Facts& facts);

// why_not_higher tells who kept the version from being higher: the client, the server, a hole; one
// sentence for any negotiated version.
[[nodiscard]] std::string why_not_higher(const ClientHello& hello, VersionSet enabled,
                                         ProtocolVersion negotiated);

// lowered_by tells of a connection that came about below what had been offered first: what ended
// that offer, and that anyone on the way could have done it. Empty where nobody could.
[[nodiscard]] std::string lowered_by(const HandshakeOutcome& first, VersionSet offered,
                                     bool unsigned_alert, ProtocolVersion reached);

// advise_meeting brings two ends together that have no version in common, or none that a client
// accepts: by a version that may be used (RFC 8996), and by an older one for a test alone.
// `supported` is what is known of the server.
[[nodiscard]] std::string advise_meeting(VersionSet offered, VersionSet supported);

// unsigned_alert_words is the warning about an alert in plain text, half a sentence.
inline constexpr std::string_view unsigned_alert_words =
    "an alert in plain text, which nobody signs and anyone on the way can send";

}  // namespace account
}  // namespace tlsmatrix
