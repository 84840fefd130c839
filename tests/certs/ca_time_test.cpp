#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate.hpp>

namespace tlsmatrix::certs::ca_time_test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

TEST(CaTime, LeafIsValidForAYearAndAMonthBeforehand) {
    struct Case {
        seconds after_issue;
        int expected;
    };
    const TimePoint now = current_time();
    const Ca ca = Ca::create(KeyType::ecdsa, now);
    const Credentials leaf = ca.issue({.key_type = KeyType::ecdsa, .now = now});
    for (const auto& [offset, expected] : {
             Case{-days(30) - seconds(1), X509_V_ERR_CERT_NOT_YET_VALID},
             Case{-days(30), X509_V_OK},
             Case{seconds(0), X509_V_OK},
             Case{days(365) - seconds(1), X509_V_OK},
             Case{days(365) + seconds(1), X509_V_ERR_CERT_HAS_EXPIRED},
         }) {
        EXPECT_EQ(verdict(leaf, ca.root(), {.now = now + offset}), meaning(expected))
            << offset.count();
    }
}

TEST(CaTime, LastsAYearFromAMonthBeforehand) {
    const TimePoint now = current_time();
    const Ca ca = Ca::create(KeyType::ecdsa, now);
    EXPECT_EQ(validity_of(ca.root()).not_before, now - days(30));
    EXPECT_EQ(validity_of(ca.root()).not_after, now + days(365));
    EXPECT_EQ(ca.validity().not_before, now - days(30));
    EXPECT_EQ(ca.validity().not_after, now + days(365));
}

// Past 2049 a certificate's dates are encoded as GeneralizedTime (RFC 5280 section 4.1.2.5).
TEST(CaTime, DatesAreRightInAnyCentury) {
    for (const int year : {1971, 1999, 2038, 2049, 2050, 2100}) {
        const TimePoint now = std::chrono::sys_days(std::chrono::year(year) / 12 / 31) + hours(23);
        const Ca ca = Ca::create(KeyType::ecdsa, now);
        EXPECT_EQ(ca.validity().not_after, now + days(365)) << year;
        EXPECT_EQ(
            verdict(ca.issue({.key_type = KeyType::ecdsa, .now = now}), ca.root(), {.now = now}),
            meaning(X509_V_OK))
            << year;
    }
}

TEST(CaTime, LeafNeverOutlivesTheCa) {
    const TimePoint now = current_time();
    const Ca ca = Ca::create(KeyType::ecdsa, now);
    const TimePoint end = ca.validity().not_after;
    const TimePoint start = ca.validity().not_before;
    EXPECT_EQ(validity_of(ca.issue({.key_type = KeyType::ecdsa, .now = end - days(2)}).chain[0])
                  .not_after,
              end);
    EXPECT_EQ(validity_of(ca.issue({.key_type = KeyType::ecdsa, .now = end - seconds(1)}).chain[0])
                  .not_after,
              end);
    EXPECT_EQ(validity_of(ca.issue({.key_type = KeyType::ecdsa, .now = start}).chain[0]).not_before,
              start);
}

TEST(CaTime, RefusesToIssueOutsideItsOwnTime) {
    const TimePoint now = std::chrono::sys_days(std::chrono::year(2031) / 1 / 1);
    const Ca ca = Ca::create(KeyType::ecdsa, now);
    for (const seconds offset : {seconds(days(365)), -seconds(days(30)) - seconds(1)}) {
        const std::string fault = fault_of([&] { (void)ca.issue({.now = now + offset}); });
        EXPECT_NE(fault.find("valid from 2030-12-02 to 2032-01-01, not on "), std::string::npos)
            << fault;
        EXPECT_NE(fault.find("set the clock, or make a new CA"), std::string::npos) << fault;
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::ca_time_test
