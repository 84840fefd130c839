#include <gmock/gmock.h>

#include "tests/check/check_support.hpp"
#include <tlsmatrix/check/offered_hello.hpp>

namespace tlsmatrix::check::offered_hello_test {
namespace {

using namespace made_up;

struct RangeCase {
    const char* claim;
    ClientHello hello;
    Offer offer;
};

class RangeOf : public ::testing::TestWithParam<RangeCase> {};

TEST_P(RangeOf, Is) {
    EXPECT_EQ(offer_of(GetParam().hello), GetParam().offer);
}

ClientHello sslv3() {
    ClientHello hello;
    hello.legacy_version = sslv3_code;
    return hello;
}

INSTANTIATE_TEST_SUITE_P(
    Offers, RangeOf,
    ::testing::Values(
        RangeCase{"AListHasBothBounds", hello_of(from_1_2), {0x0304, 0x0303}},
        RangeCase{
            "GreaseAndUnknownCodesAreNone", hello_of({0x7a7a, 0x0303, 0x7f1c}), {0x0303, 0x0303}},
        RangeCase{"WithoutAListThereIsNoLowerBound", hello_up_to(tls_1_2), {0x0303, 0}},
        RangeCase{"SSLv3IsARangeToo", sslv3(), {0x0300, 0}},
        RangeCase{"AListOfNothingKnownIsEmpty", hello_of({0x7a7a}), {0, 0}}),
    [](const auto& test) { return test.param.claim; });

TEST(Offer, IsBelowWhereItsMaximumOrItsMinimumIs) {
    const Offer first = offer_of(hello_of(from_1_2));
    EXPECT_FALSE(first.is_below(first));
    EXPECT_TRUE(offer_of(hello_up_to(tls_1_1)).is_below(first));
    EXPECT_TRUE(offer_of(hello_of(all_four)).is_below(first));
    EXPECT_FALSE(offer_of(hello_of({0x0304})).is_below(first));
}

TEST(Offer, NamesWhatItListsOrItsMaximumWithoutAList) {
    EXPECT_TRUE(names(hello_of(from_1_2), tls_1_2));
    EXPECT_FALSE(names(hello_of(from_1_2), tls_1_1));
    EXPECT_TRUE(names(hello_up_to(tls_1_1), tls_1_1));
    EXPECT_FALSE(names(hello_up_to(tls_1_1), tls_1_0));
}

TEST(Offer, MayTakeWhatItListsOrAnythingUpToItsMaximumWithoutAList) {
    EXPECT_TRUE(may_take(hello_up_to(tls_1_1), tls_1_0));
    EXPECT_FALSE(may_take(hello_up_to(tls_1_1), tls_1_2));
    EXPECT_FALSE(may_take(hello_of(from_1_2), tls_1_0));
    EXPECT_TRUE(may_take(hello_of(from_1_2), tls_1_3));
}

TEST(Offer, HasTheSuitesThatMayBeChosenAtAVersion) {
    ClientHello hello = hello_of(all_four);
    hello.cipher_suites = {0x1301, 0xc02f, 0xc013, 0x0a0a, 0x00ff, 0x5600};
    EXPECT_THAT(suites_for(hello, tls_1_3), ::testing::ElementsAre(0x1301));
    EXPECT_THAT(suites_for(hello, tls_1_2), ::testing::ElementsAre(0xc02f, 0xc013));
    EXPECT_THAT(suites_for(hello, tls_1_0), ::testing::ElementsAre(0xc013));
}

}  // namespace
}  // namespace tlsmatrix::check::offered_hello_test
