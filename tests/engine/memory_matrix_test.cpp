// The rule against real OpenSSL at both ends, without a socket: what the matrix does over loopback,
// where the cause of a difference is easier to find.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"

namespace tlsmatrix::memory_matrix_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array engines{Engine::exact, Engine::openssl};

MemoryBench& bench() {
    static MemoryBench made(self_signed(p256_key()));
    return made;
}

std::string words(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return std::string(short_name(*version));
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("{} by the {}", alert_name(alert.description), sender_name(alert.sender));
}

std::string words(const HandshakeOutcome& outcome) {
    if (const auto* negotiated = std::get_if<Negotiated>(&outcome)) {
        return words(Prediction(negotiated->version));
    }
    const auto* refused = std::get_if<Refused>(&outcome);
    return refused != nullptr ? words(Prediction(refused->alert)) : describe(outcome);
}

// differences compares every attempt at both ends with the rule; empty where all is as predicted.
std::string differences(const ClientEndpoint& client, const ServerEndpoint& server,
                        const std::vector<Encounter>& attempts) {
    const Negotiation expected = negotiate(client, server);
    std::string rule;
    std::string seen;
    for (std::size_t i = 0; i + 1 < expected.attempts.size(); ++i) {
        rule += fmt::format("{0} and {0}, then ", words(expected.attempts[i].outcome));
    }
    rule += fmt::format("{} and {}", words(expected.client), words(expected.server));
    for (const Encounter& attempt : attempts) {
        seen += fmt::format("{}{} and {}", seen.empty() ? "" : ", then ",
                            words(attempt.client.outcome), words(attempt.server.outcome));
    }
    if (seen == rule) {
        return {};
    }
    return fmt::format("client {}/{} server {}/{}: the rule says {}; client and server saw {}",
                       client.versions.str(), engine_name(client.engine), server.versions.str(),
                       engine_name(server.engine), rule, seen);
}

// Axis is what a run of 256 cells is made with.
struct Axis {
    Engine client = Engine::exact;
    Engine server = Engine::exact;
    bool fallback_scsv = false;
    std::size_t most = MemoryWire::any_number;
};

std::vector<std::string> run(MemoryBench& over, const Axis& axis) {
    std::vector<std::string> wrong;
    for (unsigned cell = 0; cell < 256; ++cell) {
        const ClientEndpoint client{VersionSet::from_bits(cell >> 4), axis.client,
                                    axis.fallback_scsv};
        const ServerEndpoint server{VersionSet::from_bits(cell & 15), axis.server};
        std::string difference = differences(client, server, over.meet(client, server, axis.most));
        if (!difference.empty()) {
            wrong.push_back(std::move(difference));
        }
    }
    return wrong;
}

TEST(MemoryMatrix, IsAsPredictedInAllFourPairingsEmptySetsIncluded) {
    for (const Engine client : engines) {
        for (const Engine server : engines) {
            EXPECT_THAT(run(bench(), {client, server}), IsEmpty());
        }
    }
}

TEST(MemoryMatrix, IsAsPredictedWithFallbackScsv) {
    for (const Engine client : engines) {
        for (const Engine server : engines) {
            EXPECT_THAT(run(bench(), {client, server, true}), IsEmpty());
        }
    }
}

// Old clients want RSA; the closed form holds for it alike.
TEST(MemoryMatrix, IsAsPredictedWithAnRsaKey) {
    MemoryBench over(self_signed(rsa_key()));
    EXPECT_THAT(run(over, {Engine::openssl, Engine::openssl}), IsEmpty());
}

// TCP may cut anywhere, also inside an alert that libssl rejects by its header.
TEST(MemoryMatrix, IsAsPredictedWhereEveryByteComesByItself) {
    EXPECT_THAT(run(bench(), {Engine::openssl, Engine::openssl, false, 1}), IsEmpty());
}

// In three cells the server answers the run {1.2} with inappropriate_fallback, and only a client
// that went on to {1.0} after it would come to protocol_version.
TEST(MemoryMatrix, EndsAtInappropriateFallbackInThreeCellsWithALowerRunLeft) {
    const auto is_86 = [](const Encounter& encounter) {
        const auto* refused = std::get_if<Refused>(&encounter.client.outcome);
        return refused != nullptr &&
               refused->alert.description == alert_code::inappropriate_fallback;
    };
    std::vector<std::string> differ;
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            const auto attempts = bench().meet({client, Engine::exact, true}, {server});
            const auto runs = client.runs();
            if (!is_86(attempts.back()) || attempts.size() == runs.size()) {
                continue;
            }
            const Encounter next = shake_hands(bench().client_context(runs[attempts.size()], true),
                                               bench().server_context({server}));
            if (words(next.client.outcome) == "protocol_version by the server") {
                differ.push_back(client.str() + " / " + server.str());
            }
        }
    }
    EXPECT_THAT(differ,
                ElementsAre("1.0,1.2 / 1.1,1.3", "1.0,1.2 / 1.2,1.3", "1.0,1.2 / 1.1,1.2,1.3"));
}

TEST(MemoryMatrix, NegotiatesNothingForAClientThatTrustsNobody) {
    MemoryBench distrustful(self_signed(p256_key()), false);
    for (const Engine client_engine : engines) {
        for (const Engine server_engine : engines) {
            int distrusted = 0;
            for (const VersionSet& client : all_version_sets()) {
                for (const VersionSet& server : all_version_sets()) {
                    const ClientEndpoint one{client, client_engine};
                    const ServerEndpoint other{server, server_engine};
                    const Encounter last = distrustful.meet(one, other).back();
                    const Prediction trusting = negotiate(one, other).client;
                    const bool would_negotiate = std::holds_alternative<ProtocolVersion>(trusting);
                    const std::string expected =
                        would_negotiate ? "unknown_ca by the client" : words(trusting);
                    EXPECT_EQ(words(last.client.outcome), expected) << client.str() << server.str();
                    EXPECT_EQ(words(last.server.outcome), expected) << client.str() << server.str();
                    distrusted += would_negotiate ? 1 : 0;
                }
            }
            EXPECT_GT(distrusted, 150);
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::memory_matrix_test
