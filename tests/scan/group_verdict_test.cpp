#include <gmock/gmock.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/group_verdict.hpp>

namespace tlsmatrix::scan::group_verdict_test {
namespace {

constexpr std::uint16_t small_group = 0x0017;
constexpr std::uint16_t big_group = 0x11ec;

GroupReply took(std::uint16_t group, std::uint16_t version = tls_1_3) {
    return {hello(version, 0x1301), {.group = group}};
}

const GroupReply refused{alert(40)};
const GroupReply illegal{alert(47)};
const GroupReply gone{Ending{Ending::Kind::closed}};
const GroupReply silent{Ending{Ending::Kind::timed_out}};

struct VerdictCase {
    const char* claim;
    GroupAsked asked;
    std::uint16_t version;
    GroupControls controls;
    std::optional<bool> supported;
    std::string words = "";  // a part
};

class JudgeGroup : public ::testing::TestWithParam<VerdictCase> {};

TEST_P(JudgeGroup, IsProvedOrNone) {
    const auto& tested = GetParam();
    const GroupReport report = judge_group(tested.asked, tested.version, tested.controls);
    EXPECT_EQ(report.code, tested.asked.group);
    EXPECT_EQ(report.supported, tested.supported);
    EXPECT_THAT(report.words, ::testing::HasSubstr(tested.words));
    EXPECT_EQ(tested.words.empty(), report.words.empty()) << report.words;
}

constexpr GroupControls both{true, true};
constexpr GroupControls with_share{true, false};
constexpr GroupControls neither{};

INSTANTIATE_TEST_SUITE_P(
    Claims, JudgeGroup,
    ::testing::Values(
        VerdictCase{
            "WhatWasTakenIsSupported", {small_group, took(small_group)}, tls_1_3, neither, true},
        VerdictCase{"WhatWasNamedWithoutAShareIsSupported",
                    {big_group, gone, took(big_group)},
                    tls_1_3,
                    neither,
                    true},
        VerdictCase{
            "ARefusalBesideAControlIsANo", {small_group, refused}, tls_1_3, with_share, false},
        VerdictCase{"ARefusalAloneIsNone",
                    {small_group, refused},
                    tls_1_3,
                    neither,
                    std::nullopt,
                    "no hello with another group alone fared better"},
        VerdictCase{"ALongHelloIsNotBelievedWithoutAShortOne",
                    {big_group, refused, refused},
                    tls_1_3,
                    with_share,
                    std::nullopt,
                    "alert"},
        VerdictCase{
            "ALongAndAShortRefusalAreANo", {big_group, refused, refused}, tls_1_3, both, false},
        VerdictCase{
            "AnotherAlertTwiceIsANo", {small_group, illegal, illegal}, tls_1_3, both, false},
        VerdictCase{"AnotherAlertOnceIsNone",
                    {small_group, illegal, silent},
                    tls_1_3,
                    both,
                    std::nullopt,
                    "in time"},
        VerdictCase{
            "SilenceIsNone", {small_group, silent, silent}, tls_1_3, both, std::nullopt, "in time"},
        VerdictCase{
            "WhoCloses12IsBelievedBesideAControl", {small_group, gone}, tls_1_2, with_share, false},
        VerdictCase{"AnotherGroupThanTheOneOfferedIsANo",
                    {small_group, took(0x0018, tls_1_2)},
                    tls_1_2,
                    neither,
                    false,
                    "chose secp384r1"},
        VerdictCase{"APrimeOfItsOwnIsANo",
                    {0x0100, GroupReply{hello(tls_1_2, 0x009e), {.prime_bits = 2048}}},
                    tls_1_2,
                    neither,
                    false,
                    "a prime of its own, of 2048 bits"},
        VerdictCase{"AnotherVersionIsNone",
                    {small_group, took(small_group, tls_1_2), silent},
                    tls_1_3,
                    both,
                    std::nullopt,
                    "in time"},
        VerdictCase{
            "WhatWasNotAskedIsNone", {small_group}, tls_1_3, both, std::nullopt, "not asked for"}),
    [](const auto& tested) { return tested.param.claim; });

TEST(NeedsAnotherHello, OnlyWhereTheFirstLeavesItOpen) {
    struct Case {
        GroupAsked asked;
        std::uint16_t version;
        bool expected;
    };
    for (const Case& tested :
         {Case{{small_group, took(small_group)}, tls_1_3, false},
          Case{{small_group, refused}, tls_1_3, false}, Case{{big_group, refused}, tls_1_3, true},
          Case{{small_group, illegal}, tls_1_3, true},
          Case{{small_group, illegal, illegal}, tls_1_3, false},
          Case{{small_group, illegal}, tls_1_2, false}, Case{{small_group}, tls_1_3, false}}) {
        EXPECT_EQ(needs_another_hello(tested.asked, tested.version), tested.expected);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::group_verdict_test
