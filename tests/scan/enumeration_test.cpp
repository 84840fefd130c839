#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/enumeration.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan::enumeration_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::uint8_t handshake_failure = 40;

// What the fakes have: two that are offered early, ChaCha20, and one that is offered late.
const std::vector<std::uint16_t> own{0x002f, 0xc02f, 0xcca8, 0x0034};

bool has(const std::vector<std::uint16_t>& list, std::uint16_t code) {
    return std::find(list.begin(), list.end(), code) != list.end();
}

// first_of is the first of `order` that is in `among`.
Answer first_of(const std::vector<std::uint16_t>& order, const std::vector<std::uint16_t>& among) {
    for (const std::uint16_t suite : order) {
        if (has(among, suite)) {
            return hello(tls_1_2, suite);
        }
    }
    return alert(handshake_failure);
}

Answer server_order(const Offer& offer) {
    return first_of(own, offer.cipher_suites);
}

Answer client_order(const Offer& offer) {
    return first_of(offer.cipher_suites, own);
}

// Answered is an enumeration that is over, and how often it asked.
struct Answered {
    Enumeration suites{tls_1_2, suites_at(tls_1_2)};
    std::size_t asked = 0;

    explicit Answered(const FakeServer& server) {
        while (const auto offer = suites.next()) {
            if (++asked > 100) {
                ADD_FAILURE() << "it does not end";
                return;
            }
            suites.take(server(*offer));
        }
    }
};

TEST(Enumeration, FindsTheSuitesInTheServersOrder) {
    const Answered run(server_order);
    EXPECT_EQ(run.suites.found(), own);
    EXPECT_EQ(run.asked, own.size() + 1);
    EXPECT_FALSE(run.suites.order_is_lost());
    EXPECT_FALSE(run.suites.in_doubt());
    EXPECT_EQ(run.suites.refusal(), alert(handshake_failure));
}

TEST(Enumeration, FindsTheSuitesOfAServerWithoutAnOrder) {
    EXPECT_THAT(Answered(client_order).suites.found(), ElementsAre(0xc02f, 0x002f, 0x0034, 0xcca8));
}

TEST(Enumeration, TakesTheSentinelOfTheFirstHello) {
    const Answered run([](const Offer& offer) {
        Answer answer = server_order(offer);
        if (auto* hello = std::get_if<ServerHello>(&answer);
            hello != nullptr && hello->cipher_suite == own.front()) {
            hello->sentinel = DowngradeSentinel::tls_1_2;
        }
        return answer;
    });
    EXPECT_EQ(run.suites.sentinel(), DowngradeSentinel::tls_1_2);
}

TEST(Enumeration, AsksOnceWhereTheAnswerIsAboutTheVersion) {
    const Answer answers[] = {alert(alert_code::protocol_version), hello(tls_1_1, 0x002f),
                              hello(sslv3_code, 0x002f), Ending{Ending::Kind::not_tls, "'SSH'"},
                              Ending{Ending::Kind::unreachable, "refused"}};
    for (const Answer& answer : answers) {
        const Answered run([&](const Offer&) { return answer; });
        EXPECT_EQ(run.asked, 1U) << describe(answer);
        EXPECT_THAT(run.suites.found(), IsEmpty());
        EXPECT_EQ(run.suites.refusal(), answer);
    }
}

// Servers that cannot take a big hello, each in its own way; the first three are known in the wild:
// hellos above 255 bytes, lists above 128 suites, and silence for either.
TEST(Enumeration, AsksInSmallOffersWhereABigOneGetsNoProperAnswer) {
    const Answer failures[] = {Ending{Ending::Kind::reset},          Ending{Ending::Kind::closed},
                               Ending{Ending::Kind::timed_out},      alert(handshake_failure),
                               alert(alert_code::illegal_parameter), alert(50),
                               alert(alert_code::internal_error)};
    for (const Answer& failure : failures) {
        const Answered run([&](const Offer& offer) {
            const auto record = client_hello_record(offer, "host.example", Randomness::fresh());
            return record.size() > 255 ? failure : server_order(offer);
        });
        EXPECT_THAT(run.suites.found(), UnorderedElementsAre(0x002f, 0xc02f, 0xcca8, 0x0034))
            << describe(failure);
        EXPECT_TRUE(run.suites.needs_small_offers());
        EXPECT_TRUE(run.suites.order_is_lost());
        EXPECT_LT(run.asked, 20U);
    }
}

TEST(Enumeration, IsWholeWhereAServerClosesInsteadOfRefusing) {
    const Answered run([](const Offer& offer) {
        const Answer answer = server_order(offer);
        return chosen_version(answer) ? answer : Answer(Ending{Ending::Kind::closed});
    });
    EXPECT_EQ(run.suites.found(), own);
    EXPECT_FALSE(run.suites.in_doubt());
    EXPECT_FALSE(run.suites.order_is_lost());
    EXPECT_FALSE(run.suites.needs_small_offers());
}

TEST(Enumeration, IsWholeWhereAServerGoesToAnotherVersionForWantOfASuite) {
    for (const Answer& last : {hello(tls_1_0, 0x0005), alert(alert_code::protocol_version)}) {
        const Answered run([&](const Offer& offer) {
            const Answer answer = server_order(offer);
            return chosen_version(answer) ? answer : last;
        });
        EXPECT_EQ(run.suites.found(), own);
        EXPECT_EQ(run.asked, own.size() + 1);
        EXPECT_FALSE(run.suites.in_doubt());
    }
}

TEST(Enumeration, AsksASilentServerTwice) {
    const Answered run([](const Offer&) { return Ending{Ending::Kind::timed_out}; });
    EXPECT_EQ(run.asked, 2U);
    EXPECT_THAT(run.suites.found(), IsEmpty());
    EXPECT_FALSE(run.suites.in_doubt());
}

TEST(Enumeration, IsInDoubtWhereAServerFallsSilentAndDoesNotAskForEver) {
    std::size_t answers = 0;
    const Answered run([&](const Offer& offer) {
        return ++answers > 2 ? Answer(Ending{Ending::Kind::timed_out}) : server_order(offer);
    });
    EXPECT_THAT(run.suites.found(), ElementsAre(0x002f, 0xc02f));
    EXPECT_TRUE(run.suites.in_doubt());
    EXPECT_LE(run.asked, 5U);
}

TEST(Enumeration, EndsWhereASuiteIsChosenThatWasNotOffered) {
    const Answered run([](const Offer&) { return hello(tls_1_2, 0x0005); });
    EXPECT_EQ(run.asked, 2U);  // it was offered the first time
    EXPECT_EQ(run.suites.not_offered(), 0x0005);
    EXPECT_THAT(run.suites.found(), ElementsAre(0x0005));
}

TEST(Enumeration, OffersEverySuiteOfTheVersionAtOnce) {
    const Enumeration suites(tls_1_0, suites_at(tls_1_0));
    EXPECT_EQ(suites.next(), offer_at(tls_1_0, suites_at(tls_1_0)));
    EXPECT_EQ(Enumeration(tls_1_0, {}).next(), std::nullopt);
    EXPECT_TRUE(Enumeration(tls_1_0, {0x002f}, true).next()->small);
}

}  // namespace
}  // namespace tlsmatrix::scan::enumeration_test
