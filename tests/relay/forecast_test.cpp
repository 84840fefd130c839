#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/relay/attack_trials.hpp>
#include <tlsmatrix/relay/forecast.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::relay::forecast_test {
namespace {

using enum ProtocolVersion;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

constexpr std::uint16_t ecdhe = 0xc013;
constexpr std::uint16_t static_rsa = 0x002f;
constexpr std::uint16_t of_1_3 = 0x1301;

ClientHello hello_of(VersionSet offer) {
    ClientHello hello;
    const ProtocolVersion best = *offer.highest();
    hello.legacy_version = static_cast<std::uint16_t>(std::min(best, tls_1_2));
    hello.extensions = {10, 23};
    if (best == tls_1_3) {
        hello.supported_versions.emplace();
        hello.extensions.push_back(43);
        for (const ProtocolVersion each : offer.versions()) {
            hello.supported_versions->push_back(static_cast<std::uint16_t>(each));
        }
    }
    return hello;
}

// What two sets say, with the sentinel that a server of today sets; nullopt where they have nothing
// in common.
std::optional<Baseline> baseline_of(VersionSet client, VersionSet server, std::uint16_t old_suite) {
    Baseline made{hello_of(client), {}};
    const auto common = (made.hello.allowed_versions() & server).highest();
    if (!common) {
        return std::nullopt;
    }
    made.choice.version = static_cast<std::uint16_t>(*common);
    made.choice.cipher_suite = *common == tls_1_3 ? of_1_3 : old_suite;
    const ProtocolVersion most = *server.highest();
    if (*common < most && most >= tls_1_2) {
        made.choice.sentinel =
            *common == tls_1_2 ? DowngradeSentinel::tls_1_2 : DowngradeSentinel::tls_1_1_or_below;
    }
    return made;
}

std::vector<VersionSet> all_sets() {
    std::vector<VersionSet> sets;
    for (unsigned bits = 1; bits < 16; ++bits) {
        VersionSet set;
        for (std::size_t i = 0; i < all_versions.size(); ++i) {
            if ((bits >> i & 1U) != 0) {
                set.insert(all_versions[i]);
            }
        }
        sets.push_back(set);
    }
    return sets;
}

template <class Look>
void for_each_baseline(Look look) {
    std::size_t seen = 0;
    for (const VersionSet client : all_sets()) {
        for (const VersionSet server : all_sets()) {
            for (const std::uint16_t suite : {ecdhe, static_rsa}) {
                if (const auto baseline = baseline_of(client, server, suite)) {
                    SCOPED_TRACE(client.str() + " at " + server.str() + " with " +
                                 suite_name(suite));
                    look(*baseline);
                    ++seen;
                }
            }
        }
    }
    EXPECT_GT(seen, 250U);
}

Forecast forecast_of(std::string_view attack, const Baseline& baseline) {
    return forecast(parse_attack(attack).value(), baseline);
}

bool names(const Forecast& made, Sender by, Check check) {
    return std::any_of(made.notices.begin(), made.notices.end(),
                       [&](const Notice& each) { return each.by == by && each.check == check; });
}

TEST(Forecast, SaysSomethingOfEveryAttackOnEveryPairOfSets) {
    for_each_baseline([](const Baseline& baseline) {
        for (const Attack& attack : all_attacks()) {
            SCOPED_TRACE(attack.name());
            const Forecast made = forecast(attack, baseline);
            const bool by_an_end = made.effect == Effect::noticed || made.effect == Effect::either;
            EXPECT_THAT(made.sentence, Not(IsEmpty()));
            EXPECT_EQ(made.notices.empty(), !by_an_end);
            EXPECT_EQ(made.standard.has_value(), made.effect != Effect::nothing);
        }
    });
}

// Nothing that changes a message passes at any version: that is what Finished is for.
TEST(Forecast, LetsNoChangedMessageComeAbout) {
    for_each_baseline([](const Baseline& baseline) {
        for (const std::string_view name : {"pad", "grease", "drop-extension=23"}) {
            EXPECT_EQ(forecast_of(name, baseline).effect, Effect::noticed);
        }
        for (const std::string_view name : {"split-records", "split-segments", "delay"}) {
            EXPECT_EQ(forecast_of(name, baseline).effect, Effect::nothing);
        }
    });
}

TEST(Forecast, LetsTheKeyExchangeDecideWhoNoticesAnotherRandom) {
    for_each_baseline([](const Baseline& baseline) {
        const bool at_1_3 = baseline.choice.version == 0x0304;
        const bool is_signed = baseline.choice.cipher_suite != static_rsa;
        const Forecast set = forecast_of("set-sentinel=1.2", baseline);
        EXPECT_EQ(names(set, Sender::client, Check::key_exchange_signature), !at_1_3 && is_signed);
        EXPECT_EQ(names(set, Sender::server, Check::finished), !at_1_3 && !is_signed);
        EXPECT_EQ(names(set, Sender::client, Check::finished), at_1_3);
        const Forecast cleared = forecast_of("clear-sentinel", baseline);
        EXPECT_EQ(cleared.effect, baseline.choice.sentinel == DowngradeSentinel::none
                                      ? Effect::nothing
                                      : Effect::noticed);
        EXPECT_FALSE(names(cleared, Sender::client, Check::sentinel));
    });
}

TEST(Forecast, HasTheSentinelSpeakOfWhatWasTakenAway) {
    for_each_baseline([](const Baseline& baseline) {
        const Forecast made = forecast_of("strip-versions", baseline);
        const bool at_1_3 = baseline.choice.version == 0x0304;
        EXPECT_EQ(made.effect == Effect::nothing, !baseline.hello.supported_versions.has_value());
        EXPECT_EQ(names(made, Sender::client, Check::sentinel), at_1_3);
        EXPECT_EQ(names(made, Sender::server, Check::version_choice), at_1_3);
        EXPECT_EQ(made.notices, forecast_of("drop-extension=43", baseline).notices);
    });
}

TEST(Forecast, SparesHellosThatOfferNoMore) {
    for_each_baseline([](const Baseline& baseline) {
        const bool more = baseline.hello.supported_versions.has_value();
        for (const std::string_view name :
             {"reset-above=1.2", "close-above=1.2", "stall-above=1.2"}) {
            EXPECT_EQ(forecast_of(name, baseline).effect, more ? Effect::cut : Effect::nothing);
        }
        EXPECT_EQ(forecast_of("forge-alert", baseline).effect, Effect::cut);
        EXPECT_EQ(forecast_of("forge-warning", baseline).effect, Effect::either);
    });
}

TEST(Forecast, GoesByWhetherTheClientOffersTheVersionThatIsPutThere) {
    const auto both = *baseline_of({tls_1_1, tls_1_2, tls_1_3}, {tls_1_2}, ecdhe);
    const auto rsa = *baseline_of({tls_1_1, tls_1_2, tls_1_3}, {tls_1_2}, static_rsa);
    const auto one = *baseline_of({tls_1_2, tls_1_3}, {tls_1_2}, ecdhe);
    const auto same = *baseline_of({tls_1_1}, {tls_1_1}, ecdhe);
    EXPECT_TRUE(names(forecast_of("server-version=1.1", both), Sender::client,
                      Check::key_exchange_signature));
    EXPECT_FALSE(names(forecast_of("server-version=1.1", rsa), Sender::client,
                       Check::key_exchange_signature));
    EXPECT_THAT(forecast_of("server-version=1.1", one).notices,
                testing::ElementsAre(Notice{Sender::client, Check::version_choice, {70, 47}}));
    EXPECT_EQ(forecast_of("server-version=1.1", same).effect, Effect::nothing);
}

TEST(Forecast, TriesEachAttackAndTheAlertsThatAreForgedMost) {
    std::vector<std::string> tried;
    for (const Attack& each : all_attacks()) {
        tried.push_back(each.name());
    }
    EXPECT_EQ(tried.size(), attack_words().size() + 2);
    EXPECT_THAT(tried, Contains("forge-alert=40"));
    EXPECT_THAT(tried, Contains("strip-versions"));
}

}  // namespace
}  // namespace tlsmatrix::relay::forecast_test
