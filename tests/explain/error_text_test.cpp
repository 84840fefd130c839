#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/explain/error_cases.hpp"
#include <tlsmatrix/explain/explain_error.hpp>

namespace tlsmatrix::explain::error_text_test {
namespace {

std::vector<std::string> meanings_in(std::string_view text) {
    std::vector<std::string> found;
    for (const ErrorMatch& each : read_error(text).value().matches) {
        found.emplace_back(each.row->meaning);
    }
    return found;
}

TEST(ErrorTextTest, test_each_text_has_its_meaning_and_no_other) {
    std::size_t known = 0;
    for (const ErrorCase& each : error_cases()) {
        SCOPED_TRACE(each.text);
        EXPECT_THAT(meanings_in(each.text), testing::UnorderedElementsAreArray(each.meanings));
        known += each.meanings.empty() ? 0U : 1U;
    }
    EXPECT_GE(known, 100U);
}

TEST(ErrorTextTest, test_what_resembles_a_known_text_is_unknown) {
    EXPECT_GE(near_misses().size(), 20U);
    for (const std::string& each : near_misses()) {
        SCOPED_TRACE(each);
        EXPECT_THAT(meanings_in(each), testing::IsEmpty());
        const Telling telling = explain_error(read_error(each).value());
        EXPECT_FALSE(telling.known);
        EXPECT_FALSE(telling.questions.empty());
    }
}

TEST(ErrorTextTest, test_every_row_is_found_by_its_own_text_and_has_a_meaning) {
    std::set<std::string_view> used;
    std::size_t rows = 0;
    for (const auto table : {openssl_texts(), java_texts(), other_texts()}) {
        for (const ErrorText& row : table) {
            SCOPED_TRACE(row.text);
            ++rows;
            if (row.meaning == "alert_by_number") {
                continue;
            }
            ASSERT_NE(find_meaning(row.meaning), nullptr) << row.meaning;
            used.insert(row.meaning);
            EXPECT_FALSE(row.library.empty());
            EXPECT_FALSE(row.origin.empty());
        }
    }
    EXPECT_GE(rows, 60U);
    for (const Meaning& each : meanings()) {
        EXPECT_TRUE(used.contains(each.id)) << each.id << " is said of no text";
        EXPECT_FALSE(each.proves.empty()) << each.id;
        EXPECT_FALSE(each.open.empty()) << each.id;
        EXPECT_FALSE(each.asks.empty()) << each.id;
    }
}

TEST(ErrorTextTest, test_a_number_that_is_not_that_of_the_words_is_told_as_a_contradiction) {
    const auto reading = read_error("error:0A00010B:SSL routines::unsupported protocol").value();
    EXPECT_TRUE(reading.matches.empty());
    const Telling telling = explain_error(reading);
    EXPECT_EQ(telling.headline, "This error text contradicts itself");
    EXPECT_NE(telling.findings.front().text.find("267"), std::string::npos);
}

TEST(ErrorTextTest, test_several_meanings_are_all_told) {
    const Telling telling = explain_error(
        read_error("remote error: tls: handshake failure\nSSL alert number 70").value());
    EXPECT_EQ(telling.headline, "This text says 2 things");
    EXPECT_TRUE(telling.known);
}

TEST(ErrorTextTest, test_empty_and_endless_texts_are_errors) {
    EXPECT_NE(read_error(" \n").error().message.find("empty"), std::string::npos);
    EXPECT_NE(read_error(std::string(max_error_text + 1, 'x')).error().message.find("longer"),
              std::string::npos);
}

// Before encryption nobody signs an alert: what its sender must have done is not proved by it.
TEST(Meanings, test_no_alert_proves_who_sent_it) {
    std::size_t alerts = 0;
    for (const Meaning& each : meanings()) {
        if (each.id.starts_with("alert_")) {
            ++alerts;
            EXPECT_THAT(each.open, ::testing::Contains(::testing::HasSubstr("anyone on the way")))
                << each.id;
        }
    }
    EXPECT_GT(alerts, 15U);
}

}  // namespace
}  // namespace tlsmatrix::explain::error_text_test
