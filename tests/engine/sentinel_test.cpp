// The downgrade sentinel and TLS_FALLBACK_SCSV, read from the wire, in both engines.

#include <gtest/gtest.h>

#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/detail/context_callbacks.hpp>

namespace tlsmatrix::sentinel_test {
namespace {

using enum ProtocolVersion;

// The sentinel's three states, in the wire's terms.
constexpr auto none = DowngradeSentinel::none;
constexpr auto of_1_3 = DowngradeSentinel::tls_1_2;           // DOWNGRD 01
constexpr auto of_1_2 = DowngradeSentinel::tls_1_1_or_below;  // DOWNGRD 00

constexpr std::array engines{Engine::exact, Engine::openssl};

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

MemoryBench& bench() {
    static MemoryBench made(self_signed(p256_key()));
    return made;
}

// sentinel_of is what the ServerHello of a handshake says, at whichever end.
DowngradeSentinel sentinel_of(const View& view) {
    return view.saw.server_hello.value().sentinel;
}

struct Case {
    std::string_view client;
    std::string_view server;
    DowngradeSentinel exact;
    DowngradeSentinel openssl;
};

TEST(Sentinel, IsOnTheWireAsTheEngineHasIt) {
    for (const Case& each : {
             // A server for all versions warns in both engines.
             Case{"1.2", "all", of_1_3, of_1_3},
             Case{"1.0-1.2", "all", of_1_3, of_1_3},
             Case{"1.1", "all", of_1_2, of_1_2},
             Case{"1.0-1.1", "all", of_1_2, of_1_2},
             Case{"1.0", "all", of_1_2, of_1_2},
             Case{"all", "all", none, none},
             // A client that offers 1.2 gets the RFC's treatment from the exact server too.
             Case{"1.0-1.2", "1.0,1.2", none, none},
             Case{"1.0-1.2", "1.0,1.3", none, none},
             Case{"1.2", "1.2,1.3", of_1_3, of_1_3},
             // Only here the exact server forgets that it speaks more.
             Case{"1.0-1.1", "1.0,1.2", none, of_1_2},
             Case{"1.1", "1.0,1.2", none, of_1_2},
             Case{"1.0-1.1", "1.0,1.2,1.3", none, of_1_2},
             // The chosen version is all that the client offers: nothing is spoiled, so it warns.
             Case{"1.0", "1.0,1.2", of_1_2, of_1_2},
             Case{"1.1", "1.1,1.2", of_1_2, of_1_2},
         }) {
        for (const Engine engine : engines) {
            const Encounter met =
                bench().meet({set_of(each.client)}, {set_of(each.server), engine}).front();
            const auto expected = engine == Engine::exact ? each.exact : each.openssl;
            EXPECT_EQ(sentinel_of(met.client), expected) << each.client << " / " << each.server;
            EXPECT_EQ(sentinel_of(met.server), expected) << each.client << " / " << each.server;
        }
    }
}

// What a server of this set owes a hello that ends at `offered`, when it chooses `chosen`.
DowngradeSentinel owed(VersionSet server, ProtocolVersion chosen) {
    if (chosen == tls_1_2 && server.contains(tls_1_3)) {
        return of_1_3;
    }
    return chosen < tls_1_2 && server.contains(tls_1_2) ? of_1_2 : none;
}

TEST(Sentinel, IsLeftOutForOldHellosThatAskedForMoreThanTheyGetAndForNoOther) {
    int left_out = 0;
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            if (client.has_hole()) {
                continue;
            }
            const Encounter exact = bench().meet({client}, {server, Engine::exact}).front();
            const Encounter openssl = bench().meet({client}, {server, Engine::openssl}).front();
            ASSERT_EQ(exact.client.saw.server_hello.has_value(),
                      openssl.client.saw.server_hello.has_value());
            if (!exact.client.saw.server_hello) {
                continue;
            }
            const auto chosen =
                protocol_version_from_code(exact.client.saw.server_hello->version).value();
            EXPECT_EQ(exact.client.saw.server_hello->version,
                      openssl.client.saw.server_hello->version);
            const auto warning = owed(server, chosen);
            const bool hidden = client.highest() <= tls_1_1 && chosen < client.highest();
            EXPECT_EQ(sentinel_of(openssl.client), warning) << client.str() << " " << server.str();
            EXPECT_EQ(sentinel_of(exact.client), hidden ? none : warning)
                << client.str() << " " << server.str();
            left_out += hidden && warning != none ? 1 : 0;
        }
    }
    EXPECT_EQ(left_out, 4);  // {1.1} and {1.0,1.1} at {1.0,1.2} and {1.0,1.2,1.3}
}

