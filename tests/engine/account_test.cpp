// Accounts of real handshakes in memory: both ends are ours, what they are set up to do and what is
// done to the wire between them is a generator's.
#include <cstdlib>
#include <map>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/support/bytes.hpp"
#include "tests/support/self_signed.hpp"
#include "tests/tls/account/properties.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::account_handshakes_test {
namespace {

using Random = std::mt19937;
using enum ProtocolVersion;

std::size_t pick(Random& random, std::size_t count) {
    return random() % count;
}

const Credentials& credentials(std::size_t kind) {
    static const std::array made{self_signed(p256_key()), self_signed(rsa_key())};
    return made[kind];
}

VersionSet any_set(Random& random) {
    const auto& sets = all_version_sets();
    return sets[pick(random, sets.size())];
}

// Common to both ends: mostly nothing, at times a level, a suite or a group of one's own.
template <class Side>
void vary(Side& settings, Random& random) {
    constexpr std::array<const char*, 5> ciphers{"", "ECDHE-ECDSA-AES128-GCM-SHA256",
                                                 "ECDHE-RSA-AES256-GCM-SHA384", "AES128-SHA",
                                                 "ECDHE-ECDSA-AES256-SHA"};
    constexpr std::array<const char*, 4> groups{"", "X25519", "P-384", "P-256"};
    constexpr std::array<const char*, 3> signatures{"", "ECDSA+SHA384", "RSA+SHA256"};
    settings.security_level = pick(random, 4) == 0 ? 1 : 0;
    settings.ciphers = pick(random, 2) == 0 ? "" : ciphers[pick(random, ciphers.size())];
    const std::string group = pick(random, 3) == 0 ? groups[pick(random, groups.size())] : "";
    const std::string signature =
        pick(random, 4) == 0 ? signatures[pick(random, signatures.size())] : "";
    settings.adjust = [group, signature](ssl_ctx_st* context) {
        if (!group.empty()) {
            SSL_CTX_set1_groups_list(context, group.c_str());
        }
        if (!signature.empty()) {
            SSL_CTX_set1_sigalgs_list(context, signature.c_str());
        }
    };
}

// left_by_level is the set that an end's OpenSSL works with.
template <class Side>
VersionSet left_by_level(const Side& settings) {
    const bool takes = settings.security_level > 0 && running_profile() != Profile::openssl_3_0;
    return takes ? settings.versions - VersionSet{tls_1_0, tls_1_1} : settings.versions;
}

// Disturbance is what happens to the wire.
enum class Disturbance { none, client_cut, server_cut, alert_to_client, alert_to_server, bytes };

struct Trial {
    explicit Trial(unsigned seed) : random(seed) {
        ClientContextSettings of_client;
        of_client.versions = any_set(random);
        vary(of_client, random);
        const std::size_t kind = pick(random, 2);
        const std::size_t trusted = pick(random, 8) == 0 ? 1 - kind : kind;
        of_client.trust.certificates = {credentials(trusted).chain.front()};
        of_client.fallback_scsv = pick(random, 8) == 0;
        if (pick(random, 8) == 0) {
            of_client.credentials = credentials(kind);
        }
        ServerContextSettings of_server;
        of_server.versions = any_set(random);
        of_server.engine = static_cast<Engine>(pick(random, 2));
        vary(of_server, random);
        of_server.credentials = credentials(kind);
        if (pick(random, 6) == 0) {
            of_server.verify_client = static_cast<VerifyClient>(pick(random, 3));
            of_server.client_trust.certificates = {credentials(0).chain.front()};
        }
        client_settings = of_client;
        server_settings = of_server;
        disturbance =
            pick(random, 2) == 0 ? Disturbance::none : static_cast<Disturbance>(pick(random, 6));
    }

    void run() {
        Connection client(ClientContext(client_settings), wire.end(Sender::client), "");
        Connection server(ServerContext(server_settings), wire.end(Sender::server));
        const std::size_t turn = pick(random, 4);
        bool closed = false;
        std::size_t before = 0;
        for (std::size_t round = 0; before != wire.events() || round <= turn; ++round) {
            before = wire.events();
            if (round == turn) {
                disturb();
            }
            step(client, Sender::client, closed);
            step(server, Sender::server, closed);
        }
        wire.close(Sender::client);
        wire.close(Sender::server);
        step(client, Sender::client, closed);
        step(server, Sender::server, closed);
        views = {view_of(client), view_of(server)};
    }

