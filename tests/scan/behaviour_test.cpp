#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/behaviour.hpp>

namespace tlsmatrix::scan::behaviour_test {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<Spoken> gap{{tls_1_0, {0x002f}}, {tls_1_2, {0xc02f, 0x002f}}};
const std::vector<Spoken> modern{{tls_1_2, {0xc02f}}, {tls_1_3, {0x1301}}};
const std::vector<Spoken> newest{{tls_1_3, {0x1301, 0x1302}}};
const std::vector<Spoken> oldest{{sslv3_code, {0x000a}}};

// Those with a value that no server knows.
std::vector<Probe> odd_probes(const std::vector<Spoken>& spoken, bool small) {
    std::vector<Probe> all = probes(spoken, small);
    std::erase_if(all, [](const Probe& each) { return each.kind == Probe::Kind::hello; });
    return all;
}

std::vector<Probe> hello_probes(const std::vector<Spoken>& spoken) {
    std::vector<Probe> all = probes(spoken, false);
    std::erase_if(all, [](const Probe& each) { return each.kind != Probe::Kind::hello; });
    return all;
}

TEST(Behaviour, AsksForTheSecondHighestVersionWithTheFallbackSignal) {
    const auto offer = fallback_offer(gap);
    ASSERT_TRUE(offer.has_value());
    EXPECT_EQ(offer->legacy_version, tls_1_0);
    EXPECT_EQ(offer->cipher_suites, (std::vector<std::uint16_t>{0x002f, 0x5600}));
    EXPECT_EQ(fallback_offer(modern)->legacy_version, tls_1_2);
    EXPECT_THAT(fallback_offer(modern)->supported_versions, IsEmpty());
    EXPECT_EQ(fallback_offer(newest), std::nullopt);
    EXPECT_EQ(fallback_offer({}), std::nullopt);
}

TEST(Behaviour, JudgesTheFallbackByItsAlertAlone) {
    EXPECT_EQ(judge_fallback(alert(86)), Verdict::right);
    EXPECT_EQ(judge_fallback(hello(tls_1_0, 0x002f)), Verdict::wrong);
    EXPECT_EQ(judge_fallback(alert(40)), Verdict::unclear);
    EXPECT_EQ(judge_fallback(Ending{Ending::Kind::closed}), Verdict::unclear);
}

// RFC 8446 section 4.1.3.
TEST(Behaviour, ExpectsTheSentinelThatTheSpecificationAsksFor) {
    constexpr auto none = DowngradeSentinel::none;
    constexpr auto at_1_2 = DowngradeSentinel::tls_1_2;
    constexpr auto below = DowngradeSentinel::tls_1_1_or_below;
    const struct {
        std::uint16_t version;
        std::uint16_t highest;
        DowngradeSentinel expected;
    } cases[] = {{tls_1_3, tls_1_3, none},  {tls_1_2, tls_1_3, at_1_2}, {tls_1_1, tls_1_3, below},
                 {tls_1_0, tls_1_3, below}, {tls_1_2, tls_1_2, none},   {tls_1_1, tls_1_2, below},
                 {tls_1_0, tls_1_2, below}, {tls_1_1, tls_1_1, none},   {tls_1_0, tls_1_1, none},
                 {tls_1_0, tls_1_0, none},  {sslv3_code, tls_1_3, none}};
    for (const auto& each : cases) {
        EXPECT_EQ(expected_sentinel(each.version, each.highest), each.expected)
            << each.version << " of " << each.highest;
    }
}

TEST(Behaviour, ExpectsOfEachProbeWhatAnOrdinaryHelloWouldGet) {
    const struct {
        const char* server;
        const std::vector<Spoken>& spoken;
        std::optional<std::uint16_t> by_legacy_version;
        std::optional<std::uint16_t> by_supported_versions;
    } cases[] = {{"1.0 and 1.2", gap, tls_1_2, tls_1_2},
                 {"1.2 and 1.3", modern, tls_1_2, tls_1_3},
                 {"1.3 alone", newest, std::nullopt, tls_1_3},
                 {"SSLv3 alone", oldest, sslv3_code, sslv3_code}};
    for (const auto& each : cases) {
        const auto all = odd_probes(each.spoken, false);
        EXPECT_THAT(all, SizeIs(6)) << each.server;
        for (const Probe& probe : all) {
            EXPECT_EQ(probe.expected, probe.offer.supported_versions.empty()
                                          ? each.by_legacy_version
                                          : each.by_supported_versions)
                << each.server << ": " << probe.name;
        }
    }
    EXPECT_THAT(probes({}, false), IsEmpty());
}

TEST(Behaviour, HasOneOddThingInEachProbe) {
    for (const Probe& probe : odd_probes(modern, false)) {
        const auto& versions = probe.offer.supported_versions;
        const bool odd_version = probe.offer.legacy_version > tls_1_2 ||
                                 (!versions.empty() && versions.front() != tls_1_3);
        const bool odd_suite = probe.offer.cipher_suites.front() == grease_code;
        EXPECT_EQ(odd_version + odd_suite + probe.offer.grease, 1) << probe.name;
    }
}

// Only suites of what the hello can get, so that a refusal is never for want of a suite.
TEST(Behaviour, OffersSuitesOfTheVersionThatIsExpected) {
    for (const Probe& probe : probes(modern, false)) {
        EXPECT_THAT(probe.offer.cipher_suites,
                    Contains(probe.expected == tls_1_3 ? 0x1301 : 0xc02f));
    }
    std::vector<Spoken> many{{tls_1_2, {}}};
    for (std::uint16_t code = 0x0100; code < 0x0180; ++code) {
        many[0].cipher_suites.push_back(code);
    }
    for (const Probe& probe : probes(many, true)) {
        EXPECT_LE(probe.offer.cipher_suites.size(), 21U);
        EXPECT_TRUE(probe.offer.small);
    }
}

TEST(Behaviour, JudgesAProbeByTheVersionThatWasChosen) {
    const Probe expects_1_2{Probe::Kind::grease, "", {}, tls_1_2};
    const Probe expects_refusal{Probe::Kind::unknown_version, "", {}, std::nullopt};
    const struct {
        const Probe& probe;
        Answer answer;
        Verdict verdict;
    } cases[] = {
        {expects_1_2, hello(tls_1_2, 0xc02f), Verdict::right},
        {expects_1_2, hello(tls_1_0, 0x002f), Verdict::wrong},
        {expects_1_2, hello(tls_1_3, 0x1301), Verdict::wrong},
        {expects_1_2, alert(70), Verdict::wrong},
        {expects_1_2, Ending{Ending::Kind::reset}, Verdict::wrong},
        {expects_refusal, alert(70), Verdict::right},
        {expects_refusal, hello(tls_1_2, 0xc02f), Verdict::wrong},
        {expects_refusal, Ending{Ending::Kind::timed_out}, Verdict::wrong},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(judge_probe(each.probe, each.answer), each.verdict) << describe(each.answer);
    }
}

TEST(Behaviour, TriesFormsOfAHelloAndWhatItSaysOfVersionsThatAreKnown) {
    const struct {
        const std::vector<Spoken>& spoken;
        std::vector<std::string> names;
    } cases[] = {
        {modern,
         {"all versions but TLSv1.2", "2000 bytes", "in two records", "in two segments",
          "an unknown extension"}},
        {gap,
         {"versions up to TLSv1.3", "all versions but TLSv1.2", "2000 bytes", "in two records",
          "in two segments", "an unknown extension"}},
        {newest, {"2000 bytes", "in two records", "in two segments", "an unknown extension"}},
        {oldest, {"versions up to TLSv1.3"}},
    };
    for (const auto& each : cases) {
        std::vector<std::string> names;
        for (const Probe& probe : hello_probes(each.spoken)) {
            names.push_back(probe.name);
            const Bytes record = client_hello_record(probe.offer, "localhost", Randomness::fresh());
            EXPECT_EQ(record.size() > 1'900, probe.name == "2000 bytes") << probe.name;
        }
        EXPECT_EQ(names, each.names);
    }
}

// A control has what the server is known to take, and nothing that is tried.
TEST(Behaviour, AsksAControlThatAServerOfTheVersionHasToKnow) {
    for (const Probe& probe : probes({{tls_1_0, {0x002f}}, {tls_1_1, {0x002f}}}, false)) {
        const Offer control = control_of(probe);
        if (control.supported_versions.empty() && !probe.blindness) {  // which needs none
            EXPECT_EQ(control.legacy_version, tls_1_1) << probe.name;
        }
        EXPECT_EQ(control.length + control.unknown_extension + control.grease, 0U) << probe.name;
    }
}

TEST(Behaviour, CallsAServerBlindWhichChoosesWhatSupportedVersionsLeavesOut) {
    const auto all = hello_probes(gap);
    const auto blind =
        std::find_if(all.begin(), all.end(), [](auto& each) { return each.blindness; });
    ASSERT_NE(blind, all.end());
    EXPECT_EQ(judge_probe(*blind, hello(tls_1_0, 0x002f)), Verdict::right);
    EXPECT_EQ(judge_probe(*blind, hello(tls_1_2, 0xc02f)), Verdict::wrong);
    EXPECT_EQ(judge_probe(*blind, alert(70)), Verdict::unclear);
    EXPECT_EQ(judge_probe(*blind, Ending{Ending::Kind::reset}), Verdict::unclear);
}

TEST(Behaviour, CallsAVersionBogusThatNoTlsHasOrThatLiesAboveTheOffer) {
    const struct {
        Offer offer;
        Answer answer;
        bool bogus;
    } cases[] = {
        {offer_at(tls_1_2, {1}), hello(tls_1_2, 1), false},
        {offer_at(tls_1_2, {1}), hello(tls_1_0, 1), false},
        {offer_at(tls_1_1, {1}), hello(tls_1_2, 1), true},
        {offer_at(tls_1_3, {1}), hello(tls_1_3, 1), false},
        {offer_at(tls_1_3, {1}), hello(tls_1_2, 1), false},
        {offer_at(0x0305, {1}), hello(0x0305, 1), true},
        {offer_at(tls_1_2, {1}), hello(0x0002, 1), true},
        {offer_at(tls_1_2, {1}), alert(40), false},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(is_bogus_choice(each.offer, each.answer), each.bogus) << describe(each.answer);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::behaviour_test
