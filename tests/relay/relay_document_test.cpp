// What the report of a relay counts, and how far it can be sure of that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/relay/relay_report.hpp>

namespace tlsmatrix::relay::relay_document_test {
namespace {

HandshakeTold handshake(std::string unseen) {
    HandshakeTold told;
    told.client = "127.0.0.1:40000";
    told.outcome = Negotiated{ProtocolVersion::tls_1_3, "TLS_AES_256_GCM_SHA384", {}, false};
    told.unseen = std::move(unseen);
    return told;
}

TEST(RelayDocument, CountsAsFarAsCanBeSeenWhereOneIsUndecided) {
    Report report;
    report.take(handshake({}));
    EXPECT_EQ(relay_document(relay_json(report)).summary.text, "1 of 1 handshakes came about.");
    report.take(handshake("what followed is encrypted"));
    EXPECT_EQ(relay_document(relay_json(report)).summary.text,
              "As far as can be seen, 2 of 2 handshakes came about.");
}

AttackTrial trial(AttackVerdict verdict) {
    AttackTrial made;
    made.expected.sentence = "the hello is longer";
    made.expected.standard = Standard::handshake_protocol;
    made.drive.handshakes = {handshake({})};
    made.judged = {.verdict = verdict, .words = "something came of it"};
    return made;
}

TEST(RelayDocument, SumsUpWhatCameOfTheAttacksAndNotTheHandshakeWithoutOne) {
    Report report;
    report.take(handshake({}));
    report.trials = {trial(AttackVerdict::passed), trial(AttackVerdict::explained)};
    EXPECT_TRUE(report.is_as_forecast());
    report::Document document = relay_document(relay_json(report));
    EXPECT_EQ(document.summary.text, "1 of 2 attacks came to what was forecast, 1 explained.");
    EXPECT_EQ(document.counts.cases, 2U);
    EXPECT_EQ(document.counts.failed + document.counts.errors, 0U);
    EXPECT_THAT(document.items.front().reason,
                testing::HasSubstr("forecast: the hello is longer [RFC 9846 section 4"));
    report.trials.push_back(trial(AttackVerdict::undecided));
    EXPECT_FALSE(report.is_as_forecast());
    report.trials.push_back(trial(AttackVerdict::failed));
    document = relay_document(relay_json(report));
    EXPECT_EQ(document.counts.failed, 1U);
    EXPECT_EQ(document.counts.errors, 1U);
}

}  // namespace
}  // namespace tlsmatrix::relay::relay_document_test
