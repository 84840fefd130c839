#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/rule/counsel.hpp>
#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::negotiation_test {
namespace {

using enum ProtocolVersion;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array engines{Engine::exact, Engine::openssl};

VersionSet set_of(std::string_view text) {
    return VersionSet::parse(text).value();
}

// short_of writes a prediction as the grids do: 1.2, S70, C47.
std::string short_of(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return std::string(short_name(*version));
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("{}{}", alert.sender == Sender::client ? 'C' : 'S', alert.description);
}

// Pairing is one grid of 225 cells.
struct Pairing {
    Engine client;
    Engine server;
    bool fallback_scsv;
};

// Count is what a grid comes to; `best` are those of `negotiated` at the best mutual version.
struct Count {
    int negotiated = 0;
    int best = 0;
    int server_70 = 0;
    int client_70 = 0;
    int client_47 = 0;
    int server_86 = 0;

    friend bool operator==(const Count&, const Count&) = default;
    friend void PrintTo(const Count& count, std::ostream* out) {
        *out << fmt::format("{} ({} best) S70 {} C70 {} C47 {} S86 {}", count.negotiated,
                            count.best, count.server_70, count.client_70, count.client_47,
                            count.server_86);
    }
};

Count counted(const Pairing& pairing) {
    std::map<std::string, int> kinds;
    Count count;
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            const Prediction end =
                negotiate({client, pairing.client, pairing.fallback_scsv}, {server, pairing.server})
                    .client;
            ++kinds[short_of(end)];
            const auto best = best_mutual(client, server);
            count.best += best && end == Prediction(*best) ? 1 : 0;
        }
    }
    count.negotiated = kinds["1.0"] + kinds["1.1"] + kinds["1.2"] + kinds["1.3"];
    count.server_70 = kinds["S70"];
    count.client_70 = kinds["C70"];
    count.client_47 = kinds["C47"];
    count.server_86 = kinds["S86"];
    return count;
}

TEST(Negotiation, ComesToTheMeasuredCountsInAllFourPairings) {
    EXPECT_EQ(counted({Engine::openssl, Engine::openssl, false}), (Count{151, 128, 54, 16, 4, 0}));
    EXPECT_EQ(counted({Engine::openssl, Engine::exact, false}), (Count{155, 131, 54, 16, 0, 0}));
    EXPECT_EQ(counted({Engine::exact, Engine::openssl, false}), (Count{172, 172, 36, 14, 3, 0}));
    EXPECT_EQ(counted({Engine::exact, Engine::exact, false}), (Count{175, 175, 36, 14, 0, 0}));
}

// A client that went on after 86 would have 38 and 61 in the exact client's row; the policy forbids
// it. See the next test, and memory_matrix_test.cpp for the same from real handshakes.
TEST(Negotiation, WithFallbackScsvIsTheSameAtBothServers) {
    for (const Engine server : engines) {
        EXPECT_EQ(counted({Engine::openssl, server, true}), (Count{80, 80, 54, 6, 0, 85}));
        EXPECT_EQ(counted({Engine::exact, server, true}), (Count{120, 120, 35, 6, 0, 64}));
    }
}

TEST(Negotiation, EndsAtInappropriateFallbackThoughALowerRunIsLeft) {
    for (const std::string_view server : {"1.1,1.3", "1.2,1.3", "1.1,1.2,1.3"}) {
        const Negotiation negotiation =
            negotiate({set_of("1.0,1.2"), Engine::exact, true}, {set_of(server), Engine::exact});
        ASSERT_EQ(negotiation.attempts.size(), 1U) << server;
        EXPECT_EQ(short_of(negotiation.client), "S86") << server;
        EXPECT_EQ(
            short_of(negotiate({set_of("1.0"), Engine::exact, true}, {set_of(server)}).client),
            "S70")
            << server;
    }
}

TEST(Negotiation, WithExactAtBothEndsIsTheBestMutualVersionOrAVersionRefusal) {
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            const Negotiation negotiation = negotiate({client}, {server});
            const auto best = best_mutual(client, server);
            if (best) {
                EXPECT_EQ(negotiation.client, Prediction(*best)) << client.str() << server.str();
            } else {
                const auto* alert = std::get_if<Alert>(&negotiation.client);
                ASSERT_NE(alert, nullptr) << client.str() << server.str();
                EXPECT_EQ(alert->description, alert_code::protocol_version);
                EXPECT_EQ(alert->level, AlertLevel::fatal);
            }
        }
    }
}

