// The faults that causes were told with, each as it was seen, and what is told of it now.
#include <functional>

#include <gtest/gtest.h>

#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/account/reason.hpp>

namespace tlsmatrix::account_test {
namespace {

using enum ProtocolVersion;
using enum Sender;
using account::Cause;
using Codes = std::vector<std::uint16_t>;

// Case is written from the facts that differ; all else is a hello of 1.2 alone at a server of 1.2.
struct Case {
    std::string_view name;
    std::function<void(Observation& seen, HandshakeOutcome& outcome, account::OwnEnd& own)> change;
    Cause cause;
    std::string_view sentence;
};

Refused refusal(Sender sender, std::uint8_t description) {
    return {{description, AlertLevel::fatal, sender}};
}

void list(Observation& seen, Codes versions) {
    seen.client_hello->supported_versions = std::move(versions);
}

void choose(Observation& seen, std::uint16_t version,
            DowngradeSentinel sentinel = DowngradeSentinel::none) {
    seen.server_hello = ServerHello{.version = version, .sentinel = sentinel};
}

std::vector<Case> cases() {
    return {
        {"no common group is not a missing cipher suite",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 40);
             seen.client_hello->supported_groups = {0x0100};
             own.shared_groups = 0;
         },
         Cause::no_common_group,
         "the client offers no key exchange group that the server has for TLSv1.2"},
        {"no group at all",
         [](auto&, auto& outcome, auto& own) {
             outcome = refusal(server, 40);
             own.shared_groups = 0;
         },
         Cause::no_common_group,
         "the client lists no key exchange group, and every cipher suite that both have for "
         "TLSv1.2 needs one"},
        {"a session that does not fit",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 40);
             seen.reason = 104;
             seen.complaint = "inconsistent extms";
         },
         Cause::refused_with, "the server refused with handshake_failure (inconsistent extms)"},
        {"a name that is malformed, not unknown",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 112);
             seen.complaint = "bad extension";
         },
         Cause::refused_with, "the server refused with unrecognized_name (bad extension)"},
        {"no common cipher suite",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 40);
             seen.client_hello->cipher_suites = {0x0005};
         },
         Cause::no_common_suite,
         "the client offers no cipher suite that the server has for TLSv1.2"},
        {"a key that no suite is for",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 40);
             seen.client_hello->cipher_suites = {0xc02f};
             own.key = CertificateKind::ecdsa;
         },
         Cause::no_key_for_suites,
         "no cipher suite that the client offers for TLSv1.2 goes with an ECDSA key, which the "
         "server has"},
        {"no common signature algorithm",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 40);
             seen.client_hello->signature_algorithms = {0x0807};
             seen.reason = account::reason::no_shared_signature_algorithms;
         },
         Cause::no_common_signature,
         "the client offers no signature algorithm for the server's key in TLSv1.2"},
        {"illegal_parameter of a client that got its best version is no downgrade",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(client, 47);
             choose(seen, 0x0303);
         },
         Cause::illegal_value, "the client found an illegal value in what the server sent"},
        {"protocol_version for a record of another version",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 70);
             seen.reason = account::reason::wrong_version_number;
             seen.complaint = "wrong version number";
         },
         Cause::record_of_another_version,
         "the client offers at most TLSv1.2, and sent a record of another version (wrong version "
         "number)"},
        {"protocol_version for a second hello without 1.3",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 70);
             list(seen, {0x0304});
             own.versions = {tls_1_3};
             seen.reason = account::reason::bad_hrr_version;
         },
         Cause::second_hello_changed,
         "the client's second hello, behind a HelloRetryRequest, no longer offers TLSv1.3"},
        {"a legacy_version of SSL beside supported_versions",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 70);
             list(seen, {0x0304});
             seen.client_hello->legacy_version = 0x0300;
         },
         Cause::legacy_version_of_ssl,
         "the hello's legacy_version is SSLv3, one of SSL, beside supported_versions"},
        {"internal_error at 1.2 is not blamed on a security level",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(client, 80);
             choose(seen, 0x0303);
             own.security_level = 2;
         },
         Cause::gave_up_inside, "the client gave up with internal_error, which does not say why"},
        {"a client's handshake_failure at 1.1 is not blamed on a level that nobody knows",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(client, 40);
             choose(seen, 0x0302);
         },
         Cause::refused_with,
         "the client refused with handshake_failure: it does not say what it "
         "minds"},
        {"a certificate that nobody asked for is not missing",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 40);
             choose(seen, 0x0303);
             seen.complaint = "bad signature";
         },
         Cause::refused_with, "the server refused with handshake_failure (bad signature)"},
        {"a certificate that was asked for is, and the server knows",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 40);
             choose(seen, 0x0303);
             own.verify_client = VerifyClient::required;
             seen.reason = account::reason::peer_did_not_return_a_certificate;
         },
         Cause::client_certificate_missing,
         "the server requires a client's certificate, and none came"},
        {"an SSLv2 hello that was abandoned",
         [](auto& seen, auto& outcome, auto&) {
             seen.client_hello.reset();
             seen.stray = std::string("\x80\x2e\x01\x03\x01", 5);
             outcome = Aborted{"the handshake failed: unexpected eof"};
         },
         Cause::sslv2_hello_abandoned,
         "the client began a hello in the format of SSLv2, and did not finish it"},
        {"a hello of SSLv2's format that OpenSSL 4 threw away, which was read before",
         [](auto& seen, auto& outcome, auto& own) {
             seen.client_hello->format = ClientHello::Format::sslv2;
             own.openssl = Profile::openssl_4_0;
             outcome = Aborted{"the handshake failed: wrong version number"};
         },
         Cause::sslv2_hello_unread,
         "the client offers at most TLSv1.2 in a hello of SSLv2's format, which the server's "
         "OpenSSL does not read: it closed without an alert"},
        {"a level that takes the common versions, on OpenSSL 4 as on 3.1",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 70);
             seen.client_hello->legacy_version = 0x0302;
             own.versions = {tls_1_1, tls_1_2};
             own.openssl = Profile::openssl_4_0;
             own.security_level = 1;
         },
         Cause::level_takes_versions,
         "both ends name TLSv1.1, which security level 1 of the server's OpenSSL takes out of its "
         "set"},
        {"a level that takes the whole set leaves a hello unread, not unreadable",
         [](auto& seen, auto& outcome, auto& own) {
             outcome = refusal(server, 70);
             seen.client_hello.reset();
             own.versions = {tls_1_0, tls_1_1};
             own.openssl = Profile::openssl_4_0;
             own.security_level = 1;
             seen.complaint = "no protocols available";
         },
         Cause::level_takes_own_set,
         "security level 1 of the server's OpenSSL takes TLSv1,TLSv1.1 out of its set, which "
         "leaves no version: it refused before it read a hello"},
        {"half a hello",
         [](auto& seen, auto& outcome, auto&) {
             seen.client_hello.reset();
             seen.received = 100;
             outcome = Closed{"the client closed the connection without an alert"};
         },
         Cause::closed_in_hello,
         "the client closed the connection without an alert, 100 bytes into its hello"},
        {"decode_error has libssl's reason",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(server, 50);
             seen.complaint = "length mismatch";
         },
         Cause::refused_with,
         "the server refused with decode_error: a message could not be decoded (length mismatch)"},
        {"a downgrade attack, seen by the client that it is made on",
         [](auto& seen, auto& outcome, auto& own) {
             own.self = client;
             list(seen, {0x0304, 0x0303});
             choose(seen, 0x0303, DowngradeSentinel::tls_1_2);
             seen.reason = account::reason::inappropriate_fallback;
             outcome = refusal(client, 47);
         },
         Cause::hello_changed_on_the_way,
         "the server chose TLSv1.2, and the downgrade sentinel in ServerHello.random says that it "
         "supports TLSv1.3, which the client had offered (TLSv1.3,TLSv1.2), and there RFC 9846 "
         "section 4.2.3 (RFC 8446 section 4.1.3) has the client refuse: either something between "
         "the two changed a hello, or the server chose less than it could"},
        {"the same, seen by a server whose hello was changed",
         [](auto& seen, auto& outcome, auto& own) {
             own.versions = {tls_1_2, tls_1_3};
             choose(seen, 0x0303, DowngradeSentinel::tls_1_2);
             outcome = refusal(client, 47);
         },
         Cause::best_version_refused,
         "the client refused TLSv1.2 with illegal_parameter, though its hello, as it came here, "
         "offers no more: it found something else wrong, or it had offered more and something "
         "between the two changed its hello"},
        {"the sentinel of a server with a hole",
         [](auto& seen, auto& outcome, auto& own) {
             own.versions = {tls_1_0, tls_1_2};
             seen.client_hello->legacy_version = 0x0302;
             choose(seen, 0x0301, DowngradeSentinel::tls_1_1_or_below);
             outcome = refusal(client, 47);
         },
         Cause::sentinel_of_a_hole,
         "the server chose TLSv1, and the downgrade sentinel in ServerHello.random says that it "
         "supports TLSv1.2 or above; the client, which offers at most TLSv1.1, takes that for a "
         "downgrade: the server supports TLSv1.2 and not TLSv1.1, unless the client had "
         "offered more and something between the two changed its hello"},
        {"the same, seen by a client, which cannot know that",
         [](auto& seen, auto& outcome, auto& own) {
             own = {.self = client, .versions = {tls_1_0, tls_1_1}};
             seen.client_hello->legacy_version = 0x0302;
             choose(seen, 0x0301, DowngradeSentinel::tls_1_1_or_below);
             seen.reason = account::reason::inappropriate_fallback;
             outcome = refusal(client, 47);
         },
         Cause::sentinel_of_a_hole,
         "the server chose TLSv1, and the downgrade sentinel in ServerHello.random says that it "
         "supports TLSv1.2 or above; the client, which offers at most TLSv1.1, takes that for a "
         "downgrade: either something between the two changed a hello, or the server supports "
         "TLSv1.2 or above and not TLSv1.1, or chose less than it could"},
        {"the sentinel of a server without a hole, for an offer with one",
         [](auto& seen, auto& outcome, auto& own) {
             own.versions = {tls_1_1, tls_1_2};
             list(seen, {0x0304, 0x0302});
             choose(seen, 0x0302, DowngradeSentinel::tls_1_1_or_below);
             outcome = refusal(client, 47);
         },
         Cause::sentinel_of_a_hole,
         "the server chose TLSv1.1, and the downgrade sentinel in ServerHello.random says that it "
         "supports TLSv1.2 or above; the client, which offers TLSv1.3,TLSv1.1, takes that for a "
         "downgrade: its offer leaves out TLSv1.2, unless the client had offered more and "
         "something "
         "between the two changed its hello"},
        {"a hole of a client of OpenSSL's",
         [](auto& seen, auto& outcome, auto& own) {
             own.self = client;
             own.engine = Engine::openssl;
             own.versions = {tls_1_0, tls_1_2};
             seen.client_hello->legacy_version = 0x0301;
             outcome = refusal(server, 70);
         },
         Cause::hole_in_own_offer,
         "OpenSSL offers the lowest run of TLSv1,TLSv1.2 alone, TLSv1, since the list has a hole, "
         "and the server refused that with protocol_version"},
        {"1.3 alone at a server that may not know supported_versions",
         [](auto& seen, auto& outcome, auto& own) {
             own.self = client;
             own.versions = {tls_1_1, tls_1_3};
             list(seen, {0x0304});
             outcome = refusal(server, 40);
         },
         Cause::offer_of_1_3_alone_refused,
         "the hello offers TLSv1.3 alone, and the server refused with handshake_failure: so does "
         "one that does not know supported_versions, and one that misses something else, for "
         "instance a cipher suite, a group or a signature algorithm"},
        {"TLS_FALLBACK_SCSV of a sparse offer is OpenSSL's rule",
         [](auto& seen, auto& outcome, auto& own) {
             list(seen, {0x0304, 0x0302});
             seen.client_hello->cipher_suites = {0xc02f, 0x5600};
             own.versions = {tls_1_1, tls_1_2};
             outcome = refusal(server, 86);
         },
         Cause::fallback_not_highest,
         "the hello carries TLS_FALLBACK_SCSV and offers TLSv1.3,TLSv1.1, and what they have in "
         "common is not the server's highest version, TLSv1.2: OpenSSL refuses for that, RFC 7507 "
         "does not ask for it"},
        {"a close behind a warning",
         [](auto& seen, auto& outcome, auto&) {
             seen.alerts = {{{112, AlertLevel::warning, server}, true, false}};
             outcome = Closed{"the client closed the connection without an alert"};
         },
         Cause::closed_after_warning,
         "the client closed the connection without an alert after the warning "
         "unrecognized_name of the server, which may be why"},
        {"a version of the list that this hello was not for",
         [](auto& seen, auto& outcome, auto& own) {
             own.self = client;
             own.versions = {tls_1_0, tls_1_2};
             own.run = {tls_1_2};
             choose(seen, 0x0301);
             outcome = refusal(client, 70);
         },
         Cause::chosen_below_client,
         "the server chose TLSv1, which the client does not accept: a hello without "
         "supported_versions names its highest version alone, TLSv1.2"},
        {"an alert behind a warning of the same end",
         [](auto& seen, auto& outcome, auto&) {
             outcome = refusal(client, 40);
             choose(seen, 0x0303);
             seen.alerts = {{{42, AlertLevel::warning, client}, true, false},
                            {{40, AlertLevel::fatal, client}, true, false}};
         },
         Cause::refused_with,
         "the client refused with handshake_failure, and had warned with bad_certificate"},
        {"a level that leaves nothing to offer",
         [](auto& seen, auto& outcome, auto& own) {
             seen.client_hello.reset();
             outcome = refusal(client, 70);
             own = {.self = client, .versions = {tls_1_0}, .security_level = 1};
             own.openssl = Profile::openssl_3_1;
         },
         Cause::client_offers_nothing,
         "the client has no version left to offer at security level 1 of its OpenSSL, and sent "
         "protocol_version in place of a hello: its set is TLSv1"},
        {"a success has nothing to explain",
         [](auto&, auto& outcome, auto&) {
             outcome = Negotiated{tls_1_2, "X", "", false};
         },
         Cause::none, ""},
    };
}

