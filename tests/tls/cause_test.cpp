#include <gtest/gtest.h>

#include <tlsmatrix/tls/cause.hpp>

namespace tlsmatrix::cause_test {
namespace {

using enum ProtocolVersion;
using Codes = std::vector<std::uint16_t>;

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

ClientHello hello(std::uint16_t legacy, std::optional<Codes> versions = std::nullopt) {
    ClientHello made;
    made.legacy_version = legacy;
    made.supported_versions = std::move(versions);
    return made;
}

ServerHello choice(std::uint16_t version, DowngradeSentinel sentinel = DowngradeSentinel::none) {
    return {.version = version, .sentinel = sentinel};
}

Observation saw(std::optional<ClientHello> hello,
                std::optional<ServerHello> answer = std::nullopt) {
    return {std::move(hello), std::move(answer), {}};
}

Observation complaining(Observation observation, std::string_view complaint) {
    observation.complaint = complaint;
    return observation;
}

struct Case {
    Sender sender;
    std::uint8_t alert;
    Observation observation;
    VersionSet enabled;
    std::string_view cause;
};

std::vector<Case> cases() {
    const auto one_two = hello(0x0303);
    const auto up_to_three = hello(0x0303, Codes{0x0a0a, 0x0304, 0x0303});
    using enum Sender;
    return {
        {server, 70, saw(up_to_three), set_of("1.0-1.1"),
         "the client offers TLSv1.3,TLSv1.2 and the server speaks TLSv1,TLSv1.1"},
        {server, 70, saw(hello(0x0301)), set_of("1.2"),
         "the client offers at most TLSv1 and the server speaks TLSv1.2"},
        {server,
         70,
         saw(one_two),
         {},
         "the client offers at most TLSv1.2, none of which the server accepts"},
        {server, 70, {}, set_of("1.2"), "the client's hello cannot be read"},
        {server, 70, saw(hello(0x0303, Codes{0x0a0a})), set_of("1.2"),
         "the client offers no version and the server speaks TLSv1.2"},
        {server, 86, saw(one_two), set_of("all"),
         "the hello carries TLS_FALLBACK_SCSV, and the server speaks a higher version than it "
         "offers"},
        {server, 40, saw(one_two), set_of("1.2"),
         "the two ends share no cipher suite or signature algorithm for the version"},
        {server, 40, saw(hello(0x0300)), set_of("1.2"),
         "the client offers at most SSLv3, which the server does not speak"},
        {server, 40, saw(hello(0x0300, Codes{0x0304})), set_of("1.3"),
         "the hello's legacy_version is one of SSL, beside supported_versions"},
        {server, 40, complaining(saw(one_two), "renegotiation mismatch"), set_of("1.2"),
         "the first hello of this connection claims to renegotiate another one"},
        {server, 80, saw(one_two), set_of("1.2"),
         "the server ended it by itself: OpenSSL does so where its security level or its "
         "certificate does not allow the version"},
        {server, 120, saw(one_two), set_of("1.2"),
         "the client offers no application protocol that the server speaks: it speaks http/1.1"},
        {server, 40, saw(one_two, choice(0x0303)), set_of("1.2"),
         "the server ended it after its hello: OpenSSL does so where it requires a client's "
         "certificate and none came"},
        {server, 116, saw(one_two), set_of("1.3"),
         "the server requires a client's certificate, and none came"},
        {server, 48, saw(one_two), set_of("1.2"),
         "the server does not trust the client's certificate"},
        {server, 51, saw(one_two), set_of("1.2"), "the server refused with decrypt_error"},
        {client, 70, saw(one_two, choice(0x0302)), set_of("1.1"),
         "the server chose TLSv1.1, which the client does not accept"},
        {client, 70, saw(one_two), set_of("1.1"), "the client refused the server's version"},
        {client, 70, {}, set_of("1.1"), "the client accepts no version and sent no hello"},
        {client, 47, saw(one_two, choice(0x0301, DowngradeSentinel::tls_1_1_or_below)),
         set_of("1.0,1.2"),
         "the server chose TLSv1 and its random says that it speaks more, which the client takes "
         "for a downgrade"},
        {client, 47, saw(one_two, choice(0x0301)), set_of("1.0"),
         "the client found an illegal value in what the server sent"},
        {client, 47, saw(one_two), set_of("1.0"),
         "the client found an illegal value in what the server sent"},
        {client, 80, saw(one_two, choice(0x0301)), set_of("1.0"),
         "the server chose TLSv1, and the client ended it: OpenSSL does so where its security "
         "level forbids that version's signatures"},
        {client, 40, saw(one_two, choice(0x0302)), set_of("1.1"),
         "the server chose TLSv1.1, and the client ended it: OpenSSL does so where its security "
         "level forbids that version's signatures"},
        {client, 80, {}, set_of("1.0"), "the client ended the handshake by itself"},
        {client, 42, saw(one_two), set_of("1.2"),
         "the client does not trust the server's certificate"},
        {client, 45, saw(one_two), set_of("1.2"),
         "the client does not trust the server's certificate"},
        {client, 46, saw(one_two), set_of("1.2"),
         "the client does not trust the server's certificate"},
        {client, 48, saw(one_two), set_of("1.2"),
         "the client does not trust the server's certificate"},
        {client, 200, saw(one_two), set_of("1.2"), "the client refused with alert(200)"},
    };
}

TEST(RefusalCause, IsOneSentenceForEachAlertAndSender) {
    for (const Case& each : cases()) {
        const Refused outcome{{each.alert, AlertLevel::fatal, each.sender}};
        EXPECT_EQ(refusal_cause(each.observation, outcome, each.enabled), each.cause);
    }
}

TEST(RefusalCause, OfAnyOtherEndIsItsDescription) {
    EXPECT_EQ(refusal_cause({}, Closed{"the client closed the connection without an alert"}, {}),
              "the client closed the connection without an alert");
    EXPECT_EQ(refusal_cause({}, Aborted{"broken"}, {}), "broken");
    EXPECT_EQ(refusal_cause({}, TimedOut{std::chrono::milliseconds(1500)}, {}),
              "no answer within 1.5 s");
}

TEST(RefusalCause, OfASuccessIsEmpty) {
    EXPECT_EQ(refusal_cause({}, Negotiated{tls_1_2, "X", "", false}, {}), "");
}

struct Height {
    ClientHello client;
    std::string_view server;
    ProtocolVersion negotiated;
    std::string_view why;
};

TEST(WhyNotHigher, NamesWhoKeptTheVersionDown) {
    const std::vector<Height> heights{
        {hello(0x0303, Codes{0x0304}), "all", tls_1_3, "TLSv1.3 is the highest version there is"},
        {hello(0x0303), "all", tls_1_2, "the client offers nothing above TLSv1.2"},
        {hello(0x0301), "1.0", tls_1_0, "the client offers nothing above TLSv1"},
        {hello(0x0303, Codes{0x0304, 0x0303}), "1.0-1.2", tls_1_2,
         "the server speaks nothing above TLSv1.2"},
        {hello(0x0303), "1.0", tls_1_0, "the server speaks nothing above TLSv1"},
        // A hole at the server, and one at a client that says its list.
        {hello(0x0303), "1.0,1.3", tls_1_0,
         "the client offers TLSv1.2, and of what lies above TLSv1 the server speaks only TLSv1.3"},
        {hello(0x0303, Codes{0x0304, 0x0302}), "1.1,1.2", tls_1_1,
         "the client offers TLSv1.3,TLSv1.1, and of what lies above TLSv1.1 the server speaks only "
         "TLSv1.2"},
    };
    for (const Height& each : heights) {
        EXPECT_EQ(why_not_higher(each.client, set_of(each.server), each.negotiated), each.why);
    }
}

TEST(HandshakeOutcome, HasAWordAndALine) {
    struct Line {
        HandshakeOutcome outcome;
        std::string_view name;
        std::string_view line;
    };
    for (const Line& each : std::vector<Line>{
             {Negotiated{tls_1_1, "ECDHE-RSA-AES256-SHA", "x25519", false}, "negotiated",
              "TLSv1.1, ECDHE-RSA-AES256-SHA"},
             {Negotiated{tls_1_3, "TLS_AES_256_GCM_SHA384", "", true}, "negotiated",
              "TLSv1.3, TLS_AES_256_GCM_SHA384, resumed"},
             {Refused{{70, AlertLevel::fatal, Sender::server}}, "refused",
              "the server refused with protocol_version"},
             {Refused{{250, AlertLevel::fatal, Sender::client}}, "refused",
              "the client refused with alert(250)"},
             {Closed{"gone"}, "closed", "gone"},
             {Aborted{"reset"}, "aborted", "reset"},
             {TimedOut{std::chrono::milliseconds(40)}, "timed_out", "no answer within 0.04 s"},
         }) {
        EXPECT_EQ(outcome_name(each.outcome), each.name);
        EXPECT_EQ(describe(each.outcome), each.line);
    }
}

}  // namespace
}  // namespace tlsmatrix::cause_test