TEST(Negotiation, OfOpenSslsOwnLosesMutualVersionsToHoles) {
    int lost = 0;
    int below_best = 0;
    for (const VersionSet& client : all_version_sets()) {
        for (const VersionSet& server : all_version_sets()) {
            const Prediction end =
                negotiate({client, Engine::openssl}, {server, Engine::openssl}).client;
            const auto best = best_mutual(client, server);
            const auto* version = std::get_if<ProtocolVersion>(&end);
            lost += version == nullptr && best ? 1 : 0;
            below_best += version != nullptr && *version != best ? 1 : 0;
        }
    }
    EXPECT_EQ(lost, 24);
    EXPECT_EQ(below_best, 23);
}

struct Expected {
    std::string_view client;
    std::string_view server;
    std::string_view openssl;         // both ends OpenSSL's own
    std::string_view exact;           // both ends exact
    std::string_view exact_attempts;  // of the latter
};

TEST(Negotiation, OfTellingCellsIsWhatOpenSslDoes) {
    for (const Expected& each : {
             // The trap that no matrix of ranges can see.
             Expected{"1.0,1.1", "1.0,1.2", "C47", "1.0", "1.0,1.1>1.0"},
             Expected{"1.1", "1.0", "C70", "C70", "1.1>C70"},
             Expected{"1.0", "1.1", "S70", "S70", "1.0>S70"},
             Expected{"1.0,1.2", "1.0,1.2", "1.0", "1.2", "1.2>1.2"},
             Expected{"1.0,1.2", "1.1", "S70", "S70", "1.2>C70 1.0>S70"},
             Expected{"1.0,1.2", "1.0", "1.0", "1.0", "1.2>C70 1.0>1.0"},
             Expected{"1.0,1.3", "1.0,1.2", "1.0", "1.0", "1.3>S70 1.0>1.0"},
             Expected{"1.0,1.1,1.3", "1.0,1.2", "C47", "1.0", "1.3>S70 1.0,1.1>1.0"},
             Expected{"1.0,1.1,1.3", "1.1,1.3", "1.1", "1.3", "1.3>1.3"},
             Expected{"1.1-1.3", "1.0,1.2", "1.2", "1.2", "1.1,1.2,1.3>1.2"},
             Expected{"1.0-1.2", "1.0,1.1,1.3", "1.1", "1.1", "1.0,1.1,1.2>1.1"},
             Expected{"1.0-1.2", "all", "1.2", "1.2", "1.0,1.1,1.2>1.2"},
             Expected{"1.2", "1.0,1.3", "C70", "C70", "1.2>C70"},
             Expected{"1.3", "1.2", "S70", "S70", "1.3>S70"},
             Expected{"all", "all", "1.3", "1.3", "1.0,1.1,1.2,1.3>1.3"},
         }) {
        const ClientEndpoint client{set_of(each.client), Engine::openssl};
        const ServerEndpoint server{set_of(each.server), Engine::openssl};
        const Negotiation openssl = negotiate(client, server);
        EXPECT_EQ(short_of(openssl.client), each.openssl) << each.client << " " << each.server;
        EXPECT_EQ(openssl.attempts.size(), 1U);
        const Negotiation exact = negotiate({client.versions}, {server.versions});
        EXPECT_EQ(short_of(exact.client), each.exact) << each.client << " " << each.server;
        std::string attempts;
        for (const PredictedAttempt& attempt : exact.attempts) {
            attempts += fmt::format("{}{}>{}", attempts.empty() ? "" : " ", attempt.offered.str(),
                                    short_of(attempt.outcome));
        }
        EXPECT_EQ(attempts, each.exact_attempts) << each.client << " " << each.server;
    }
}

TEST(Negotiation, ShowsBothEndsTheSame) {
    for (const Engine client_engine : engines) {
        for (const Engine server_engine : engines) {
            for (const VersionSet& client : all_version_sets()) {
                for (const VersionSet& server : all_version_sets()) {
                    const Negotiation it =
                        negotiate({client, client_engine}, {server, server_engine});
                    ASSERT_EQ(it.client, it.server);
                    ASSERT_FALSE(it.attempts.empty());
                    ASSERT_EQ(it.attempts.back().outcome, it.client);
                }
            }
        }
    }
}

TEST(Negotiation, OfAnEmptySetIsARefusalByWhoeverHasIt) {
    int cells = 0;
    for (const Engine engine : engines) {
        for (unsigned other = 0; other < 16; ++other) {
            const VersionSet set = VersionSet::from_bits(other);
            const Negotiation no_client = negotiate({VersionSet(), engine}, {set, engine});
            EXPECT_EQ(short_of(no_client.client), "C70") << set.str();
            EXPECT_EQ(short_of(no_client.server), other == 0 ? "S70" : "C70") << set.str();
            ASSERT_EQ(no_client.attempts.size(), 1U) << set.str();
            EXPECT_TRUE(no_client.attempts[0].offered.empty()) << set.str();
            const Negotiation no_server = negotiate({set, engine}, {VersionSet(), engine});
            EXPECT_EQ(short_of(no_server.client), other == 0 ? "C70" : "S70") << set.str();
            cells += 2;
        }
    }
    EXPECT_EQ(cells, 64);
}