TEST(FallbackScsv, MeetsInappropriateFallbackInBothEngines) {
    const Alert refusal{alert_code::inappropriate_fallback, AlertLevel::fatal, Sender::server};
    for (const Engine engine : engines) {
        for (const auto& [client, server] :
             {std::pair<std::string_view, std::string_view>{"1.2", "all"},
              {"1.0-1.1", "all"},
              {"1.0-1.1", "1.0,1.2"},
              {"1.1", "1.0,1.2"}}) {
            const Encounter met =
                bench()
                    .meet({set_of(client), Engine::exact, true}, {set_of(server), engine})
                    .front();
            EXPECT_EQ(met.client.outcome, HandshakeOutcome(Refused{refusal})) << client;
            EXPECT_EQ(met.server.outcome, HandshakeOutcome(Refused{refusal})) << client;
            EXPECT_TRUE(met.server.saw.client_hello.value().has_fallback_scsv());
            EXPECT_FALSE(met.client.saw.server_hello);
        }
    }
}

TEST(FallbackScsv, IsNoObstacleAtTheServersHighestVersion) {
    for (const Engine engine : engines) {
        const Encounter met =
            bench()
                .meet({set_of("1.0-1.1"), Engine::exact, true}, {set_of("1.0,1.1"), engine})
                .front();
        EXPECT_EQ(outcome_name(met.client.outcome), "negotiated");
        EXPECT_EQ(outcome_name(met.server.outcome), "negotiated");
    }
}

ClientHello hello(std::uint16_t legacy, bool scsv = false) {
    ClientHello made;
    made.legacy_version = legacy;
    made.cipher_suites = {0xc013};
    if (scsv) {
        made.cipher_suites.push_back(0x5600);
    }
    return made;
}

ClientHello listing(std::vector<std::uint16_t> versions) {
    ClientHello made = hello(0x0302);
    made.supported_versions = std::move(versions);
    return made;
}

TEST(HidesSentinel, OnlyWhereAnOldHelloAsksForMoreThanItGets) {
    EXPECT_TRUE(hides_sentinel(set_of("1.0,1.2"), hello(0x0302)));
    EXPECT_TRUE(hides_sentinel(set_of("1.0,1.3"), hello(0x0302)));
    EXPECT_FALSE(hides_sentinel(set_of("1.0,1.2"), hello(0x0301)));        // gets what it asks for
    EXPECT_FALSE(hides_sentinel(set_of("1.1,1.2"), hello(0x0302)));        // so does this one
    EXPECT_FALSE(hides_sentinel(set_of("1.0,1.3"), hello(0x0303)));        // offers 1.2
    EXPECT_FALSE(hides_sentinel(set_of("1.0,1.2"), hello(0x0302, true)));  // RFC 7507 comes first
    EXPECT_FALSE(hides_sentinel(set_of("1.0,1.2"), listing({0x0302, 0x0301})));
    EXPECT_FALSE(hides_sentinel(set_of("1.0,1.2"), hello(0x0300)));  // offers none of ours
    EXPECT_FALSE(hides_sentinel(set_of("1.2"), hello(0x0302)));      // nothing to choose
}

}  // namespace
}  // namespace tlsmatrix::sentinel_test
