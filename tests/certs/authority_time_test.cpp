#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/certificate.hpp>

namespace tlsmatrix::certs::authority_time_test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

TEST(AuthorityTime, LeafIsValidForAWeekAndADayBeforehand) {
    struct Case {
        seconds after_issue;
        int expected;
    };
    const TimePoint now = current_time();
    const Authority authority = Authority::create(KeyType::ecdsa, now);
    const Credentials leaf = authority.issue({.key_type = KeyType::ecdsa, .now = now});
    for (const auto& [offset, expected] : {
             Case{-hours(24) - seconds(1), X509_V_ERR_CERT_NOT_YET_VALID},
             Case{-hours(24), X509_V_OK},
             Case{seconds(0), X509_V_OK},
             Case{days(7) - seconds(1), X509_V_OK},
             Case{days(7) + seconds(1), X509_V_ERR_CERT_HAS_EXPIRED},
         }) {
        EXPECT_EQ(verdict(leaf, authority.root(), {.now = now + offset}), meaning(expected))
            << offset.count();
    }
}

TEST(AuthorityTime, LastsAYearFromADayBeforehand) {
    const TimePoint now = current_time();
    const Authority authority = Authority::create(KeyType::ecdsa, now);
    for (const CertificatePointer& each : {authority.root(), authority.intermediate()}) {
        EXPECT_EQ(validity_of(each).not_before, now - hours(24));
        EXPECT_EQ(validity_of(each).not_after, now + days(365));
    }
    EXPECT_EQ(authority.validity().not_before, now - hours(24));
    EXPECT_EQ(authority.validity().not_after, now + days(365));
}

// Past 2049 a certificate's dates are encoded as GeneralizedTime (RFC 5280 section 4.1.2.5).
TEST(AuthorityTime, DatesAreRightInAnyCentury) {
    for (const int year : {1971, 1999, 2038, 2049, 2050, 2100}) {
        const TimePoint now = std::chrono::sys_days(std::chrono::year(year) / 12 / 31) + hours(23);
        const Authority authority = Authority::create(KeyType::ecdsa, now);
        EXPECT_EQ(authority.validity().not_after, now + days(365)) << year;
        EXPECT_EQ(verdict(authority.issue({.key_type = KeyType::ecdsa, .now = now}),
                          authority.root(), {.now = now}),
                  meaning(X509_V_OK))
            << year;
    }
}

TEST(AuthorityTime, LeafNeverOutlivesTheIntermediate) {
    const TimePoint now = current_time();
    const Authority authority = Authority::create(KeyType::ecdsa, now);
    const TimePoint end = authority.validity().not_after;
    const TimePoint start = authority.validity().not_before;
    EXPECT_EQ(
        validity_of(authority.issue({.key_type = KeyType::ecdsa, .now = end - days(2)}).chain[0])
            .not_after,
        end);
    EXPECT_EQ(
        validity_of(authority.issue({.key_type = KeyType::ecdsa, .now = end - seconds(1)}).chain[0])
            .not_after,
        end);
    EXPECT_EQ(validity_of(authority.issue({.key_type = KeyType::ecdsa, .now = start}).chain[0])
                  .not_before,
              start);
}

TEST(AuthorityTime, RefusesToIssueOutsideItsOwnTime) {
    const TimePoint now = std::chrono::sys_days(std::chrono::year(2031) / 1 / 1);
    const Authority authority = Authority::create(KeyType::ecdsa, now);
    for (const seconds offset : {seconds(days(365)), -seconds(hours(24)) - seconds(1)}) {
        const std::string fault = fault_of([&] { (void)authority.issue({.now = now + offset}); });
        EXPECT_NE(fault.find("valid from 2030-12-31 to 2032-01-01, not on "), std::string::npos)
            << fault;
        EXPECT_NE(fault.find("set the clock, or make a new authority"), std::string::npos) << fault;
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::authority_time_test