    void step(Connection& connection, Sender which, bool&) {
        if (!is_waiting(last[which == Sender::client ? 0 : 1])) {
            return;
        }
        const Progress progress = connection.handshake();
        last[which == Sender::client ? 0 : 1] = progress;
        if (progress == Progress::failed) {
            wire.close(which);
        }
    }

    void disturb() {
        const auto level = static_cast<std::uint8_t>(1 + pick(random, 2));
        constexpr std::array<std::uint8_t, 6> codes{40, 70, 112, 0, 90, 80};
        const Bytes alert{21, 3, 3, 0, 2, level, codes[pick(random, codes.size())]};
        switch (disturbance) {
            case Disturbance::none:
                break;
            case Disturbance::client_cut:
                wire.close(Sender::client);
                break;
            case Disturbance::server_cut:
                wire.close(Sender::server);
                break;
            case Disturbance::alert_to_client:
                wire.put(Sender::server, alert);
                break;
            case Disturbance::alert_to_server:
                wire.put(Sender::client, alert);
                break;
            case Disturbance::bytes:
                wire.put(pick(random, 2) == 0 ? Sender::client : Sender::server,
                         {{22, 3, 3, 0, 4, 1, 0, 0, 0}});
                break;
        }
    }

    Random random;
    ClientContextSettings client_settings;
    ServerContextSettings server_settings;
    Disturbance disturbance = Disturbance::none;
    MemoryWire wire;
    std::array<Progress, 2> last{Progress::wants_read, Progress::wants_read};
    std::array<View, 2> views;
};

unsigned trials() {
    const char* wanted = std::getenv("TLSMATRIX_HANDSHAKES");
    return wanted == nullptr ? 2000 : static_cast<unsigned>(std::atoi(wanted));
}

// TLSMATRIX_HANDSHAKES=20000 for more of them.
TEST(Account, OfRealHandshakesKeepsItsProperties) {
    std::map<account::Cause, unsigned> causes;
    std::map<account::Cause, std::string> examples;
    for (unsigned seed = 0; seed < trials(); ++seed) {
        Trial trial(seed);
        trial.run();
        std::array<Account, 2> told;
        for (std::size_t end = 0; end < 2; ++end) {
            const View& view = trial.views[end];
            told[end] = account::of(view.facts());
            ++causes[told[end].cause];
            examples[told[end].cause] = told[end].sentence;
            const auto broken = account_test::broken_property(view.facts(), told[end]);
            ASSERT_FALSE(broken) << *broken << "; seed " << seed;
        }
        if (told[1].cause == account::Cause::no_common_version) {
            const auto runs = left_by_level(trial.client_settings).runs();
            EXPECT_TRUE(runs.empty() ||
                        (left_by_level(trial.server_settings) & runs.back()).empty() ||
                        !trial.views[1].saw.client_hello->supported_versions)
                << "seed " << seed;
        }
        // For want of a suite or a version of its own an end stops unheard, and so may the other.
        const bool unheard = told[0].cause == account::Cause::client_without_suite ||
                             told[0].cause == account::Cause::client_offers_nothing ||
                             told[1].cause == account::Cause::level_takes_own_set;
        const bool both = told[0].stopped && told[1].stopped && !unheard &&
                          trial.disturbance == Disturbance::none;
        EXPECT_TRUE(!both || told[0].stopped == told[1].stopped)
            << "seed " << seed << ": " << told[0].sentence << " / " << told[1].sentence;
        const bool level = told[0].cause == account::Cause::level_forbids_signature ||
                           told[1].cause == account::Cause::level_forbids_signature;
        EXPECT_TRUE(!level || trial.client_settings.security_level == 1 ||
                    trial.server_settings.security_level == 1);
        EXPECT_TRUE(trial.disturbance != Disturbance::none ||
                    told[0].cause != account::Cause::hello_changed_on_the_way)
            << "seed " << seed;
    }
    EXPECT_GT(causes.size(), 15U);
    if (std::getenv("TLSMATRIX_SHOW") != nullptr) {
        for (const auto& [cause, count] : causes) {
            fmt::print("{:>6} {}: {}\n", count, account::cause_name(cause), examples[cause]);
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::account_handshakes_test