TEST(Negotiation, HasATextAndASourceAtEveryStep) {
    for (const Engine client_engine : engines) {
        for (const Engine server_engine : engines) {
            for (unsigned cell = 0; cell < 2 * 256; ++cell) {
                const Negotiation it =
                    negotiate({VersionSet::from_bits(cell & 15), client_engine, cell >= 256},
                              {VersionSet::from_bits(cell >> 4 & 15), server_engine});
                ASSERT_FALSE(it.steps.empty());
                for (const Step& step : it.steps) {
                    EXPECT_TRUE(step.text.ends_with('.')) << step.text;
                    EXPECT_TRUE(step.source.starts_with("RFC ") ||
                                step.source.starts_with("OpenSSL, ") ||
                                step.source.starts_with("exact engine: "))
                        << step.source;
                }
            }
        }
    }
}

std::vector<std::string> told(const ClientEndpoint& client, const ServerEndpoint& server) {
    std::vector<std::string> steps;
    for (const Step& step : negotiate(client, server).steps) {
        steps.push_back(fmt::format("{} [{}]", step.text, step.source));
    }
    return steps;
}

TEST(Explanation, OfAPlainNegotiation) {
    EXPECT_THAT(
        told({set_of("1.2+")}, {set_of("all")}),
        ElementsAre(
            "The client offers TLSv1.3 to TLSv1.2 in supported_versions. "
            "[RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)]",
            "The server, which enables {1.0,1.1,1.2,1.3}, chooses TLSv1.3, the highest that "
            "the hello allows. [RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)]",
            "TLSv1.3 is negotiated. [RFC 9846 section 4.2.3 (RFC 8446 section 4.1.3)]"));
}

TEST(Explanation, OfTheTrap) {
    const std::string_view offer =
        "The client offers TLSv1.1 as its client_version, without supported_versions: the hello "
        "carries no lower bound. [RFC 5246 section 7.4.1.2]";
    const std::string_view choice =
        "The server, which enables {1.0,1.2}, chooses TLSv1, the highest that the hello allows. "
        "[RFC 5246 appendix E.1]";
    EXPECT_THAT(told({set_of("1.0-1.1"), Engine::openssl}, {set_of("1.0,1.2"), Engine::openssl}),
                ElementsAre(offer, choice,
                            "The downgrade sentinel in the server's random says that it speaks "
                            "TLSv1.2 too, and the client offered more than TLSv1: it takes this "
                            "for a downgrade and refuses "
                            "with illegal_parameter. [OpenSSL, ssl_choose_client_version; "
                            "RFC 9846 section 4.2.3 (RFC 8446 section 4.1.3) asks this of clients "
                            "that speak TLSv1.2 or TLSv1.3]"));
    EXPECT_THAT(
        told({set_of("1.0-1.1"), Engine::openssl}, {set_of("1.0,1.2"), Engine::exact}),
        ElementsAre(offer, choice,
                    "The server's random says nothing of {1.2}: the client never offered more than "
                    "TLSv1.1. [exact engine: OpenSSL's client would refuse; "
                    "RFC 9846 section 4.2.3 (RFC 8446 section 4.1.3) asks that of clients that "
                    "speak TLSv1.2 or TLSv1.3]",
                    "TLSv1 is negotiated. [RFC 5246 section 7.4.1.3]"));
}

TEST(Explanation, OfAHoleWithBothEngines) {
    EXPECT_EQ(told({set_of("1.0,1.2"), Engine::openssl}, {set_of("1.2")}).front(),
              "The client's set {1.0,1.2} has a hole, so it offers its lowest run alone: {1.0}. "
              "[OpenSSL, ssl_get_min_max_version: each run found replaces the one above it]");
    EXPECT_THAT(
        told({set_of("1.0,1.3")}, {set_of("1.1")}),
        ElementsAre(
            "The client's set {1.0,1.3} has a hole, so it offers each run in a handshake of "
            "its own, highest first, and goes on only after protocol_version. [exact engine: "
            "OpenSSL offers one contiguous run in a hello]",
            "The client offers TLSv1.3 to TLSv1.3 in supported_versions. "
            "[RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)]",
            "The server, which enables {1.1}, finds none that the hello allows, and refuses "
            "with protocol_version. [RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)]",
            "The client offers TLSv1 as its client_version, without supported_versions: the "
            "hello carries no lower bound. [RFC 5246 section 7.4.1.2]",
            "The server, which enables {1.1}, finds none that the hello allows, and refuses "
            "with protocol_version. [RFC 5246 appendix E.1]"));
}

