// What is told of a connection behind its handshake: how it ended, and what it came about below.
#include <gtest/gtest.h>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::later_ends_test {
namespace {

using enum ProtocolVersion;
using enum Sender;
using account::Cause;

// What ends a connection behind its handshake is told here too, to both ends.
TEST(Account, TellsHowAConnectionEndedAfterItsHandshake) {
    using account::Later;
    struct Case {
        Sender self;
        Later later;
        bool begun;
        std::optional<Alert> alert;
        Cause cause;
        std::optional<Sender> stopped;
        std::string_view sentence;
    };
    const std::vector<Case> cases{
        {server,
         Later::closed,
         false,
         {},
         Cause::closed_without_request,
         client,
         "negotiated, then closed without a request"},
        {server,
         Later::closed,
         true,
         {},
         Cause::closed_before_end,
         client,
         "negotiated, then closed before the request was complete"},
        {client,
         Later::closed,
         true,
         {},
         Cause::closed_before_end,
         server,
         "negotiated, then the server closed the connection before the response was complete"},
        {server,
         Later::timed_out,
         false,
         {},
         Cause::timed_out_later,
         {},
         "negotiated, but no request came in time"},
        {client,
         Later::timed_out,
         true,
         {},
         Cause::timed_out_later,
         {},
         "negotiated, but no complete response came in time"},
        {server,
         Later::stopped,
         false,
         {},
         Cause::stopped_later,
         server,
         "negotiated, but the server stopped before a request came"},
        {server, Later::flooded, false, {}, Cause::flooded_later, {}, "negotiated, then words"},
        {client,
         Later::broken,
         true,
         {},
         Cause::broken_later,
         {},
         "negotiated, then the connection broke before the response was complete: words"},
        {server, Later::closed, false, Alert{48, AlertLevel::fatal, client}, Cause::alert_later,
         client,
         "negotiated, then the client sent unknown_ca: it does not know the CA of a certificate"},
        {client, Later::broken, true, Alert{20, AlertLevel::fatal, client}, Cause::alert_later,
         client,
         "negotiated, then the client sent bad_record_mac: a record did not authenticate (bad)"},
    };
    for (const Case& each : cases) {
        Observation seen;
        seen.complaint = each.self == client ? "bad" : "";
        if (each.alert) {
            seen.alerts.push_back({*each.alert});
        }
        const HandshakeOutcome outcome = Negotiated{tls_1_2, "X", "", false};
        const Account told = account::of({.seen = seen,
                                          .outcome = outcome,
                                          .own = {.self = each.self},
                                          .later = each.later,
                                          .begun = each.begun,
                                          .later_words = "words"});
        EXPECT_EQ(told.cause, each.cause) << each.sentence;
        EXPECT_EQ(told.stopped, each.stopped) << each.sentence;
        EXPECT_EQ(told.sentence, each.sentence);
    }
}

TEST(Account, WarnsOfAVersionThatAnybodyCouldHaveBroughtAbout) {
    const VersionSet offered{tls_1_3};
    EXPECT_EQ(
        account::lowered_by(Refused{{70, AlertLevel::fatal, server}}, offered, true, tls_1_0),
        "TLSv1 was negotiated because the offer of TLSv1.3 ended with protocol_version, an "
        "alert in plain text, which nobody signs and anyone on the way can send; TLS_FALLBACK_SCSV "
        "(--fallback-scsv) protects the lower attempt behind it, where the server knows it; "
        "with TLSv1 left out of the list, nobody on the way could bring it about");
    EXPECT_EQ(
        account::lowered_by(Closed{"closed"}, offered, false, tls_1_0),
        "TLSv1 was negotiated because the offer of TLSv1.3 ended with no alert, which anyone "
        "on the way can bring about; TLS_FALLBACK_SCSV (--fallback-scsv) protects the "
        "lower attempt behind it, where the server knows it; with TLSv1 left out of the list, "
        "nobody on the way could bring it about");
    EXPECT_EQ(
        account::lowered_by(Refused{{70, AlertLevel::fatal, client}}, offered, false, tls_1_0), "");
}

}  // namespace
}  // namespace tlsmatrix::later_ends_test