TEST(Account, TellsEachCauseApart) {
    for (const Case& each : cases()) {
        Observation seen;
        seen.client_hello.emplace();
        seen.client_hello->legacy_version = 0x0303;
        seen.client_hello->cipher_suites = {0xc02f};
        HandshakeOutcome outcome;
        account::OwnEnd own{.self = server, .versions = {tls_1_2}, .key = CertificateKind::rsa};
        own.cipher_suites = {0xc02b, 0xc02f, 0x1301};
        own.openssl = Profile::openssl_3_0;
        each.change(seen, outcome, own);
        const Account told = account::of({seen, outcome, own});
        EXPECT_EQ(told.cause, each.cause) << each.name << ": " << account::cause_name(told.cause);
        EXPECT_EQ(told.sentence, each.sentence) << each.name;
    }
}

TEST(Account, CallsAnUnsignedAlertThatLowersAnAttemptUnsigned) {
    Observation seen;
    seen.client_hello.emplace();
    seen.client_hello->supported_versions = Codes{0x0304};
    const HandshakeOutcome outcome = refusal(server, 70);
    seen.alerts = {{std::get<Refused>(outcome).alert, true, false}};
    account::Facts facts{seen, outcome, {.self = client, .versions = {tls_1_0, tls_1_3}}};
    EXPECT_TRUE(account::of(facts).unsigned_alert);
    EXPECT_EQ(account::of(facts).sentence.find(account::unsigned_alert_words), std::string::npos);
    facts.goes_on_lower = true;
    EXPECT_NE(account::of(facts).sentence.find(account::unsigned_alert_words), std::string::npos);
    seen.alerts.front().plaintext = false;
    EXPECT_FALSE(account::of(facts).unsigned_alert);
}

}  // namespace
}  // namespace tlsmatrix::account_test