TEST(Explanation, OfTheRemainingRefusals) {
    EXPECT_EQ(told({set_of("1.2")}, {set_of("1.0")}).back(),
              "TLSv1 is below what the client accepts: it refuses with protocol_version. [RFC 5246 "
              "appendix E.1]");
    EXPECT_EQ(
        told({set_of("1.2"), Engine::exact, true}, {set_of("all")}).back(),
        "The hello carries TLS_FALLBACK_SCSV, and TLSv1.2 is not the highest version that "
        "the server enables: it refuses with inappropriate_fallback. [OpenSSL, which compares "
        "with the version chosen; RFC 7507 section 3 compares with the highest one offered]");
    EXPECT_THAT(
        told({VersionSet()}, {set_of("all")}),
        ElementsAre("The client accepts no version: it sends protocol_version and no hello. "
                    "[OpenSSL, NO_PROTOCOLS_AVAILABLE]"));
}

TEST(Explanation, OfASessionThatIsNotResumed) {
    ClientEndpoint client{set_of("1.3")};
    client.session = OfferedSession{tls_1_2, true};
    EXPECT_EQ(
        told(client, {set_of("1.2+")}).back(),
        "The client holds a session of TLSv1.2, which it does not offer without that version: "
        "a full handshake follows. [OpenSSL, tls_construct_client_hello]");
    client.versions = set_of("1.2+");
    EXPECT_EQ(told(client, {set_of("1.2+")}).back(),
              "The session that the client offers is of TLSv1.2, which TLSv1.3 cannot resume: a "
              "full handshake follows. [RFC 9846 section 2.2 (RFC 8446 section 2.2)]");
}

TEST(Advice, IsWhatIsSafeFirst) {
    const auto advice = [](std::string_view client, std::string_view server) {
        const ClientEndpoint one{set_of(client)};
        const ServerEndpoint other{set_of(server)};
        return advice_of(one, other, negotiate(one, other));
    };
    EXPECT_EQ(advice("1.2+", "1.0"),
              "Let the server support TLSv1.3 or TLSv1.2; for a test alone, let the client offer "
              "TLSv1.");
    EXPECT_EQ(advice("1.3", "1.2"), "Let the server support TLSv1.3, or the client offer TLSv1.2.");
    EXPECT_EQ(advice("1.3", "1.2+"), "Nothing: it is the best version that both ends hold.");
    ClientEndpoint returning{set_of("1.3")};
    returning.session = OfferedSession{tls_1_2};
    const ServerEndpoint modern{set_of("1.2+")};
    EXPECT_EQ(
        advice_of(returning, modern, negotiate(returning, modern)),
        "Nothing for the version, which is the best that both ends hold; a session of TLSv1.2 "
        "can be resumed where that version is negotiated and the server still accepts it.");
    EXPECT_EQ(demands_of(returning, modern, negotiate(returning, modern)).at(2).text,
              "Both ends are to support TLSv1.2, and better TLSv1.3 as well, unless their protocol "
              "is a new one, of TLSv1.3 alone: the client leaves TLSv1.2 out.");
    ServerEndpoint keyed{set_of("1.0")};
    keyed.certificate = CertificateKind::ed25519;
    const ClientEndpoint old{set_of("1.0")};
    const Negotiation refused = negotiate(old, keyed);
    EXPECT_EQ(advice_of(old, keyed, refused),
              "Let both ends support TLSv1.2 or TLSv1.3; for a test alone, give the server an RSA "
              "or ECDSA key.");
    EXPECT_EQ(demands_of(old, keyed, refused).back().text,
              "Both ends are to support TLSv1.2, and better TLSv1.3 as well: both leave TLSv1.2 "
              "out.");
    EXPECT_EQ(refused.steps.back().source, "RFC 8422 section 5.1.3; RFC 2246 section 7.4.1.3");
}

TEST(Prediction, IsDescribedInOneLine) {
    EXPECT_EQ(describe(Prediction(tls_1_2)), "TLSv1.2");
    EXPECT_EQ(describe(Prediction(Alert{70, AlertLevel::fatal, Sender::server})),
              "the server refuses with protocol_version");
    EXPECT_EQ(describe(Prediction(Alert{47, AlertLevel::fatal, Sender::client})),
              "the client refuses with illegal_parameter");
}

TEST(BestMutual, IsTheHighestVersionInBothSets) {
    EXPECT_EQ(best_mutual(set_of("1.0,1.2"), set_of("1.0-1.2")), tls_1_2);
    EXPECT_EQ(best_mutual(set_of("1.0,1.2"), set_of("1.0,1.3")), tls_1_0);
    EXPECT_EQ(best_mutual(set_of("1.0,1.2"), set_of("1.1,1.3")), std::nullopt);
    EXPECT_EQ(best_mutual({}, set_of("all")), std::nullopt);
}

}  // namespace
}  // namespace tlsmatrix::negotiation_test
