// What is advised, and that what is safe comes first.
#include <functional>

#include <gtest/gtest.h>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::advice_test {
namespace {

using enum ProtocolVersion;
using enum Sender;

Refused refusal(Sender sender, std::uint8_t description) {
    return {{description, AlertLevel::fatal, sender}};
}

void list(Observation& seen, std::vector<std::uint16_t> versions) {
    seen.client_hello->supported_versions = std::move(versions);
}

void choose(Observation& seen, std::uint16_t version,
            DowngradeSentinel sentinel = DowngradeSentinel::none) {
    seen.server_hello = ServerHello{.version = version, .sentinel = sentinel};
}

// Advised is an advice, and the facts that it is for.
struct Advised {
    std::string_view name;
    std::function<void(Observation& seen, HandshakeOutcome& outcome, account::OwnEnd& own)> change;
    std::string_view advice;
};

std::vector<Advised> advices() {
    const auto hello_of = [](Observation& seen, std::uint16_t version) {
        seen.client_hello->legacy_version = version;
    };
    return {
        {"no common version: an old server",
         [](auto& seen, auto& outcome, auto& own) {
             list(seen, {0x0304, 0x0303});
             own.versions = {tls_1_0};
             outcome = refusal(server, 70);
         },
         "let the server support TLSv1.3 or TLSv1.2; for a test alone, let the client offer TLSv1"},
        {"no common version: an old client",
         [=](auto& seen, auto& outcome, auto&) {
             hello_of(seen, 0x0301);
             outcome = refusal(server, 70);
         },
         "let the client offer TLSv1.2; for a test alone, let the server support TLSv1"},
        {"no common version: both are current",
         [](auto& seen, auto& outcome, auto&) {
             list(seen, {0x0304});
             outcome = refusal(server, 70);
         },
         "let the server support TLSv1.3, or the client offer TLSv1.2"},
        {"no common version: neither is current",
         [=](auto& seen, auto& outcome, auto& own) {
             hello_of(seen, 0x0301);
             own.versions = {tls_1_1};
             outcome = refusal(server, 70);
         },
         "let both ends support TLSv1.3 or TLSv1.2; for a test alone, let the server support "
         "TLSv1"},
        {"protocol_version at a client that lacks a current version",
         [](auto& seen, auto& outcome, auto& own) {
             own = {.self = client, .versions = {tls_1_2}};
             outcome = refusal(server, 70);
             seen.alerts = {{std::get<Refused>(outcome).alert, true, false}};
         },
         "let the client offer TLSv1.3 as well ('tlsmatrix scan' shows what the server supports)"},
        {"protocol_version at a client that offers all that is current",
         [](auto& seen, auto& outcome, auto& own) {
             own = {.self = client, .versions = {tls_1_2, tls_1_3}};
             list(seen, {0x0304, 0x0303});
             outcome = refusal(server, 70);
             seen.alerts = {{std::get<Refused>(outcome).alert, true, false}};
         },
         "let the server support TLSv1.3 or TLSv1.2 ('tlsmatrix scan' shows what it supports), and "
         "do not offer less because of it: anyone on the way can send such an alert"},
        {"a version below the client's",
         [](auto& seen, auto& outcome, auto& own) {
             own = {.self = client, .versions = {tls_1_2}};
             choose(seen, 0x0302);
             outcome = refusal(client, 70);
         },
         "let the server support TLSv1.2; for a test alone, let the client offer TLSv1.1; if the "
         "server has what was offered, look for what stands between the two ends"},
        {"a sentinel, at the server",
         [=](auto& seen, auto& outcome, auto& own) {
             hello_of(seen, 0x0302);
             own.versions = {tls_1_0, tls_1_2};
             choose(seen, 0x0301, DowngradeSentinel::tls_1_1_or_below);
             outcome = refusal(client, 47);
         },
         "let the client offer TLSv1.2; for a test alone, let the server support TLSv1.1; if the "
         "client had, look for what stands between the two ends"},
        {"the best version of a hello that may have been changed, refused",
         [=](auto& seen, auto& outcome, auto& own) {
             hello_of(seen, 0x0303);
             own.versions = VersionSet::all();
             choose(seen, 0x0303, DowngradeSentinel::tls_1_2);
             outcome = refusal(client, 47);
         },
         "ask whoever runs the client, or look at what it logs; if it had offered more, look for "
         "what stands between the two ends"},
        {"unknown_ca, at the server",
         [](auto& seen, auto& outcome, auto&) {
             choose(seen, 0x0303);
             outcome = refusal(client, 48);
         },
         "let the client trust the CA that signed it, or let the server send the whole chain"},
        {"bad_certificate is not for want of trust or a date",
         [](auto& seen, auto& outcome, auto&) {
             choose(seen, 0x0303);
             outcome = refusal(client, 42);
         },
         "see what the client minds (the alert is for a corrupt certificate or signature, and "
         "clients send it for a name that does not match, too): ask whoever runs the client, or "
         "look at what it logs"},
        {"a level that leaves nothing to offer",
         [](auto& seen, auto& outcome, auto& own) {
             seen.client_hello.reset();
             outcome = refusal(client, 70);
             own = {.self = client, .versions = {tls_1_0}, .security_level = 1};
             own.openssl = Profile::openssl_3_1;
         },
         "name a version that level 1 allows (TLSv1.2,TLSv1.3); for a test alone, set the client's "
         "security level to 0"},
        {"SSL",
         [=](auto& seen, auto& outcome, auto&) {
             hello_of(seen, 0x0300);
             outcome = refusal(server, 70);
         },
         "let the client offer TLSv1.3 or TLSv1.2: SSL must not be used (RFC 6176, RFC 7568)"},
    };
}

TEST(Account, AdvisesWhatIsSafeFirst) {
    for (const Advised& each : advices()) {
        Observation seen;
        seen.client_hello.emplace();
        seen.client_hello->legacy_version = 0x0303;
        HandshakeOutcome outcome;
        account::OwnEnd own{.self = server, .versions = {tls_1_2}};
        each.change(seen, outcome, own);
        EXPECT_EQ(account::of({seen, outcome, own}).advice, each.advice) << each.name;
    }
}

}  // namespace
}  // namespace tlsmatrix::advice_test
