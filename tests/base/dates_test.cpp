#include <ctime>
#include <random>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <tlsmatrix/base/dates.hpp>

namespace tlsmatrix::log_dates_test {
namespace {

using std::chrono::system_clock;

// The formats come from a table, which the compiler cannot check.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
std::string by_strftime(const char* format, std::time_t time) {
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

struct Printed {
    const char* format;
    std::string_view (*date)(system_clock::time_point);
};

constexpr Printed dates[]{
    {"%a, %d %b %Y %H:%M:%S GMT", http_date},
    {"%d/%b/%Y:%H:%M:%S +0000", clf_date},
    {"%Y-%m-%dT%H:%M:%S+00:00", iso8601_date},
};

void expect_like_strftime(std::time_t time) {
    for (const Printed& each : dates) {
        ASSERT_EQ(each.date(system_clock::from_time_t(time)), by_strftime(each.format, time))
            << time;
    }
}

TEST(Dates, PrintTheExamplesOfTheirStandards) {
    EXPECT_EQ(http_date(system_clock::from_time_t(784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(clf_date(system_clock::from_time_t(1795560486)), "24/Nov/2026:22:48:06 +0000");
    EXPECT_EQ(iso8601_date(system_clock::from_time_t(1795560486)), "2026-11-24T22:48:06+00:00");
}

TEST(Dates, PrintWhatStrftimePrintsAtTheEdges) {
    for (const std::time_t time :
         {std::time_t{0}, std::time_t{1}, std::time_t{0}, std::time_t{-1}, std::time_t{951782399},
          std::time_t{951782400}, std::time_t{951868800}, std::time_t{1709164800},
          std::time_t{1735689599}, std::time_t{1735689600}, std::time_t{4107542400}}) {
        expect_like_strftime(time);
    }
}

TEST(Dates, PrintWhatStrftimePrintsForAnySecond) {
    std::mt19937_64 random(9110);
    std::uniform_int_distribution<std::time_t> seconds(-9'000'000'000,
                                                       9'000'000'000);  // 1684 to 2255
    for (int round = 0; round < 50'000; ++round) {
        expect_like_strftime(seconds(random));
    }
}

TEST(Dates, PrintWhatStrftimePrintsForSecondsInARow) {
    for (std::time_t time = 1'740'787'000; time < 1'740'797'000; ++time) {
        expect_like_strftime(time);
    }
}

TEST(Dates, CutFractionsDown) {
    using namespace std::chrono_literals;
    EXPECT_EQ(clf_date(system_clock::time_point(999ms)), "01/Jan/1970:00:00:00 +0000");
    EXPECT_EQ(clf_date(system_clock::time_point(-1ms)), "31/Dec/1969:23:59:59 +0000");
}

TEST(Dates, KeepOneSecondForEachThread) {
    const std::string_view here = http_date(system_clock::from_time_t(784111777));
    std::string there;
    std::thread([&there] { there = http_date(system_clock::from_time_t(0)); }).join();
    EXPECT_EQ(here, "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(there, "Thu, 01 Jan 1970 00:00:00 GMT");
}

// time(2) would not do for a bound: its clock goes by the tick, up to 4 ms behind this one.
std::time_t now_in_seconds() {
    return system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(system_clock::now()));
}

TEST(Dates, NowIsNow) {
    const std::time_t before = now_in_seconds();
    const std::string now(http_date_now());
    const std::time_t after = now_in_seconds();
    bool found = false;
    for (std::time_t time = before; time <= after; ++time) {
        found = found || now == by_strftime("%a, %d %b %Y %H:%M:%S GMT", time);
    }
    EXPECT_TRUE(found) << now;
}

}  // namespace
}  // namespace tlsmatrix::log_dates_test
