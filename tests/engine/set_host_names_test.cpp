// A set's host name on a listener: what the listener would be with that set alone, and never more.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>

namespace tlsmatrix::set_host_names_test {
namespace {

using enum ProtocolVersion;

constexpr std::array engines{Engine::exact, Engine::openssl};

ServerContext server_of(VersionSet versions, Engine engine, bool tickets = true) {
    static const Credentials credentials = self_signed(p256_key());
    return ServerContext(
        {{.versions = versions, .engine = engine, .tickets = tickets}, credentials});
}

ClientContext client_of(VersionSet versions, bool scsv = false) {
    return ClientContext({{.versions = versions, .fallback_scsv = scsv}, Trust{.verify = false}});
}

// ending is all that tells two outcomes apart but the suite.
std::string ending(const View& view) {
    const auto* negotiated = std::get_if<Negotiated>(&view.outcome);
    return negotiated != nullptr ? std::string(wire_name(negotiated->version))
                                 : describe(view.outcome);
}

std::string endings(const Encounter& met) {
    return fmt::format("client: {}; server: {}", ending(met.client), ending(met.server));
}

Encounter ask_for(const std::string& name, const ClientContext& client,
                  const ServerContext& server) {
    return shake_hands(client, server, MemoryWire::any_number, nullptr, name);
}

// What a client sees of a name is what it sees of a server that has the name's set and no other:
// 15 names, with every set of a client, with both engines, with and without TLS_FALLBACK_SCSV.
TEST(SetHostName, IsAServerOfThatSetAtAListenerOfAll) {
    for (const Engine engine : engines) {
        const ServerContext all = server_of(VersionSet::all(), engine);
        for (const VersionSet set : all_version_sets()) {
            const ServerContext alone = server_of(set, engine);
            for (const VersionSet offered : all_version_sets()) {
                for (const bool scsv : {false, true}) {
                    const ClientContext client = client_of(offered, scsv);
                    EXPECT_EQ(endings(ask_for(set_host_name(set), client, all)),
                              endings(shake_hands(client, alone)))
                        << engine_name(engine) << " " << set_host_name(set) << " asked by "
                        << offered << (scsv ? " with SCSV" : "");
                }
            }
        }
    }
}

TEST(SetHostName, NeverWidensAListener) {
    for (const Engine engine : engines) {
        for (const VersionSet own : all_version_sets()) {
            const ServerContext server = server_of(own, engine);
            for (const VersionSet set : all_version_sets()) {
                const ClientContext client = client_of(VersionSet::all());
                const Encounter met = ask_for(set_host_name(set), client, server);
                const auto best = (own & set).highest();
                EXPECT_EQ(ending(met.server),
                          best ? std::string(wire_name(*best))
                               : describe(Refused{{70, AlertLevel::fatal, Sender::server}}))
                    << engine_name(engine) << " " << set_host_name(set) << " at " << own;
                if (!best) {
                    EXPECT_EQ(met.client.outcome, met.server.outcome);
                }
            }
        }
    }
}

TEST(SetHostName, IsTheCauseOfARefusalThatItBroughtAbout) {
    struct Case {
        VersionSet listener;
        std::string name;
        VersionSet offered;
        account::Cause cause;
        std::string sentence;
    };
    const VersionSet all = VersionSet::all();
    using account::Cause;
    for (const Case& each : {
             Case{all,
                  "only-12.localhost",
                  {tls_1_3},
                  Cause::outside_named_set,
                  "the client offers TLSv1.3 and asks for only-12.localhost, which narrows the "
                  "server's set from TLSv1,TLSv1.1,TLSv1.2,TLSv1.3 to TLSv1.2"},
             Case{{tls_1_0},
                  "Only-12.localhost",
                  {tls_1_0, tls_1_1, tls_1_2},
                  Cause::outside_named_set,
                  "the client offers at most TLSv1.2 and asks for Only-12.localhost, which narrows "
                  "the server's set from TLSv1 to no version"},
             // What the listener has not by itself no name took away.
             Case{{tls_1_2},
                  "only-12.localhost",
                  {tls_1_3},
                  Cause::no_common_version,
                  "the client offers TLSv1.3 and the server speaks TLSv1.2"},
             Case{{tls_1_2},
                  "only-10.localhost",
                  {tls_1_3},
                  Cause::no_common_version,
                  "the client offers TLSv1.3 and the server speaks TLSv1.2"},
             Case{{tls_1_2},
                  "localhost",
                  {tls_1_3},
                  Cause::no_common_version,
                  "the client offers TLSv1.3 and the server speaks TLSv1.2"},
         }) {
        const Encounter met =
            ask_for(each.name, client_of(each.offered), server_of(each.listener, Engine::exact));
        const Account told = account::of(met.server.facts());
        EXPECT_EQ(account::cause_name(told.cause), account::cause_name(each.cause));
        EXPECT_EQ(told.sentence, each.sentence);
    }
}

// resumed tells whether a session that was made under one name is taken up under another.
bool resumed(const ClientContext& client, const ServerContext& server, const std::string& from,
             const std::string& to) {
    const TlsSession session = session_from(client, server, from);
    EXPECT_NE(session, nullptr) << from;
    const Encounter met = shake_hands(client, server, MemoryWire::any_number, session, to);
    EXPECT_EQ(outcome_name(met.server.outcome), "negotiated") << from << " to " << to;
    const auto* negotiated = std::get_if<Negotiated>(&met.server.outcome);
    return negotiated != nullptr && negotiated->resumed;
}

// Names that would choose the same version, so that nothing but the name keeps them apart; by
// tickets of TLS 1.2 and 1.3, and by session ids.
TEST(SetHostName, NeverHandsASessionToAnotherName) {
    struct Case {
        ProtocolVersion version;
        bool tickets;
        std::vector<std::string> names;
    };
    const std::vector<std::string> with_12{"localhost", "only-12.localhost", "only-12-13.localhost",
                                           "only-10-12.localhost"};
    const std::vector<std::string> with_13{"localhost", "only-13.localhost", "only-12-13.localhost",
                                           "only-10-13.localhost"};
    for (const Engine engine : engines) {
        for (const Case& each : {Case{tls_1_2, true, with_12}, Case{tls_1_2, false, with_12},
                                 Case{tls_1_3, true, with_13}, Case{tls_1_3, false, with_13}}) {
            const ClientContext client = client_of({each.version});
            const ServerContext server = server_of(VersionSet::all(), engine, each.tickets);
            for (const std::string& from : each.names) {
                for (const std::string& to : each.names) {
                    EXPECT_EQ(resumed(client, server, from, to), from == to)
                        << wire_name(each.version) << (each.tickets ? " ticket" : " id") << " of "
                        << from << " at " << to;
                }
            }
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::set_host_names_test
